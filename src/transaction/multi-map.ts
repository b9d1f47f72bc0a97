/** A map of few values under each key, nearly always one: that one stands there by itself, without a list around it. */
export class MultiMap<Value extends object> {
  readonly #values = new Map<string, Value | Several<Value>>();

  /** The value under the key that fits; of several the one added last. */
  find(key: string, fits: (value: Value) => boolean): Value | undefined {
    const found = this.#values.get(key);
    if (found instanceof Several) return found.values.find(fits);
    return found !== undefined && fits(found) ? found : undefined;
  }

  add(key: string, value: Value): void {
    const found = this.#values.get(key);
    if (found === undefined) this.#values.set(key, value);
    else if (found instanceof Several) found.values.unshift(value);
    else this.#values.set(key, new Several([value, found]));
  }

  remove(key: string, value: Value): void {
    const found = this.#values.get(key);
    if (found === value) this.#values.delete(key);
    if (!(found instanceof Several)) return;
    // From the end: the oldest goes first.
    const at = found.values.lastIndexOf(value);
    if (at >= 0) found.values.splice(at, 1);
    if (found.values.length === 0) this.#values.delete(key);
  }

  /** All values, in no order that means anything. */
  *[Symbol.iterator](): Iterator<Value> {
    for (const found of this.#values.values()) {
      if (found instanceof Several) yield* found.values;
      else yield found;
    }
  }
}

class Several<Value> {
  /** The one added last first. */
  readonly values: Value[];

  constructor(values: Value[]) {
    this.values = values;
  }
}
