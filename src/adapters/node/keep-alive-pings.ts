import { type Clock } from "../../environment/clock.js";
import { ConnectionTimers } from "./connection-timers.js";

/** Keeps a connection that we opened alive, and finds out when it is not. RFC 5626 §4.4.1 */
export class KeepAlivePings {
  readonly #timers: ConnectionTimers<"ping" | "pong">;
  readonly #nextInterval: () => number;
  readonly #ping: () => void;
  #awaitsPong = false;

  /**
   * @param nextInterval - Milliseconds until the next ping; asked before each.
   * @param onNoPong - The connection has failed.
   */
  constructor(clock: Clock, nextInterval: () => number, ping: () => void, onNoPong: () => void) {
    this.#timers = new ConnectionTimers(clock, { ping: () => this.#send(), pong: onNoPong });
    this.#nextInterval = nextInterval;
    this.#ping = ping;
  }

  start(): void {
    this.#timers.start("ping", this.#nextInterval());
  }

  stop(): void {
    this.#timers.stopAll();
  }

  /** Whether an empty line that came was a pong. */
  takePong(): boolean {
    const wasAwaited = this.#awaitsPong;
    this.#awaitsPong = false;
    this.#timers.stop("pong");
    return wasAwaited;
  }

  #send(): void {
    this.start();
    if (this.#awaitsPong) return;
    this.#awaitsPong = true;
    this.#timers.start("pong", PONG_WITHIN);
    this.#ping();
  }
}

/** RFC 5626 §4.4.1: milliseconds. */
const PONG_WITHIN = 10_000;

/** Draws from the last fifth of the interval, so that clients do not all ping at once. RFC 5626 §4.4 */
export function drawInterval(interval: number, below: (limit: number) => number): number {
  const shortest = Math.ceil(interval * 0.8);
  return shortest + below(Math.floor(interval) - shortest + 1);
}
