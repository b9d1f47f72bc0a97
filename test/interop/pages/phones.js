// Runs in a browser: two phones that others have made and one of ours, each with the same few words for a test.
import JsSIP from "jssip";
import { Inviter, SessionState, UserAgent, Web } from "sip.js";
import { UserAgentCore } from "../../../src/index.js";
import { WebSocketTransport } from "../../../src/adapters/web/index.js";

const AUDIO = { audio: true, video: false };
const ALICE = "sip:alice@example.com";

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

/** A caller by JsSIP. */
async function jssip(server, target) {
  const sockets = [new JsSIP.WebSocketInterface(server)];
  const phone = new JsSIP.UA({ sockets, uri: ALICE, register: false });
  phone.start();
  await once(phone, "connected");
  const session = phone.call(target, { mediaConstraints: AUDIO, pcConfig: { iceServers: [] } });
  const ended = Promise.race([once(session, "ended"), once(session, "failed")]);
  const answered = Promise.race([once(session, "confirmed").then(() => "answered"), ended.then(({ cause }) => cause)]);
  return {
    answered: () => answered,
    hold: () => new Promise((resolve) => session.hold({}, () => resolve("held"))),
    resume: () => new Promise((resolve) => session.unhold({}, () => resolve("resumed"))),
    press: (key) =>
      new Promise((resolve) => {
        session.once("newDTMF", ({ dtmf }) => dtmf.on("succeeded", ({ response }) => resolve(response.status_code)));
        session.sendDTMF(key);
      }),
    hangUp: () => session.terminate(),
    ended: () => ended.then(({ originator, cause }) => `${originator}: ${cause}`),
    leave: () => phone.stop(),
  };
}

/** A caller by SIP.js. */
async function sipjs(server, target) {
  const phone = new UserAgent({
    uri: UserAgent.makeURI(ALICE),
    transportOptions: { server },
    logBuiltinEnabled: false,
    sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: [] } },
  });
  await phone.start();
  let rejected = "";
  let byUs = false;
  const session = new Inviter(phone, UserAgent.makeURI(target), {
    sessionDescriptionHandlerOptions: { constraints: AUDIO },
  });
  const state = (wanted) =>
    new Promise((resolve) => {
      const look = (current) => current === wanted && resolve(current);
      session.stateChange.addListener(look);
    });
  const ended = state(SessionState.Terminated);
  const answered = Promise.race([state(SessionState.Established).then(() => "answered"), ended.then(() => rejected)]);
  await session.invite({
    requestDelegate: { onReject: ({ message }) => (rejected = `${message.statusCode} ${message.reasonPhrase}`) },
  });
  const reinvite = (sessionDescriptionHandlerModifiers, outcome) =>
    new Promise((resolve) => {
      const requestDelegate = {
        onAccept: () => resolve(outcome),
        onReject: ({ message }) => resolve(String(message.statusCode)),
      };
      void session.invite({ sessionDescriptionHandlerModifiers, requestDelegate });
    });
  return {
    answered: () => answered,
    hold: () => reinvite([Web.holdModifier], "held"),
    resume: () => reinvite([], "resumed"),
    press: (key) =>
      new Promise((resolve) => {
        const content = `Signal=${key}\r\nDuration=100`;
        const body = { contentDisposition: "render", contentType: "application/dtmf-relay", content };
        const requestDelegate = { onAccept: ({ message }) => resolve(message.statusCode) };
        void session.info({ requestDelegate, requestOptions: { body } });
      }),
    hangUp: () => ((byUs = true), session.bye()),
    ended: () => ended.then(() => (byUs ? "local: Terminated" : "remote: Terminated")),
    leave: () => phone.stop(),
  };
}

/** A callee by this library: answers with its microphone. */
async function ours(server) {
  const calls = [];
  const states = [];
  const core = new UserAgentCore({}, { onInvite: (invite) => void answer(invite) });
  const transport = new WebSocketTransport({ server, reconnect: { first: 50 } }, core);
  transport.onStateChange = (state) => states.push(state);
  const answer = async (invite) => {
    const call = { invite, connection: undefined, session: undefined, events: [] };
    calls.push(call);
    invite.progress({ statusCode: 180 });
    call.connection = await connectionWithMicrophone();
    await call.connection.setRemoteDescription({ type: "offer", sdp: invite.message.body });
    await call.connection.setLocalDescription();
    await gathered(call.connection);
    const { sdp: content } = call.connection.localDescription;
    const body = { contentDisposition: "session", contentType: "application/sdp", content };
    call.session = invite.accept({ body }).session;
    call.session.delegate = {
      onAck: () => call.events.push("onAck"),
      onBye: (bye) => (void bye.accept(), call.events.push("onBye")),
    };
  };
  await transport.connect();
  return {
    states: () => states,
    bye: () =>
      new Promise((resolve) => {
        calls[0].session.bye({
          onAccept: ({ message }) => resolve(message.statusCode),
          onReject: ({ message }) => resolve(message.statusCode),
        });
      }),
    events: () => calls[0].events,
    hears: () => hearsSound(calls[0].connection),
    leave: () => transport.dispose(),
  };
}

/** The media of a caller whose signalling is elsewhere. */
async function offerer() {
  const connection = await connectionWithMicrophone();
  await connection.setLocalDescription();
  await gathered(connection);
  return {
    offer: () => connection.localDescription.sdp,
    takes: (sdp) => connection.setRemoteDescription({ type: "answer", sdp }),
    hears: () => hearsSound(connection),
    leave: () => connection.close(),
  };
}

async function connectionWithMicrophone() {
  const connection = new RTCPeerConnection({ iceServers: [] });
  // What nobody plays is not even decoded.
  const speaker = new Audio();
  connection.addEventListener("track", ({ streams }) => {
    speaker.srcObject = streams[0];
    void speaker.play();
  });
  const stream = await navigator.mediaDevices.getUserMedia(AUDIO);
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  return connection;
}

function gathered(connection) {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    connection.addEventListener(
      "icegatheringstatechange",
      () => connection.iceGatheringState === "complete" && resolve(),
    );
  });
}

/** Resolves when what comes is not silence. */
async function hearsSound(connection) {
  for (;;) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.totalAudioEnergy > 0) return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const phones = { jssip, sipjs, ours, offerer };
