import { type Rate } from "./overload-limits.js";

/** How many sources are remembered before the older half is forgotten. */
const MOST = 5_000;

/**
 * Buckets of tokens, one for each source: a number each, the time at which the bucket would be full again.
 *
 * Its memory is bounded: of very many sources those that came least lately are forgotten, and find their buckets full.
 */
export class RateLimit {
  readonly #interval: number;
  readonly #tolerance: number;
  readonly #most: number;
  #fullAt = new Map<string, number>();
  #older = new Map<string, number>();

  /** @param most - How many sources each half of the memory holds. */
  constructor({ perSecond, burst = Math.max(1, 2 * perSecond) }: Rate, most = MOST) {
    this.#interval = 1000 / perSecond;
    // Sums of fractions are not exact; a millionth of a millisecond is no time.
    this.#tolerance = (burst - 1) * this.#interval + 1e-6;
    this.#most = most;
  }

  /** How many sources are remembered. */
  get size(): number {
    return this.#fullAt.size + this.#older.size;
  }

  /** Whether there is a token for this source. @param now - Milliseconds. */
  allows(source: string, now: number): boolean {
    return this.#waitOf(source, now) <= this.#tolerance;
  }

  /** Takes a token. */
  count(source: string, now: number): void {
    const fullAt = now + this.#waitOf(source, now) + this.#interval;
    if (this.#fullAt.size >= this.#most && !this.#fullAt.has(source)) {
      this.#older = this.#fullAt;
      this.#fullAt = new Map();
    }
    this.#older.delete(source);
    this.#fullAt.set(source, fullAt);
  }

  /** Milliseconds until the bucket is full. */
  #waitOf(source: string, now: number): number {
    const fullAt = this.#fullAt.get(source) ?? this.#older.get(source) ?? 0;
    return Math.max(0, fullAt - now);
  }
}
