import { type Timer, type TimerTarget } from "../environment/clock.js";
import { TransactionStateError } from "../errors.js";
import { type OutgoingRequest } from "../dialog/outgoing-request.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI } from "../message/grammar/uri.js";
import { MinExpires } from "../message/header/numbers.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type UserAgentCore } from "../user-agent/user-agent-core.js";
import { RequestRefusedError } from "../call/request-refused-error.js";
import { Answers } from "./answers.js";
import { registerMessage, type RegisterParts } from "./register-message.js";
import { readRegistration } from "./read-registration.js";
import { checkRegistererOptions, type RegistererOptions, type Registration } from "./registerer-options.js";
import { LONGEST_WAIT, retryDelay } from "./retry-delay.js";
import { StateChanges } from "./state-changes.js";

/** Where a registerer stands. As in SIP.js. */
export const RegistererState = {
  Initial: "Initial",
  Registered: "Registered",
  Unregistered: "Unregistered",
  Terminated: "Terminated",
} as const;
export type RegistererState = (typeof RegistererState)[keyof typeof RegistererState];

/**
 * Makes a user reachable, and keeps it so: registers, registers again before the time is up, and after failures that may pass. RFC 3261 §10.2, RFC 5626 §4
 *
 * ```ts
 * const registerer = new Registerer(core, { aor, instanceId: "urn:uuid:…" });
 * transport.onConnect = () => void registerer.register();
 * ```
 */
export class Registerer implements TimerTarget {
  /** Told of each state when it has been entered. */
  readonly stateChange = new StateChanges<RegistererState>();
  /** Told of each registration, the refreshed ones too. */
  onRegistered: ((registration: Registration) => void) | undefined;
  /** Told that it could not be registered, and in how many milliseconds that is tried again; `undefined`: not by itself. */
  onFailure: ((error: Error, retryIn: number | undefined) => void) | undefined;
  readonly #core: UserAgentCore;
  readonly #options: RegistererOptions;
  readonly #callId: string;
  readonly #fromTag: string;
  readonly #registers = new Answers<Registration>();
  readonly #unregisters = new Answers<void>();
  #state: RegistererState = RegistererState.Initial;
  #registration: Registration | undefined;
  #request: OutgoingRequest | undefined;
  #timer: Timer | undefined;
  #cseq = 0;
  #expires: number;
  #outbound: boolean;
  #failures = 0;
  /** Whether more time has been asked for since it was registered last. */
  #raised = false;

  /**
   * Does nothing before `register()`.
   *
   * @throws TypeError for what cannot be asked for, and when neither `aor` nor that of the core's configuration is there.
   */
  constructor(core: UserAgentCore, options: RegistererOptions = {}) {
    checkRegistererOptions(options);
    this.#core = core;
    this.#options = options;
    this.#callId = core.environment.random.token();
    this.#fromTag = core.environment.random.token();
    this.#expires = options.expires ?? 600;
    this.#outbound = options.instanceId !== undefined;
    this.#aor();
  }

  get state(): RegistererState {
    return this.#state;
  }

  /** What the registrar has agreed to; `undefined` while nothing is registered. */
  get registration(): Registration | undefined {
    return this.#registration;
  }

  /** Whether a request waits for its response. */
  get waiting(): boolean {
    return this.#request !== undefined;
  }

  /**
   * Registers now: the first time, or again over a connection that is new. What waits for an answer is sent anew.
   *
   * @returns When it is registered. Rejects with RequestRefusedError (`SIP_REQUEST_REFUSED`) when it was refused, whether or not it is tried
   * again by itself; with TransactionStateError (`SIP_TRANSACTION_STATE`) when `unregister` or `dispose` came first.
   */
  register(): Promise<Registration> {
    const answer = this.#registers.wait();
    this.#unregisters.fail(new TransactionStateError("cannot unregister: it is registered anew"));
    if (this.#isOver()) this.#registers.fail(new TransactionStateError("cannot register: disposed of"));
    else this.#register();
    return answer;
  }

  /**
   * Takes back what was registered, and registers no more by itself. Whatever the answer, it counts as taken back.
   *
   * @param options - `all`: other devices of the same user, too. RFC 3261 §10.2.2
   * @returns When it is answered. Rejects as `register` does.
   */
  unregister({ all = false }: { readonly all?: boolean } = {}): Promise<void> {
    const answer = this.#unregisters.wait();
    this.#registers.fail(new TransactionStateError("cannot register: it is unregistered"));
    const nothingIsThere = this.#state !== RegistererState.Registered && this.#request === undefined && !all;
    this.#stop();
    if (this.#isOver()) this.#unregisters.fail(new TransactionStateError("cannot unregister: disposed of"));
    else if (nothingIsThere) this.#unregisters.settle();
    else this.#unregister(all);
    return answer;
  }

  /** Forgets it without a word to the registrar. Nothing is sent or told any more. */
  dispose(): void {
    this.#stop();
    this.#enter(RegistererState.Terminated);
    const error = new TransactionStateError("cannot register: disposed of");
    this.#registers.fail(error);
    this.#unregisters.fail(error);
  }

  /** @internal The clock's: the time is nearly up, or a failure may have passed. */
  onTimer(): void {
    this.#register();
  }

  #isOver(): boolean {
    return this.#state === RegistererState.Terminated;
  }

  #aor(): URI {
    const aor = this.#options.aor ?? this.#core.configuration.aor;
    if (aor === undefined) throw new TypeError("cannot register: aor is missing");
    return aor;
  }

  #register(): void {
    const expires = this.#expires;
    this.#send(
      { expires, all: false },
      {
        onAccept: (response, { contact }) => {
          const { instanceId } = this.#options;
          this.#registered(readRegistration(response, { uri: contact, instanceId, expires }));
        },
        onReject: (response) => this.#rejected(response),
        onError: (error) => this.#failed(error, undefined),
      },
    );
  }

  #unregister(all: boolean): void {
    this.#send(
      { expires: 0, all },
      {
        onAccept: () => this.#unregistered(),
        onReject: (response) => this.#unregistered(new RequestRefusedError(response)),
        onError: (error) => this.#unregistered(error),
      },
    );
  }

  #send({ expires, all }: { readonly expires: number; readonly all: boolean }, outcome: Outcome): void {
    this.#stop();
    try {
      const { message, contact } = registerMessage(this.#core, this.#options, {
        aor: this.#aor(),
        callId: this.#callId,
        fromTag: this.#fromTag,
        cseq: this.#cseq + 1,
        expires,
        all,
        outbound: this.#outbound,
      });
      const parts = { message, contact };
      const settle = (what: "onAccept" | "onReject", response: IncomingResponseMessage): void => {
        this.#stop();
        outcome[what](response, parts);
      };
      this.#cseq += 1;
      this.#request = this.#core.request(message, {
        onAccept: ({ message: response }) => settle("onAccept", response),
        onRedirect: ({ message: response }) => settle("onReject", response),
        onReject: ({ message: response }) => settle("onReject", response),
      });
    } catch (error) {
      outcome.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Waits for nothing any more. RFC 3261 §10.2: the number goes on from the last one that was sent, challenges included. */
  #stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    const request = this.#request;
    if (request === undefined) return;
    this.#request = undefined;
    this.#cseq = request.message.cseq;
    request.dispose();
  }

  #registered(registration: Registration): void {
    this.#failures = 0;
    this.#raised = false;
    this.#registration = registration;
    const { clock, random } = this.#core.environment;
    // Not all phones of a server that was restarted at the same moment.
    const share = 75 + random.below(16);
    const wait = Math.min(Math.max(LEAST_WAIT, registration.expires * 10 * share), LONGEST_WAIT);
    this.#timer = clock.setTimer(wait, this, "refresh");
    this.#enter(RegistererState.Registered);
    this.#core.callApplication("onRegistered", () => this.onRegistered?.(registration));
    this.#registers.settle(registration);
  }

  #rejected(response: IncomingResponseMessage): void {
    if (this.#mayAskDifferently(response)) return this.#register();
    this.#failures += 1;
    const { random } = this.#core.environment;
    this.#failed(new RequestRefusedError(response), retryDelay(response, this.#failures, this.#options.retry, random));
  }

  #mayAskDifferently(response: IncomingResponseMessage): boolean {
    // RFC 5626 §4.2.1: a proxy on the way does not know outbound.
    if (response.statusCode === 439 && this.#outbound) {
      this.#outbound = false;
      return true;
    }
    const least = response.statusCode === 423 ? response.first(MinExpires) : undefined;
    // RFC 3261 §10.2.8: longer, as it is told to; once, or there would be no end of it.
    if (this.#raised || least === undefined || least instanceof ParseFailure || least <= this.#expires) return false;
    this.#raised = true;
    this.#expires = least;
    return true;
  }

  #failed(error: Error, retryIn: number | undefined): void {
    if (retryIn !== undefined) this.#timer = this.#core.environment.clock.setTimer(retryIn, this, "retry");
    this.#registration = undefined;
    this.#enter(RegistererState.Unregistered);
    this.#core.callApplication("onFailure", () => this.onFailure?.(error, retryIn));
    this.#registers.fail(error);
  }

  #unregistered(error?: Error): void {
    this.#registration = undefined;
    this.#enter(RegistererState.Unregistered);
    if (error === undefined) this.#unregisters.settle();
    else this.#unregisters.fail(error);
  }

  #enter(state: RegistererState): void {
    if (this.#state === state || this.#isOver()) return;
    this.#state = state;
    this.stateChange.tell(state, (call) => this.#core.callApplication("stateChange", call));
  }
}

/** Whatever a registrar says: it is neither asked all the time, nor never again. Milliseconds. */
const LEAST_WAIT = 2_000;

/** What becomes of one REGISTER. */
interface Outcome {
  onAccept(response: IncomingResponseMessage, parts: RegisterParts): void;
  onReject(response: IncomingResponseMessage, parts: RegisterParts): void;
  /** It could not be sent at all. */
  onError(error: Error): void;
}
