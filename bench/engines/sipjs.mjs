/** sip.js 0.21.2: its parser and its `UserAgentCore`, over a transport that keeps what it is given. */
import { Grammar, LoggerFactory, Parser, UserAgentCore } from "sip.js/lib/core/index.js";
import { CALLEE } from "../call.mjs";
import { applications, BODY } from "./applications.mjs";

const APPLICATIONS = applications(
  (request) => {
    request.trying();
    // Where sip.js has its upper layer, that adds it.
    request.accept({ statusCode: 200, body: BODY, extraHeaders: [`Contact: <${CALLEE}>`] });
  },
  (request) => {
    request.progress();
    // It leaves the 487 to whoever hears of the CANCEL.
    request.delegate = { onCancel: () => request.reject({ statusCode: 487 }) };
  },
);

export function startEngine(application) {
  const sent = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const logger = loggerFactory.getLogger("bench");
  const uri = Grammar.URIParse(CALLEE);
  const transport = {
    protocol: "UDP",
    send: (message) => {
      sent.push(message);
      return Promise.resolve();
    },
  };
  const answer = APPLICATIONS[application];
  const core = new UserAgentCore(
    {
      aor: uri,
      contact: { pubGruu: undefined, tempGruu: undefined, uri, toString: () => `<${CALLEE}>` },
      displayName: "",
      loggerFactory,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: "bench",
      supportedOptionTags: [],
      supportedOptionTagsResponse: [],
      userAgentHeaderFieldValue: "bench",
      viaForceRport: true,
      viaHost: "192.0.2.201",
      authenticationFactory: () => undefined,
      transportAccessor: () => transport,
    },
    {
      onInvite: (request) => {
        request.trying();
        answer(request);
      },
    },
  );
  return { receive: (text) => core.receiveIncomingRequestFromTransport(Parser.parseMessage(text, logger)), sent };
}
