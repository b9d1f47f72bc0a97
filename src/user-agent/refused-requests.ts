/** How many are remembered. */
const MOST = 1_000;

/**
 * The INVITEs that were refused for lack of room, by the tag of the refusal: a copy gets the same refusal, even when there is room by then,
 * for its sender has heard of the first. RFC 3261 §17.1
 *
 * Its memory is bounded: the oldest are forgotten first.
 */
export class RefusedRequests {
  readonly #lifetime: number;
  readonly #refused = new Map<string, { readonly until: number; readonly retryAfter: number | undefined }>();

  /** @param lifetime - Milliseconds. */
  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  get size(): number {
    return this.#refused.size;
  }

  add(tag: string, retryAfter: number | undefined, now: number): void {
    for (const [oldest, { until }] of this.#refused) {
      if (until > now && this.#refused.size < MOST) break;
      this.#refused.delete(oldest);
    }
    this.#refused.set(tag, { until: now + this.#lifetime, retryAfter });
  }

  /** What the first copy was told, if there was one. */
  find(tag: string, now: number): { readonly retryAfter: number | undefined } | undefined {
    const refused = this.#refused.get(tag);
    return refused !== undefined && refused.until > now ? refused : undefined;
  }
}
