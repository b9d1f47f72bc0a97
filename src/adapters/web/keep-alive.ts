import { type Clock, type Timer, type TimerTarget } from "../../environment/clock.js";
import { type Random } from "../../environment/random.js";

/** Whom the pings are for. */
export interface KeepAliveUser {
  /** Milliseconds; 0 for none. Asked before each wait. */
  interval(): number;
  /** Sends a double CRLF. */
  onPing(): void;
  /** Nothing came after a ping, though this server answers pings. */
  onNoPong(): void;
}

/** Pings of a phone, and what is made of silence. RFC 5626 §4.4, RFC 7118 §6 */
export class KeepAlive implements TimerTarget {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #user: KeepAliveUser;
  #timer: Timer | undefined;
  /** Whether the server has ever answered one. Not all do, and to give those up would cut off good calls. */
  #answers = false;

  constructor(clock: Clock, random: Random, user: KeepAliveUser) {
    this.#clock = clock;
    this.#random = random;
    this.#user = user;
  }

  /** Begins to wait for the next ping. */
  start(): void {
    this.stop();
    const interval = this.#user.interval();
    if (interval <= 0) return;
    // RFC 5626 §4.4: anywhere in the last fifth, so that the pings of many phones spread.
    const fifth = Math.floor(interval / 5);
    this.#timer = this.#clock.setTimer(interval - this.#random.below(fifth + 1), this, "ping");
  }

  stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  /** Asks now whether the server is still there. */
  probe(): void {
    this.stop();
    this.#user.onPing();
    // RFC 5626 §4.4.1
    this.#timer = this.#clock.setTimer(10_000, this, "pong");
  }

  /** Something has come. */
  heard(isPong: boolean): void {
    if (isPong) this.#answers = true;
    if (this.#timer?.name === "pong") this.start();
  }

  onTimer(name: string): void {
    if (name === "ping") this.probe();
    else if (this.#answers) this.#user.onNoPong();
    else this.start();
  }
}
