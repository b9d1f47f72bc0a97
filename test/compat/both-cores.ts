import { UserAgentCore as SipjsCore } from "sip.js/lib/core/user-agent-core/user-agent-core.js";
import { LoggerFactory as SipjsLoggerFactory } from "sip.js/lib/core/log/logger-factory.js";
import { IncomingRequestMessage as SipjsRequest } from "sip.js/lib/core/messages/incoming-request-message.js";
import { Parser as SipjsParser } from "sip.js/lib/core/messages/parser.js";
import { Grammar as SipjsGrammar } from "sip.js/lib/grammar/grammar.js";
import {
  Grammar,
  IncomingRequestMessage,
  LoggerFactory,
  Parser,
  UserAgentCore,
  type UserAgentCoreDelegate,
} from "../../src/sipjs/index.js";

/** What a script does to a request: the part that SIP.js's requests and ours have in common. */
export interface Answering {
  delegate?: object | undefined;
  readonly message: { readonly method: string };
  accept(options?: object): { readonly message: string; readonly session?: Calling };
  progress(options?: object): { readonly message: string; readonly session?: Calling };
  redirect(contacts: unknown[], options?: object): { readonly message: string };
  reject(options?: object): { readonly message: string };
  trying(options?: object): { readonly message: string };
}

/** What a script asks of a session. */
export interface Calling {
  delegate: object | undefined;
  readonly sessionState: string;
  readonly signalingState: string;
  readonly id: string;
  bye(): unknown;
  invite(delegate?: object, options?: object): unknown;
  info(delegate?: object, options?: object): unknown;
}

/** A core with a wire. */
export interface Party {
  readonly sent: string[];
  readonly dialogs: ReadonlyMap<string, unknown>;
  receive(text: string): void;
  /** A URI of this party's own class. */
  uri(text: string): unknown;
}

export type Handlers = Partial<
  Record<Exclude<keyof UserAgentCoreDelegate, "onDiagnostic">, (request: Answering) => void>
>;

const SETTINGS = {
  displayName: "Bob",
  hackViaTcp: false,
  routeSet: [],
  sipjsId: "abcde",
  supportedOptionTags: ["outbound"],
  supportedOptionTagsResponse: ["outbound"],
  userAgentHeaderFieldValue: "test",
  viaForceRport: false,
  viaHost: "bob.invalid",
  authenticationFactory: () => undefined,
};
const AOR = "sip:bob@example.com";
const CONTACT = "sip:bob@bob.invalid;transport=ws";

/** SIP.js's own core. */
export function sipjsParty(handlers: Handlers): Party {
  const sent: string[] = [];
  const loggerFactory = new SipjsLoggerFactory();
  loggerFactory.builtinEnabled = false;
  const uri = (text: string) => known(SipjsGrammar.URIParse(text));
  const transport = { protocol: "WS", send: (text: string) => Promise.resolve(void sent.push(text)) };
  const contact = { uri: uri(CONTACT), pubGruu: undefined, tempGruu: undefined, toString: () => `<${CONTACT}>` };
  const core = new SipjsCore(
    { ...SETTINGS, aor: uri(AOR), contact, loggerFactory, transportAccessor: () => transport },
    handlers,
  );
  return {
    sent,
    dialogs: core.dialogs,
    uri,
    receive(text) {
      const message = SipjsParser.parseMessage(text, loggerFactory.getLogger("test"));
      if (message instanceof SipjsRequest) core.receiveIncomingRequestFromTransport(message);
      else if (message) core.receiveIncomingResponseFromTransport(message);
    },
  };
}

/** Our core by the door. */
export function ourParty(handlers: Handlers): Party {
  const sent: string[] = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const uri = (text: string) => known(Grammar.URIParse(text));
  const transport = { protocol: "WS", send: (text: string) => Promise.resolve(void sent.push(text)) };
  const contact = { uri: uri(CONTACT), pubGruu: undefined, tempGruu: undefined, toString: () => `<${CONTACT}>` };
  const core = new UserAgentCore(
    { ...SETTINGS, aor: uri(AOR), contact, loggerFactory, transportAccessor: () => transport },
    // As above.
    handlers as Omit<UserAgentCoreDelegate, "onDrained">,
  );
  return {
    sent,
    dialogs: core.dialogs,
    uri,
    receive(text) {
      const message = Parser.parseMessage(text, loggerFactory.getLogger("test"));
      if (message instanceof IncomingRequestMessage) core.receiveIncomingRequestFromTransport(message);
      else if (message) core.receiveIncomingResponseFromTransport(message);
    },
  };
}

/**
 * A response as far as both have to agree: tags are random, spaces in a list of methods say nothing, SIP.js has a phrase of its own
 * for 500, and ours tells more in the 200 to an OPTIONS.
 */
export function comparable(text: string): string {
  return text
    .replace(/(\r\n(?:To|From):[^\r]*;tag=)(?!alice1)[^;\r]*/g, "$1TAG")
    .replace(/(;branch=)z9hG4bK[^;\r]*|(;branch=)z9hG4bK/g, "$1BRANCH")
    .replace("500 Internal Server Error", "500 Server Internal Error")
    .replace(/\r\nAccept-(?:Encoding|Language):[^\r]*/g, "")
    .replace(/\r\n(?:Allow|Accept):[^\r]*/g, (line) => line.replaceAll(", ", ","));
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a URI of the test cannot be read");
  return value;
}
