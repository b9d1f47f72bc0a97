/** The INVITEs that came here lately: what is said again, or takes them back, belongs here too. */
export class KnownCalls {
  readonly #period: number;
  #since: number;
  #current = new Set<string>();
  #previous: ReadonlySet<string> = new Set();

  /** @param period - Milliseconds that a call is known for at least; for twice as long at most. */
  constructor(period: number, now: number) {
    this.#period = period;
    this.#since = now;
  }

  add(callId: string, now: number): void {
    this.#turn(now);
    this.#current.add(callId);
  }

  has(callId: string, now: number): boolean {
    this.#turn(now);
    return this.#current.has(callId) || this.#previous.has(callId);
  }

  #turn(now: number): void {
    const passed = now - this.#since;
    if (passed < this.#period) return;
    this.#previous = passed < 2 * this.#period ? this.#current : new Set();
    this.#current = new Set();
    this.#since = now;
  }
}
