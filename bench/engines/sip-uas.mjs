/** Ours, as `npm run build` made it. */
import { LoggerFactory, UserAgentCore } from "../../dist/index.js";
import { applications, BODY } from "./applications.mjs";

const APPLICATIONS = applications(
  (request) => {
    request.trying();
    request.accept({ statusCode: 200, body: BODY });
  },
  (request) => request.progress(),
);

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
