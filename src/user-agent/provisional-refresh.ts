import { type Clock, type Timer, type TimerTarget } from "../environment/clock.js";

/** Proxies forget an INVITE that is silent for three minutes. RFC 3261 §13.3.1.1 */
const MINUTE = 60_000;

/** Where each is reliable that is often enough. RFC 3262 §3 */
export const RELIABLE_REFRESH = 150_000;

/** Asks for a provisional response whenever a minute has passed without a new one. RFC 3261 §13.3.1.1 */
export class ProvisionalRefresh implements TimerTarget {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #refresh: () => void;
  #timer: Timer;

  /** @param interval - Milliseconds. @defaultValue 60_000 */
  constructor(clock: Clock, refresh: () => void, interval = MINUTE) {
    this.#clock = clock;
    this.#refresh = refresh;
    this.#interval = interval;
    this.#timer = clock.setTimer(interval, this, "refresh");
  }

  /** A provisional response has just been sent. @param interval - Milliseconds until the next one. @defaultValue the usual one */
  restart(interval = this.#interval): void {
    this.#timer.stop();
    this.#timer = this.#clock.setTimer(interval, this, "refresh");
  }

  stop(): void {
    this.#timer.stop();
  }

  onTimer(): void {
    this.restart();
    this.#refresh();
  }
}
