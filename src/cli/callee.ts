import {
  type Clock,
  type Diagnostic,
  type Environment,
  type Flow,
  type IncomingCallRequest,
  LoggerFactory,
  type Random,
  type TimerValues,
  UserAgentCore,
} from "../index.js";
import { createAuthenticator } from "./authenticator.js";
import { behaviourOf } from "./behaviours.js";
import { drawFingerprint } from "./browser-transport.js";
import { Call } from "./call.js";
import { CallBook } from "./call-book.js";
import { type CallLog } from "./call-log.js";
import { tracedFlow } from "./traced-flow.js";

export interface CalleeOptions {
  readonly environment: Environment;
  /** Draws what is said. @defaultValue nothing is drawn */
  readonly log?: CallLog | undefined;
  /** Told of what a person should know. One line each. */
  readonly onProblem: (line: string) => void;
  /** Told whenever a call has begun, is answered or is over. */
  readonly onCalls?: (() => void) | undefined;
  /** What processes that answer for each other share: each knows the nonces of all. @defaultValue one of its own */
  readonly secret?: string | undefined;
}

/** The callee: a core, and what it does with the calls to each user. */
export class Callee {
  readonly #core: UserAgentCore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #fingerprint: string;
  readonly #log: CallLog | undefined;
  readonly #onProblem: (line: string) => void;
  readonly #calls = new CallBook();
  readonly #emptied: (() => void)[] = [];
  readonly #onCalls: () => void;
  #flow: Flow | undefined;

  constructor({ environment, log, onProblem, onCalls = () => undefined, secret }: CalleeOptions) {
    this.#clock = environment.clock;
    this.#random = environment.random;
    this.#fingerprint = drawFingerprint(environment.random);
    this.#log = log;
    this.#onProblem = onProblem;
    this.#onCalls = onCalls;
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    this.#core = new UserAgentCore(
      {
        environment,
        loggerFactory,
        userAgentHeaderFieldValue: "sip-uas",
        authenticator: createAuthenticator(secret),
        // RFC 3261 §8.2.2.1: who is not here is not found. The host is whatever brought the caller to us.
        acceptRequestUri: ({ user }, message) =>
          message.method === "OPTIONS" || message.hasHeader("Replaces") || behaviourOf(user) !== undefined,
        // RFC 3891 §3: who names a call may have it. This is a program to test with.
        replaces: { authorize: () => true },
      },
      {
        onInvite: (request) => this.#answer(request),
        onOptions: (request) => void request.accept(),
        onDiagnostic: (diagnostic) => this.#report(diagnostic),
      },
    );
  }

  /** How many calls are not over. */
  get calls(): number {
    return this.#calls.size;
  }

  /** How many of them are not answered yet. */
  get ringing(): number {
    return this.#calls.ringing;
  }

  /** Whether a call that is not answered yet has this Call-ID. */
  isRinging(callId: string): boolean {
    return this.#calls.isRinging(callId);
  }

  /** Takes what a transport received. */
  receive(data: Uint8Array | string, flow: Flow): void {
    this.#log?.message(data, "in", flow.remote);
    this.#flow = this.#log === undefined ? flow : tracedFlow(flow, this.#log);
    this.#core.receive(data, this.#flow);
  }

  /**
   * Ends every call: a BYE to those that are answered, a refusal to the others.
   *
   * @returns When the last BYE has been answered.
   */
  async endCalls(): Promise<void> {
    for (const call of this.#calls.all) call.attempt(() => call.ends());
    await this.withoutCalls();
  }

  /** Resolves when every call is over. */
  async withoutCalls(): Promise<void> {
    if (this.#calls.size > 0) await new Promise<void>((resolve) => this.#emptied.push(resolve));
  }

  /** Forgets everything, without a word to anybody. */
  dispose(): void {
    this.#core.dispose();
  }

  #answer(request: IncomingCallRequest): void {
    const local = this.#flow?.local ?? { host: "0.0.0.0", port: 5060 };
    const call = new Call(request, {
      clock: this.#clock,
      random: this.#random,
      local,
      fingerprint: this.#fingerprint,
      onProblem: (error) => this.#onProblem(describeError(error)),
      onAnswered: (answered) => this.#noteAnswer(answered),
      onOver: (over) => this.#forget(over),
    });
    this.#calls.add(call, request.message.callId);
    this.#onCalls();
    // RFC 3891 §3: the one who is called is in the call already, and need not be rung.
    if (request.replaces) call.attempt(() => call.answers());
    else call.attempt(() => behaviourOf(request.message.ruri.user)?.(call));
  }

  #noteAnswer(call: Call): void {
    this.#calls.noteAnswer(call);
    this.#onCalls();
  }

  #forget(call: Call): void {
    this.#calls.delete(call);
    this.#onCalls();
    if (this.#calls.size === 0) for (const resolve of this.#emptied.splice(0)) resolve();
  }

  #report({ reason, message, error }: Diagnostic): void {
    // RFC 3261 §8.2.7: the ACK to a refusal without state (404) belongs to nothing, and nothing is wrong with either.
    if (reason === "stray-ack" || reason === "refused") return;
    this.#onProblem(`${reason}: ${message}${error === undefined ? "" : ` (${describeError(error)})`}`);
  }
}

/** The environment of the runtime, with other base times. */
export function withTimers(environment: Environment, timers: Partial<TimerValues>): Environment {
  return { ...environment, timers: { ...environment.timers, ...timers } };
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
