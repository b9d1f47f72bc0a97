/** One of the values under a key. */
export interface Link<Value> {
  readonly value: Value;
  next: Link<Value> | undefined;
}

/** A map of few values under each key, nearly always one: a chain is smaller than an array, and read without a copy. */
export class ChainedMap<Value> {
  readonly #chains = new Map<string, Link<Value>>();

  /** The beginning of the chain, the value added last first. */
  first(key: string): Link<Value> | undefined {
    return this.#chains.get(key);
  }

  add(key: string, value: Value): void {
    this.#chains.set(key, { value, next: this.#chains.get(key) });
  }

  remove(key: string, value: Value): void {
    const first = this.#chains.get(key);
    if (first === undefined) return;
    if (first.value !== value) unlink(first, value);
    else if (first.next === undefined) this.#chains.delete(key);
    else this.#chains.set(key, first.next);
  }

  clear(): void {
    this.#chains.clear();
  }
}

function unlink<Value>(first: Link<Value>, value: Value): void {
  for (let link = first; link.next !== undefined; link = link.next) {
    if (link.next.value !== value) continue;
    link.next = link.next.next;
    return;
  }
}
