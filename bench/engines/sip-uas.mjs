/** Ours, as `npm run build` made it. */
import { LoggerFactory, UserAgentCore } from "../../dist/index.js";
import { ANSWER, CALLEE } from "../call.mjs";

export function startEngine() {
  const sent = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const flow = {
    protocol: "UDP",
    reliable: false,
    local: { host: "192.0.2.201", port: 5060 },
    remote: { host: "192.0.2.101", port: 5060 },
    send: (message) => {
      sent.push(message);
    },
  };
  const core = new UserAgentCore(
    { loggerFactory },
    {
      onInvite: (request) => {
        request.trying();
        request.progress();
        const body = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };
        const { session } = request.accept({ statusCode: 200, body });
        session.delegate = { onBye: (bye) => bye.accept() };
      },
    },
  );
  return { receive: (text) => core.receive(text, flow), sent };
}
