/** sip.js 0.21.2: its parser and its `UserAgentCore`, over a transport that keeps what it is given. */
import { Grammar, LoggerFactory, Parser, UserAgentCore } from "sip.js/lib/core/index.js";
import { ANSWER, CALLEE } from "../call.mjs";

export function startEngine() {
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
        request.progress();
        const body = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };
        request.accept({ statusCode: 200, body });
      },
    },
  );
  return { receive: (text) => core.receiveIncomingRequestFromTransport(Parser.parseMessage(text, logger)), sent };
}
