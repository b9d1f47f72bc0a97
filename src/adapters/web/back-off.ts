import { type Random } from "../../environment/random.js";

/** How long is waited before the connection is tried again. Milliseconds. */
export interface ReconnectOptions {
  /** Before the first attempt. @defaultValue 1_000 */
  readonly first?: number;
  /** At most, as each wait is twice as long as the one before. @defaultValue 60_000 */
  readonly most?: number;
  /**
   * Which part of each wait is left to chance, 0 to 1, so that not all phones come back at one moment after a server has been restarted.
   *
   * @defaultValue 0.5
   */
  readonly jitter?: number;
}

/** Waits that grow with every failure in a row, and differ from phone to phone. RFC 5626 §4.5 */
export class BackOff {
  readonly #first: number;
  readonly #most: number;
  readonly #jitter: number;
  readonly #random: Random;
  #failures = 0;

  /** @throws RangeError for a wait that is none. */
  constructor({ first = 1_000, most = 60_000, jitter = 0.5 }: ReconnectOptions, random: Random) {
    if (!(first >= 0 && most >= first && most < 2 ** 31 && jitter >= 0 && jitter <= 1)) {
      throw new RangeError(`cannot reconnect after ${first} to ${most} ms with a jitter of ${jitter}`);
    }
    this.#first = first;
    this.#most = most;
    this.#jitter = jitter;
    this.#random = random;
  }

  /** The next wait. */
  next(): number {
    const longest = Math.min(this.#most, this.#first * 2 ** this.#failures);
    this.#failures += 1;
    const left = Math.round(longest * this.#jitter);
    return Math.round(longest) - left + this.#random.below(left + 1);
  }

  /** The connection has held: the next failure is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
