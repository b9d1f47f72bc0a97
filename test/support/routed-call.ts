import { onTestFinished } from "vitest";
import { type Address, type Flow, type Target, type Ways } from "../../src/environment/flow.js";
import { DEFAULT_TIMER_VALUES } from "../../src/environment/environment.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type OutgoingInviteRequestDelegate, type Session, type SessionDelegate } from "../../src/dialog/session.js";
import { fromBodyLegacy } from "../../src/message/body.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import {
  answer,
  checkLeavings,
  CountingRandom,
  inviteText,
  ManualClock,
  offer,
  requestText,
  responseText,
} from "../../src/testing/index.js";
import { type Diagnostic } from "../../src/user-agent/diagnostic.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";

/** A way that a test has in its hand. */
export interface TestWay extends Flow {
  /** The requests and responses that were sent by it, in order. */
  readonly sent: string[];
  /** How it fails from now on; nothing: it works. A promise fails later, anything else at once. */
  failure: "at once" | "later" | undefined;
  /** Tells those who asked for it that the connection is gone. */
  lose(): void;
}

/** What else is known of a way. */
export type KnownOfWay = Partial<Omit<Flow, "protocol" | "send" | "remote">>;

/** `TCP 192.0.2.9:5060`, from 192.0.2.4 */
export function testWay(protocol: string, remote?: string, known: KnownOfWay = {}): TestWay {
  const sent: string[] = [];
  const listeners = new Set<() => void>();
  const way: TestWay = {
    protocol,
    local: { host: "192.0.2.4", port: protocol === "TLS" ? 5061 : 5060 },
    ...(remote !== undefined && { remote: addressOf(remote) }),
    ...known,
    sent,
    failure: undefined,
    send: (message) => {
      if (way.failure === "at once") throw new Error("no way");
      if (way.failure === "later") return Promise.reject(new Error("no way"));
      sent.push(String(message));
      return undefined;
    },
    lose: () => {
      for (const listener of [...listeners]) listener();
    },
  };
  if (protocol !== "WS" && protocol !== "WSS") return way;
  const onGone = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return Object.assign(way, { onGone });
}

function addressOf(text: string): Address {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

export interface RoutedCallOptions {
  /** The way that Alice's INVITE comes by. @defaultValue UDP from 192.0.2.1:5060, with `route` */
  readonly own?: TestWay;
  /** What the own way says to a target. */
  readonly route?: (target: Target) => Ways;
  /** Of Alice. @defaultValue sip:alice@192.0.2.9 */
  readonly contact?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestUri?: string;
  readonly delegate?: SessionDelegate;
  readonly configuration?: UserAgentCoreConfiguration;
}

/** A call that Alice made and Bob answered, on ways that obey the test. */
export function routedCall(options: RoutedCallOptions = {}) {
  const { contact = "sip:alice@192.0.2.9" } = options;
  const asked: Target[] = [];
  const route = (target: Target): Ways => {
    asked.push(target);
    return options.route?.(target) ?? [];
  };
  const own: TestWay = Object.assign(options.own ?? testWay("UDP", "192.0.2.1:5060"), options.route && { route });
  const clock = new ManualClock();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const diagnostics: Diagnostic[] = [];
  const sessions: Session[] = [];
  const core = new UserAgentCore(
    {
      loggerFactory,
      ...options.configuration,
      environment: { clock, random: new CountingRandom(), timers: DEFAULT_TIMER_VALUES },
    },
    {
      onInvite: (request) => {
        const { session } = request.accept({ body: fromBodyLegacy(answer) });
        session.delegate = options.delegate ?? {};
        sessions.push(session);
      },
      onDiagnostic: (diagnostic) => void diagnostics.push(diagnostic),
    },
  );
  const parts = { protocol: own.protocol, requestUri: options.requestUri ?? "sip:bob@192.0.2.4" };
  core.receive(inviteText({ ...parts, offer, headers: { Contact: `<${contact}>`, ...options.headers } }), own);
  const [session] = sessions;
  if (session === undefined) throw new Error(`no session: ${own.sent.join("\n")}`);
  const toTag = session.localTag;
  let numbers = 0;
  /** Alice sends this inside the call. */
  const receives = (method: string, by: Flow = own, cseq = 1001 + (method === "ACK" ? 0 : ++numbers)): void =>
    core.receive(
      requestText(method, { ...parts, protocol: by.protocol, toTag, cseq, branch: `z9hG4bKin${++numbers}` }),
      by,
    );
  receives("ACK");
  own.sent.length = 0;
  onTestFinished(() => {
    clock.advance(64 * 500 + 5000);
    const transactions = core.transactions.transactions.map(({ id }) => id);
    const errors = diagnostics.filter(({ reason }) => reason === "internal-error" || reason === "application-error");
    checkLeavings({ errors, timers: clock.pendingNames, transactions, dialogs: [...core.dialogs.keys()] });
  });
  return { core, session, own, asked, clock, diagnostics, receives };
}

/** The last message that left by a way, and what can be read of it. */
export function lastRequest(way: TestWay): IncomingRequestMessage {
  const message = parseMessage(way.sent.at(-1) ?? "");
  if (message instanceof IncomingRequestMessage) return message;
  throw new Error(`no request was sent by ${way.protocol}`);
}

/** The other party answers what was sent by this way last. */
export function answers(core: UserAgentCore, way: TestWay, statusCode: number, headers = {}): void {
  core.receive(responseText(lastRequest(way), statusCode, { headers }), way);
}

/** A delegate that writes down what it is told. */
export function told(): OutgoingInviteRequestDelegate & { readonly heard: string[] } {
  const heard: string[] = [];
  const note =
    (what: string) =>
    ({ message }: { message: { statusCode: number } }): void =>
      void heard.push(`${what} ${message.statusCode}`);
  return { heard, onTrying: note("onTrying"), onProgress: note("onProgress"), onReject: note("onReject") };
}

/** Lets promises settle; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
