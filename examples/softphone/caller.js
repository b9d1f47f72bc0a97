import JsSIP from "jssip";

const element = (id) => document.getElementById(id);
const form = document.forms[0];
const given = new URLSearchParams(location.search);
const { host, hostname, protocol } = location;
const server = given.get("server") ?? `${protocol.replace("http", "ws")}//${host}/sip`;
form.elements.target.value = given.get("target") ?? `sip:you@${hostname}`;

const agent = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(server)],
  uri: given.get("aor") ?? `sip:alice@${hostname}`,
  display_name: given.get("name") ?? "Alice",
  register: false,
});
let call;

agent.on("connected", () => tell("Connected"));
agent.on("disconnected", () => tell("Not connected"));
agent.start();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  call = agent.call(form.elements.target.value, { mediaStream: melody(), pcConfig: { iceServers: [] } });
  inCall(true);
  call.on("progress", () => tell("It rings"));
  call.on("confirmed", () => tell("Talking"));
  call.on("hold", ({ originator }) => originator === "remote" && tell("On hold"));
  call.on("unhold", () => tell("Talking"));
  call.on("peerconnection", ({ peerconnection }) => play(peerconnection));
  if (call.connection) play(call.connection);
  for (const end of ["ended", "failed"]) {
    call.on(end, ({ cause, originator }) => {
      tell(`${originator === "remote" ? "The other side" : "This side"}: ${cause}`);
      inCall(false);
    });
  }
});
element("end").addEventListener("click", () => call?.terminate());

function tell(text) {
  element("how").textContent = text;
}

function inCall(is) {
  element("dial").hidden = is;
  element("end").hidden = !is;
}

function play(connection) {
  connection.addEventListener("track", ({ streams: [stream] }) => (element("speaker").srcObject = stream));
}

/** Something to hear, without asking for a microphone. */
function melody() {
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { type: "triangle" });
  const out = audio.createMediaStreamDestination();
  const notes = [262, 294, 330, 349, 392, 349, 330, 294];
  for (let i = 0; i < 4_000; i++) tone.frequency.setValueAtTime(notes[i % notes.length], audio.currentTime + i * 0.35);
  tone.connect(new GainNode(audio, { gain: 0.4 })).connect(out);
  tone.start();
  return out.stream;
}
