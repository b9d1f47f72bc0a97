/**
 * JsSIP 3.13.8: its `UA` and `RTCSession`, as they live in a browser, over a socket that keeps what it is given and with a WebRTC that
 * has its description ready. JsSIP answers in later turns: `settle` waits for them.
 */
import { ANSWER, CALLEE } from "../call.mjs";

globalThis.window = globalThis;
globalThis.RTCSessionDescription = class {
  constructor(description) {
    Object.assign(this, description);
  }
};
globalThis.RTCPeerConnection = class {
  signalingState = "stable";
  iceGatheringState = "complete";
  iceConnectionState = "new";
  localDescription = { type: "answer", sdp: ANSWER };
  addEventListener() {}
  removeEventListener() {}
  setRemoteDescription = () => Promise.resolve();
  setLocalDescription = () => Promise.resolve();
  createAnswer = () => Promise.resolve(this.localDescription);
  close() {}
};
const { default: JsSIP } = await import("jssip");

const STREAM = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] };

const APPLICATIONS = {
  accept: (session) => session.answer({ mediaStream: STREAM }),
  refuse: (session) => session.terminate({ status_code: 486 }),
  ring: () => undefined,
};

export function startEngine(application) {
  const sent = [];
  const socket = {
    via_transport: "WS",
    url: "ws://192.0.2.1",
    sip_uri: "sip:192.0.2.1;transport=ws",
    connect: () => socket.onconnect(),
    disconnect: () => undefined,
    isConnected: () => true,
    isConnecting: () => false,
    send: (message) => {
      sent.push(String(message));
      return true;
    },
  };
  const agent = new JsSIP.UA({
    sockets: [socket],
    uri: CALLEE,
    contact_uri: CALLEE,
    register: false,
    session_timers: false,
  });
  const answer = APPLICATIONS[application];
  // An answer is possible once the event is over: JsSIP rings then.
  agent.on("newRTCSession", ({ session }) => {
    if (application === "refuse") answer(session);
    else session.once("progress", () => answer(session));
  });
  agent.start();
  return { receive: (text) => socket.ondata(text), sent, settle };
}

/** Whatever waits for promises is done before the next turn. */
function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}
