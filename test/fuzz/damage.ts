import { type SeededRandom } from "../../src/testing/seeded-random.js";

/** Chance, and messages of which pieces are taken: where and with what a message is damaged. */
export class Damage {
  readonly #random: SeededRandom;
  readonly #others: readonly string[];

  constructor(random: SeededRandom, others: readonly string[]) {
    this.#random = random;
    this.#others = others;
  }

  get other(): string {
    return this.pick(this.#others);
  }

  happens(share: number): boolean {
    return this.#random.fraction() < share;
  }

  /** 0 up to, but not, the limit; 0 for none. */
  below(limit: number): number {
    return this.#random.below(Math.max(1, limit));
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }

  /** 1 to 60,000, mostly short. */
  length(): number {
    return Math.ceil(10 ** (this.#random.fraction() * this.pick([1, 2, 3, 4.77])));
  }
}
