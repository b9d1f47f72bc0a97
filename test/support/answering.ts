import { type IncomingInviteRequest } from "../../src/dialog/session.js";
import { type Address } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type Limits } from "../../src/message/limits.js";
import { StreamFramer } from "../../src/message/stream-framer.js";
import {
  answer,
  CountingRandom,
  ManualClock,
  MemoryWire,
  requestText,
  type WireMessage,
} from "../../src/testing/index.js";
import { DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import { type Diagnostic } from "../../src/user-agent/diagnostic.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";
import { rawMessage, type RawMessage } from "./raw-message.js";

/** What a core did with what came in. */
export interface Answering {
  /** `accept 200`, `reject 400`, `discard`. */
  readonly outcome: string;
  /** The last response that went out, at once. */
  readonly response: RawMessage | undefined;
  /** All of them: an INVITE that is accepted rings first. */
  readonly responses: readonly RawMessage[];
  readonly destinations: readonly Address[];
  readonly diagnostics: readonly Diagnostic[];
  /** Why the stream was closed, by `ParseFailure.code`, where it was. */
  readonly closed: string | undefined;
  /** How many INVITEs the application was given. */
  readonly invitations: number;
  /** What was alive right behind the response: dialogs and transactions. */
  readonly alive: { readonly dialogs: number; readonly transactions: number };
  /** What is alive when all time has passed. */
  readonly left: { readonly dialogs: number; readonly transactions: number; readonly timers: readonly string[] };
  /** What the next message, an OPTIONS in order, was answered. */
  readonly next: string | undefined;
}

/** Where all messages come from: an address that no fixture names. */
export const SOURCE: Address = { host: "203.0.113.250", port: 40_000 };

export interface AnsweringOptions {
  /** How often the octets come. @defaultValue 1 */
  readonly copies?: number;
  /** The octets come as a stream, in pieces of so many. @defaultValue they are one whole message */
  readonly pieces?: number;
  /** @defaultValue those of the library */
  readonly limits?: Partial<Limits>;
  /** @defaultValue false */
  readonly lenient?: boolean;
}

/**
 * Gives octets to a whole core, which is the UAS that the verdicts of the fixtures are about, and lets all time pass.
 *
 * The application lets every INVITE ring and accepts it. The caller never says anything else; when its ACK does not come, the application hangs up.
 */
export function answering(
  octets: Uint8Array,
  protocol = "UDP",
  { copies = 1, pieces, limits, lenient }: AnsweringOptions = {},
): Answering {
  const clock = new ManualClock();
  const wire = new MemoryWire({ clock, protocol, caller: SOURCE });
  const sent: WireMessage[] = [];
  wire.onMessage((message) => message.from === "callee" && sent.push(message));
  const diagnostics: Diagnostic[] = [];
  const invitations: IncomingInviteRequest[] = [];
  const core = referenceCore(clock, diagnostics, invitations, { limits, lenient });
  let closed: string | undefined;
  const framer = new StreamFramer({
    onMessage: (message) => core.receive(message, wire.callee),
    onFailure: ({ code }) => (closed = code),
  });

  wire.callee.onMessage = (data, flow) => core.receive(data, flow);
  for (let i = 0; i < copies; i++) {
    if (pieces === undefined) void wire.caller.send(octets);
    else for (let at = 0; at < octets.length; at += pieces) framer.push(octets.subarray(at, at + pieces));
  }
  const answered = sent.splice(0);
  const alive = { dialogs: core.dialogs.size, transactions: core.transactions.size };
  void wire.caller.send(requestText("OPTIONS", { callId: "next", branch: "z9hG4bKnext" }));
  const next = sent.pop();
  clock.advance(200_000);

  const responses = answered.map(({ data }) => rawMessage(data));
  const response = responses.at(-1);
  return {
    outcome: outcomeOf(response),
    response,
    responses,
    destinations: answered.map(({ destination }) => destination),
    diagnostics,
    closed,
    invitations: invitations.length,
    alive,
    left: { dialogs: core.dialogs.size, transactions: core.transactions.size, timers: clock.pendingNames },
    next: next && rawMessage(next.data).startLine,
  };
}

/** Supports INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE and INFO, and knows the option tags 100rel, timer and replaces. */
function referenceCore(
  clock: ManualClock,
  diagnostics: Diagnostic[],
  invitations: IncomingInviteRequest[],
  reading: Pick<UserAgentCoreConfiguration, "lenient" | "limits">,
): UserAgentCore {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const methods = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "PRACK", "UPDATE", "INFO"];
  return new UserAgentCore(
    {
      loggerFactory,
      ...reading,
      environment: { clock, random: new CountingRandom() },
      capabilities: { ...DEFAULT_CAPABILITIES, methods, optionTags: ["100rel", "timer", "replaces"] },
    },
    {
      onInvite: (request) => {
        invitations.push(request);
        request.progress({ statusCode: 180 });
        const { session } = request.accept({
          statusCode: 200,
          body: { contentDisposition: "session", contentType: "application/sdp", content: answerTo(request) },
        });
        session.delegate = { onAckTimeout: () => void session.bye() };
      },
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    },
  );
}

/** An answer that takes each stream of the offer, in its place. RFC 3264 §6 */
function answerTo({ message }: IncomingInviteRequest): string {
  const streams = message.body.match(/^m=[^\r\n]+/gm);
  if (streams === null) return answer;
  return [answer.slice(0, answer.indexOf("m=")), ...streams.map((line) => `${line}\r\n`)].join("");
}

function outcomeOf(response: RawMessage | undefined): string {
  if (response === undefined) return "discard";
  const code = response.startLine.slice("SIP/2.0 ".length, "SIP/2.0 200".length);
  return `${code < "300" ? "accept" : "reject"} ${code}`;
}
