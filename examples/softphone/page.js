import { openLine } from "./line.js";
import { Media } from "./media.js";
import { Ringer } from "./ringer.js";

const { body } = document;
const element = (id) => document.getElementById(id);
const form = element("account");
const ringer = new Ringer();
/** The line, once it is open. */
let line;
/** The call that is ringing or being talked in. */
let current;

fillIn();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  connect();
});
element("disconnect").addEventListener("click", async () => {
  current?.call.end();
  await line?.close();
  show("off", "Not connected");
});
if (new URLSearchParams(location.search).has("connect")) connect();

/** The account is known from the address of the page, or it is that of the server that gave the page. */
function fillIn() {
  const given = new URLSearchParams(location.search);
  form.elements.server.value =
    given.get("server") ?? `${location.protocol.replace("http", "ws")}//${location.host}/sip`;
  form.elements.aor.value = given.get("aor") ?? `sip:you@${location.hostname}`;
  form.elements.password.value = given.get("password") ?? "";
  element("try").hidden = given.has("server");
}

function connect() {
  const { server, aor, password } = Object.fromEntries(new FormData(form));
  const old = line;
  line = undefined;
  old?.close();
  try {
    line = openLine({ server, aor, password }, { onState: show, onCall: take, onLadder: draw });
    window.line = line;
  } catch (error) {
    show("refused", error.message);
  }
}

function show(state, text) {
  body.dataset.line = state;
  element("line-text").textContent = text;
}

function draw(text) {
  const ladder = element("ladder");
  ladder.textContent = text;
  ladder.scrollTop = ladder.scrollHeight;
}

/** One call, from its first message to its last. */
async function take(call) {
  // One at a time.
  if (current !== undefined) return call.refuse(486);
  const mine = (current = { call });
  try {
    call.ring();
    tell("ringing", "Calling you", call.caller, "");
    ringer.start();
    const answered = await Promise.race([pressed("answer", "refuse"), call.ended.then(() => "gave up")]);
    ringer.stop();
    if (answered === "refuse") call.refuse(486);
    if (answered === "answer") await talk(call, mine);
  } catch (error) {
    // What we cannot make a sound of, or the call has ended meanwhile.
    if (mine.session === undefined) call.refuse(488);
    else call.end();
  } finally {
    ringer.stop();
    current = undefined;
  }
  tell("none", "Last call", call.caller, ending(await call.ended));
}

async function talk(call, mine) {
  const media = new Media(element("speaker"), (level) => (element("level").value = Math.min(1, level * 4)));
  const started = Date.now();
  const clock = setInterval(() => (element("time").textContent = duration(Date.now() - started)), 500);
  try {
    const heard = await media.open();
    const offer = call.request.message.body;
    // Who calls without an offer gets one.
    const session = await call.answer(offer === "" ? await media.offer() : await media.answer(offer));
    if (offer === "") await media.take(session.answer.content);
    tell("talking", "Talking to", call.caller, heard ? "" : "No microphone: you are not heard");
    mine.session = session;
    buttons(session, media, call);
    for await (const request of session.requests) await serve(request, media);
    await session.ended;
  } finally {
    clearInterval(clock);
    media.close();
    for (const id of ["mute", "hold"]) press(id, false);
    element("level").value = 0;
    element("time").textContent = "";
  }
}

/** What the other side asks for while we talk: mostly to hold, or to come back. */
async function serve(request, media) {
  const { method, body: offer } = request.message;
  if (method !== "INVITE") return request.accept();
  const sdp = offer === "" ? await media.offer() : await media.answer(offer);
  request.accept({
    statusCode: 200,
    body: { contentType: "application/sdp", contentDisposition: "session", content: sdp },
  });
  element("how").textContent = /a=(sendonly|inactive)/.test(offer) ? "You are on hold" : "";
}

/** The buttons of a call, until it ends. Each works at any time: a change takes a while, and hanging up must not wait for it. */
function buttons(session, media, call) {
  let [muted, held] = [false, false];
  const silence = () => (media.muted = muted || held);
  void whenPressed("hang-up", session, () => call.end());
  void whenPressed("mute", session, () => {
    press("mute", (muted = !muted));
    silence();
  });
  void whenPressed("hold", session, async () => {
    if (!(await change(session, media, !held))) return;
    press("hold", (held = !held));
    silence();
    element("how").textContent = held ? "On hold" : "";
  });
}

/** Does it each time that the button is pressed, once it has done with the time before. */
async function whenPressed(id, session, act) {
  for (;;) {
    const what = await Promise.race([pressed(id), session.ended.then(() => "over")]);
    if (what === "over") return;
    await act();
  }
}

async function change(session, media, hold) {
  try {
    const { content } = (await session.change(await media.offer(hold ? "sendonly" : "sendrecv"))) ?? {};
    if (content) await media.take(content);
    return true;
  } catch (error) {
    await media.forget();
    if (error.code !== "SIP_CALL_ENDED")
      element("how").textContent = `The other side does not want that: ${error.message}`;
    return false;
  }
}

/** Waits for one of these buttons. */
function pressed(...ids) {
  return new Promise((done) => {
    const listener = ({ currentTarget }) => {
      for (const id of ids) element(id).removeEventListener("click", listener);
      done(currentTarget.id);
    };
    for (const id of ids) element(id).addEventListener("click", listener);
  });
}

function press(id, on) {
  element(id).setAttribute("aria-pressed", String(on));
}

function tell(state, label, who, how) {
  const hadFocus = document.activeElement;
  body.dataset.call = state;
  element("who-label").textContent = label;
  element("who").textContent = who.friendlyName;
  element("from").textContent = `${who.uri.user ?? ""}@${who.uri.host}`;
  element("how").textContent = how;
  document.title = state === "ringing" ? `☎ ${who.friendlyName}` : "Softphone";
  // Who uses the keyboard goes on where something can be done; who is writing is left alone.
  if (!(hadFocus instanceof HTMLInputElement))
    element({ ringing: "answer", talking: "hang-up", none: "ladder" }[state]).focus({ preventScroll: true });
}

function ending({ cause }) {
  return ENDINGS[cause] ?? "The call is over";
}

const ENDINGS = {
  "remote-bye": "The other side hung up",
  "local-bye": "You hung up",
  cancelled: "They gave up",
  refused: "You declined",
  "answered-elsewhere": "Answered on another phone",
  "transport-lost": "The connection was lost",
};

function duration(milliseconds) {
  const seconds = Math.floor(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
