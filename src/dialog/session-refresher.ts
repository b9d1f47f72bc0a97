import { type Environment } from "../environment/environment.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { MinSE } from "../message/header/numbers.js";
import { RetryAfter } from "../message/header/retry-after.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { glareRetryDelay } from "./glare-retry-delay.js";
import { type OutgoingRequestDelegate } from "./outgoing-request.js";
import { afterFailedRefresh, type RefreshFailure } from "./session-refresh-failure.js";
import { SessionTimer, type SessionTimerUser } from "./session-timer.js";
import { type AgreedTimer } from "./session-timer-rules.js";

export type RefreshMethod = RefreshFailure["method"];

/** What refreshing needs of the session. */
export interface RefreshableSession {
  /** The Allow of the peer lists UPDATE. */
  readonly peerAllowsUpdate: boolean;
  /** An INVITE or UPDATE is under way, in either direction. */
  readonly exchangeUnderWay: boolean;
  /**
   * Sends an UPDATE without a description, or a re-INVITE with the one of ours that stands.
   *
   * @returns Whether it could be sent.
   */
  sendRefresh(method: RefreshMethod, delegate: OutgoingRequestDelegate): boolean;
  /** Nothing more is tried: the session runs out unless the peer refreshes it. */
  refreshGivenUp(statusCode: number): void;
  /** The session has run out. */
  expire(): void;
}

/** Refreshes a session when its timer says so, by the way that the peer takes, and again when that fails. RFC 4028 §7.4, §10 */
export class SessionRefresher implements SessionTimerUser {
  readonly timer: SessionTimer;
  readonly #environment: Environment;
  readonly #session: RefreshableSession;
  /** Status codes of the refreshes that failed since the last 2xx. */
  #failures: readonly number[] = [];
  /** Allow lists UPDATE, and yet it is refused. */
  #updateRefused = false;

  constructor(environment: Environment, session: RefreshableSession) {
    this.timer = new SessionTimer(environment.clock, this);
    this.#environment = environment;
    this.#session = session;
  }

  /** As `SessionTimer.agree`. */
  agree(agreed: AgreedTimer | undefined): void {
    this.#failures = [];
    this.timer.agree(agreed);
  }

  /** @internal The timer's. */
  refreshSession(): void {
    const { timeLeft, agreed } = this.timer;
    // Its 2xx would refresh the session as well, and two at a time collide. At last an UPDATE goes all the same: it offers nothing.
    if (this.#session.exchangeUnderWay && timeLeft > LAST_CHANCE) return this.timer.tryAgain(LOOK_AGAIN);
    // RFC 4028 §7.4: UPDATE, where the peer takes it.
    const method = this.#session.peerAllowsUpdate && !this.#updateRefused ? "UPDATE" : "INVITE";
    const interval = this.timer.requestedInterval;
    const failed = ({ message }: { readonly message: IncomingResponseMessage }): void => {
      // Another exchange has refreshed the session meanwhile.
      if (this.timer.agreed === agreed) this.#retry(method, interval, message);
    };
    const sent = this.#session.sendRefresh(method, { onRedirect: failed, onReject: failed });
    if (!sent) this.timer.tryAgain(LOOK_AGAIN);
  }

  /** @internal The timer's. */
  sessionExpired(): void {
    this.#session.expire();
  }

  #retry(method: RefreshMethod, interval: number, message: IncomingResponseMessage): void {
    const { statusCode } = message;
    const minSE = message.first(MinSE);
    const retryAfter = message.first(RetryAfter);
    const failure: RefreshFailure = {
      method,
      statusCode,
      minSE: typeof minSE === "number" ? minSE : undefined,
      retryAfter: retryAfter instanceof ParseFailure ? undefined : retryAfter?.seconds,
    };
    const verdict = afterFailedRefresh(failure, {
      interval,
      earlier: this.#failures,
      timeLeft: this.timer.timeLeft,
      glareDelay: () => glareRetryDelay(this.#environment.random),
    });
    this.#failures = [...this.#failures, statusCode];
    switch (verdict.kind) {
      case "end":
        // RFC 5057 §5.1: the session ends itself, as after any request that fails so.
        return;
      case "giveUp":
        return this.#session.refreshGivenUp(statusCode);
      case "retry":
        if (statusCode === 422) this.timer.seeMinSE(failure.minSE);
        if (verdict.method !== method) this.#updateRefused = true;
        return this.timer.tryAgain(verdict.delay);
    }
  }
}

/** Milliseconds between two looks whether a refresh may go. */
const LOOK_AGAIN = 1_000;

/** Milliseconds before the peer hangs up: what is under way will hardly be answered before. */
const LAST_CHANCE = 10_000;
