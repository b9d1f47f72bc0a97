import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type Environment } from "../environment/environment.js";
import { isReliable, type Transport } from "../environment/flow.js";
import { Levels, type Logger } from "../environment/logger.js";
import { createSystemEnvironment } from "../environment/system-environment.js";
import { TransportError } from "../errors.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { StateChangeListeners } from "./state-change-listeners.js";
import { type Arrow } from "./table.js";
import { TIMER_NAMES, timerLength, type TimerLetter, type TimerName } from "./timers.js";
import { TransactionState } from "./transaction-state.js";
import { type TransactionUser } from "./transaction-user.js";

/** The way a transaction sends; without `reliable` every protocol but UDP counts as reliable. */
export type TransactionTransport = Transport & { readonly reliable?: boolean };

/** Who keeps the live transactions, and has to hear of the end of each. */
export interface TransactionKeeper {
  transactionOver(transaction: Transaction): void;
}

/** What came with an event, for the actions that send it or pass it on. */
export interface Occasion {
  /** From our user, to be sent. */
  readonly response?: string | Uint8Array;
  /** From the peer of a server transaction. */
  readonly ack?: IncomingRequestMessage;
  /** From the peer of a client transaction. */
  readonly received?: IncomingResponseMessage;
  readonly error?: TransportError;
}

/** What each action of a table means. */
export type Actions<Self, Action extends string> = Readonly<
  Record<Action, (transaction: Self, occasion: Occasion) => void>
>;

/** A table seen from the walker, which need not know the events by name. */
type AnyTable<Action extends string> = {
  readonly [S in TransactionState]?: { readonly [event: string]: Arrow<TransactionState, Action> | undefined };
};

/**
 * One request and its responses: what the four machines have in common.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17
 */
export abstract class Transaction<User extends TransactionUser = TransactionUser> implements TimerTarget {
  readonly #transport: TransactionTransport;
  #user: User;
  /** Who is to be told from now on, once the arrow that is being followed has been followed. */
  #nextUser: User | undefined;
  readonly #environment: Environment;
  #state: TransactionState;
  // No machine runs more than two timers at once; two fields are smaller than any collection.
  #timer: Timer | undefined;
  #otherTimer: Timer | undefined;
  #listeners: StateChangeListeners | undefined;
  #keeper: TransactionKeeper | undefined;
  #walking = false;
  /** How many arrows are being followed, each within the one before. */
  #arrows = 0;
  #failure: TransportError | undefined;
  #disposed = false;

  protected constructor(transport: TransactionTransport, user: User, state: TransactionState) {
    this.#transport = transport;
    this.#user = user;
    this.#environment = user.environment ?? createSystemEnvironment();
    this.#state = state;
  }

  /** The branch of the request's top Via; empty for a request without one. */
  abstract get id(): string;

  /** Which of the four machines this is: `ist`, `nist`, `ict` or `nict`. */
  abstract get kind(): "ist" | "nist" | "ict" | "nict";

  get state(): TransactionState {
    return this.#state;
  }

  get transport(): TransactionTransport {
    return this.#transport;
  }

  /** Stops the timers for good. The state stays, and nothing is announced. */
  dispose(): void {
    this.#disposed = true;
    this.stopTimers();
  }

  /** @internal Has the keeper told when it terminates; `undefined`: nobody any more. */
  keptBy(keeper: TransactionKeeper | undefined): void {
    this.#keeper = keeper;
  }

  /** @internal Whether a map keeps it. */
  get isKept(): boolean {
    return this.#keeper !== undefined;
  }

  /** Has the listener called after every change of state, after `onStateChange` of the user. Adding it again changes nothing. */
  addStateChangeListener(listener: () => void, options?: { readonly once?: boolean }): void {
    (this.#listeners ??= new StateChangeListeners()).add(listener, options?.once === true);
  }

  /** Takes back a listener, one that was to be called once included. */
  removeStateChangeListener(listener: () => void): void {
    this.#listeners?.remove(listener);
  }

  /** Calls the listeners as a change of state does. */
  notifyStateChangeListeners(): void {
    this.#listeners?.notify();
  }

  /** @internal The clock's. */
  onTimer(name: string): void {
    if (this.#timer?.name === name) this.#timer = undefined;
    else this.#otherTimer = undefined;
    this.take(name, NOTHING);
  }

  /**
   * Takes an event to the machine. The base class knows no events but the timers that the machine started and `transportError`,
   * so a machine may narrow the name.
   *
   * @returns Whether the table lists it for this state.
   */
  protected abstract take(event: string, occasion: Occasion): boolean;

  /** Follows one arrow; the only place where the state changes. */
  protected walk<Self extends Transaction, Action extends string>(
    this: Self,
    table: AnyTable<Action>,
    actions: Actions<Self, Action>,
    event: string,
    occasion: Occasion,
  ): boolean {
    const arrow = table[this.#state]?.[event];
    if (arrow === undefined) return false;
    const moved = arrow.to !== this.#state;
    if (moved && arrow.timers !== "keep") this.stopTimers();
    this.#state = arrow.to;
    this.#arrows += 1;
    try {
      this.#walking = true;
      for (const action of arrow.do) actions[action](this, occasion);
      this.#walking = false;
      if (moved) this.#announce();
      for (const action of arrow.tell ?? []) actions[action](this, occasion);
    } finally {
      this.#walking = false;
      this.#takeFailure();
      this.#arrows -= 1;
      this.#changeUser();
    }
    return true;
  }

  /** From now on another one is told; what was sent before may still fail for the one before. */
  protected handOver(user: User): void {
    this.#nextUser = user;
    this.#changeUser();
  }

  /** The user has changed. */
  protected onHandedOver(): void {
    // Nothing of the base class depends on it.
  }

  protected get user(): User {
    return this.#user;
  }

  protected get environment(): Environment {
    return this.#environment;
  }

  protected get reliable(): boolean {
    return isReliable(this.#transport);
  }

  protected get logger(): Logger {
    return this.#user.loggerFactory.getLogger(`sip.transaction.${this.kind}`, this.id);
  }

  /** Sends one message. A throw and a rejection alike become one `transportError`, after the arrow that is being followed. */
  protected send(message: string | Uint8Array): void {
    const { origin } = this;
    const user = this.#user;
    user.onSend?.(message, this.#transport);
    try {
      const sent = this.#transport.send(message);
      if (sent !== undefined) sent.catch((reason: unknown) => this.sendFailed(message, reason, { user, origin }));
    } catch (reason) {
      this.sendFailed(message, reason, { user, origin });
    }
  }

  /** The way of the transaction did not take a message. */
  protected sendFailed(_message: string | Uint8Array, reason: unknown, { user }: Sending<User>): void {
    this.fail(reason, user);
  }

  /** What a message answers that is being sent. */
  protected get origin(): IncomingRequestMessage | undefined {
    return undefined;
  }

  protected reportTransportError(error: TransportError | undefined): void {
    if (error !== undefined) this.#user.onTransportError?.(error);
  }

  /** Starts a timer, or starts it again. */
  protected startTimer(name: TimerName, delay: number): void {
    if (this.#disposed) return;
    if (this.#timer === undefined || this.#timer.name === name) {
      this.#timer?.stop();
      this.#timer = this.#environment.clock.setTimer(delay, this, name);
    } else {
      this.#otherTimer?.stop();
      this.#otherTimer = this.#environment.clock.setTimer(delay, this, name);
    }
  }

  /** Starts a timer with its own length. */
  protected startTimerOf(letter: TimerLetter): void {
    this.startTimer(TIMER_NAMES[letter], this.timerLength(letter));
  }

  protected timerLength(letter: TimerLetter): number {
    return timerLength(letter, this.#environment.timers, this.reliable);
  }

  protected stopTimers(): void {
    this.#timer?.stop();
    this.#otherTimer?.stop();
    this.#timer = undefined;
    this.#otherTimer = undefined;
  }

  #announce(): void {
    const state = this.#state;
    // Asked first: most of the time nobody listens.
    if (this.#user.loggerFactory.heeds(Levels.debug)) this.logger.debug(`${this.id}: ${state}`);
    // Whoever keeps the live transactions is a listener and must hear of the end, whatever the user does.
    try {
      this.#user.onStateChange?.(state);
    } finally {
      try {
        this.notifyStateChangeListeners();
      } finally {
        if (state === TransactionState.Terminated) this.#keeper?.transactionOver(this);
      }
    }
  }

  #changeUser(): void {
    if (this.#nextUser === undefined || this.#arrows > 0) return;
    this.#user = this.#nextUser;
    this.#nextUser = undefined;
    this.onHandedOver();
  }

  /** A message could not be sent by any way. @param user - Who had it sent. */
  protected fail(reason: unknown, user: User): void {
    const error = reason instanceof TransportError ? reason : new TransportError(describe(reason), { cause: reason });
    this.logger.warn(`${this.id}: not sent: ${error.message}`);
    if (user !== this.#user) return user.onTransportError?.(error);
    this.#failure = error;
    if (!this.#walking) this.#takeFailure();
  }

  #takeFailure(): void {
    const error = this.#failure;
    if (error === undefined) return;
    this.#failure = undefined;
    this.take("transportError", { error });
  }
}

/** As it was when a message was sent; the transaction may have been settled since. */
export interface Sending<User> {
  readonly user: User;
  readonly origin: IncomingRequestMessage | undefined;
}

/** What comes with an event that brings nothing. */
export const NOTHING: Occasion = {};

function describe(reason: unknown): string | undefined {
  if (reason instanceof Error) return reason.message;
  return typeof reason === "string" ? reason : undefined;
}
