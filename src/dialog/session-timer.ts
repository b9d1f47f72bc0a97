import { type Clock, type Timer, type TimerTarget } from "../environment/clock.js";
import { type AgreedTimer, refreshHeaders } from "./session-timer-rules.js";

/** What a session timer needs of the session. */
export interface SessionTimerUser {
  /** It is time to refresh the session. RFC 4028 §10 */
  refreshSession(): void;
  /** No refresh came in time: it is time for a BYE. RFC 4028 §10 */
  sessionExpired(): void;
}

/**
 * Watches over one session: asks for a refresh at half time where that is our part, and says when the session has run out.
 *
 * A session has one from the first Session-Expires or Min-SE on; it then lives as long as the session. One timer runs at most.
 */
export class SessionTimer implements TimerTarget {
  readonly #clock: Clock;
  readonly #user: SessionTimerUser;
  #agreed: AgreedTimer | undefined;
  #minSE: number | undefined;
  /** When the 2xx was sent or received that agreed on it. */
  #since = 0;
  /** When `#timer` is to do what its name says; it may have to be woken several times on the way. */
  #due = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, user: SessionTimerUser) {
    this.#clock = clock;
    this.#user = user;
  }

  /** What was agreed on last; `undefined` while no timer runs. */
  get agreed(): AgreedTimer | undefined {
    return this.#agreed;
  }

  /** The largest Min-SE seen. Seconds. */
  get minSE(): number | undefined {
    return this.#minSE;
  }

  /** Whole lines for an INVITE or UPDATE of ours; none while no timer runs. RFC 4028 §7.4 */
  get requestHeaders(): readonly string[] {
    return this.#agreed === undefined ? [] : refreshHeaders({ ...this.#agreed, minSE: this.#minSE });
  }

  /** The interval that they ask for. Seconds; 0 while no timer runs. */
  get requestedInterval(): number {
    return this.#agreed === undefined ? 0 : Math.max(this.#agreed.interval, this.#minSE ?? 0);
  }

  /** Milliseconds until the peer, where it only watches, hangs up; what is to save the session must be answered before. */
  get timeLeft(): number {
    if (this.#agreed === undefined) return 0;
    return Math.max(0, this.#since + watcherExpiry(this.#agreed.interval) - this.#clock.now());
  }

  /** A Min-SE came, in a request or a 422: the largest counts. RFC 4028 §7.4 */
  seeMinSE(seconds: number | undefined): void {
    if (seconds !== undefined) this.#minSE = Math.max(seconds, this.#minSE ?? 0);
  }

  /** An INVITE or UPDATE got its 2xx, in either direction: all begins anew, or, where none was agreed on, is off. RFC 4028 §7.2, §9 */
  agree(agreed: AgreedTimer | undefined): void {
    this.stop();
    if (agreed === undefined) return;
    this.#agreed = agreed;
    this.#since = this.#clock.now();
    if (agreed.weRefresh) this.#start("sessionRefresh", this.#since + (agreed.interval * 1000) / 2);
    else this.#start("sessionExpiry", this.#since + watcherExpiry(agreed.interval));
  }

  /** Tries the refresh again, unless the session runs out before. A failure moves no other moment. RFC 4028 §7.3 */
  tryAgain(delay: number): void {
    if (this.#agreed?.weRefresh !== true) return;
    const at = this.#clock.now() + delay;
    if (at < this.#expiry(this.#agreed)) this.#start("sessionRefresh", at);
  }

  stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#agreed = undefined;
  }

  /** @internal The clock's. */
  onTimer(name: string): void {
    this.#timer = undefined;
    const agreed = this.#agreed;
    if (agreed === undefined) return;
    const now = this.#clock.now();
    if (now < this.#due) return this.#start(name, this.#due);
    const expiry = this.#expiry(agreed);
    // After a clock that jumped, what should have been refreshed has run out.
    if (name === "sessionExpiry" || now >= expiry) {
      this.stop();
      this.#user.sessionExpired();
      return;
    }
    // Started first: the refresh may be answered before it returns.
    this.#start("sessionExpiry", expiry);
    this.#user.refreshSession();
  }

  #expiry({ interval, weRefresh }: AgreedTimer): number {
    return this.#since + (weRefresh ? interval * 1000 : watcherExpiry(interval));
  }

  #start(name: string, due: number): void {
    this.#timer?.stop();
    this.#due = due;
    this.#timer = this.#clock.setTimer(Math.min(Math.max(0, due - this.#clock.now()), LONGEST_DELAY), this, name);
  }
}

/** RFC 4028 §10: who only watches hangs up a little before the end, so that both ends fall together. */
function watcherExpiry(interval: number): number {
  const whole = interval * 1000;
  return Math.floor(whole - Math.min(32_000, whole / 3));
}

/** A clock may pass the delay on to a runtime that takes no more. */
const LONGEST_DELAY = 2 ** 31 - 1;
