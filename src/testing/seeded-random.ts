import { type Random } from "../environment/random.js";

/** Chance that can be had again: the same seed gives the same numbers. For tests only; anyone can guess what comes next. */
export class SeededRandom implements Random {
  readonly seed: number;
  #state: number;

  /** @param seed - A whole number; print it when a test fails. */
  constructor(seed: number) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  token(): string {
    return Array.from({ length: 16 }, () => this.below(32).toString(32)).join("");
  }

  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** From 0 up to, but not, 1. */
  fraction(): number {
    // The generator known as mulberry32: 32 bits of state, good enough to lose packets by.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
