import { type Random } from "../environment/random.js";

export interface CountingRandomOptions {
  /** What stands before the number of a token. @defaultValue "tag" */
  readonly prefix?: string;
  /** What `below` says, one after the other, then from the start again; each is taken modulo the limit. @defaultValue [0] */
  readonly numbers?: readonly number[];
}

/** Chance without surprise: `tag-1`, `tag-2`, … */
export class CountingRandom implements Random {
  readonly #prefix: string;
  readonly #numbers: readonly number[];
  #tokens = 0;
  #drawn = 0;

  constructor(options: CountingRandomOptions = {}) {
    this.#prefix = options.prefix ?? "tag";
    this.#numbers = options.numbers ?? [0];
  }

  token(): string {
    this.#tokens += 1;
    return `${this.#prefix}-${this.#tokens}`;
  }

  below(limit: number): number {
    const number = this.#numbers[this.#drawn % this.#numbers.length] ?? 0;
    this.#drawn += 1;
    return number % limit;
  }
}
