/** Ours, as `npm run build` made it. */
import { LoggerFactory, UserAgentCore } from "../../dist/index.js";
import { ANSWER } from "../call.mjs";

const BODY = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };

/** What the application does with an INVITE, by what it was told. */
const APPLICATIONS = {
  accept: (request) => {
    request.progress();
    request.accept({ statusCode: 200, body: BODY }).session.delegate = SESSION;
  },
  refuse: (request) => request.reject({ statusCode: 486 }),
  ring: (request) => request.progress(),
};

const SESSION = {
  onInvite: (request) => {
    request.trying();
    request.accept({ statusCode: 200, body: BODY });
  },
  onBye: (bye) => bye.accept(),
};

/** @param environment - Replaces parts of the core's own, such as its clock. */
export function startEngine(application, _kind, environment = {}) {
  const sent = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const flow = {
    protocol: "UDP",
    reliable: false,
    local: { host: "192.0.2.201", port: 5060 },
    remote: { host: "192.0.2.101", port: 5060 },
    // A transport that is given octets has nothing left to do.
    send: (message) => {
      sent.push(
        typeof message === "string"
          ? message
          : Buffer.from(message.buffer, message.byteOffset, message.length).latin1Slice(),
      );
    },
  };
  const answer = APPLICATIONS[application];
  const core = new UserAgentCore(
    { loggerFactory, environment },
    {
      onInvite: (request) => {
        request.trying();
        answer(request);
      },
    },
  );
  return { receive: (message) => core.receive(message, flow), sent, takesOctets: true };
}
