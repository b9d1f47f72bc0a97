/** Counts who is in under each name, and says when nobody else is to come. */
export class ConnectionPlaces {
  readonly #most: number;
  readonly #taken = new Map<string, number>();

  /** @param most - Under each name. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns What gives the place back, once; `undefined` when there is none. */
  take(name: string): (() => void) | undefined {
    const taken = this.#taken.get(name) ?? 0;
    if (taken >= this.#most) return undefined;
    this.#taken.set(name, taken + 1);
    let held = true;
    return () => {
      if (held) this.#leave(name);
      held = false;
    };
  }

  #leave(name: string): void {
    const left = (this.#taken.get(name) ?? 1) - 1;
    if (left > 0) this.#taken.set(name, left);
    else this.#taken.delete(name);
  }
}
