/** How often one may fail. */
export interface FailureLimit {
  /** So many are answered with a challenge; the next with 403. */
  readonly failures: number;
  /** From the first failure on. Milliseconds. */
  readonly interval: number;
}

/** How often each user has failed, counted for each source. RFC 7616 §5.7 */
export class FailureCounts {
  readonly #limit: FailureLimit;
  readonly #counts = new Map<string, { readonly since: number; failures: number }>();

  constructor(limit: FailureLimit) {
    this.#limit = limit;
  }

  isOver(who: string, now: number): boolean {
    const count = this.#counts.get(who);
    return count !== undefined && now - count.since < this.#limit.interval && count.failures >= this.#limit.failures;
  }

  add(who: string, now: number): void {
    const count = this.#counts.get(who);
    if (count !== undefined && now - count.since < this.#limit.interval) {
      count.failures += 1;
      return;
    }
    this.#counts.delete(who);
    this.#forgetOld(now);
    this.#counts.set(who, { since: now, failures: 1 });
  }

  clear(who: string): void {
    this.#counts.delete(who);
  }

  /** In the order of their beginnings. */
  #forgetOld(now: number): void {
    for (const [who, { since }] of this.#counts) {
      if (now - since < this.#limit.interval && this.#counts.size < MOST) return;
      this.#counts.delete(who);
    }
  }
}

const MOST = 10_000;
