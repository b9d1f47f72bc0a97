/** Sends one request; calls `left` when it has left, or never will. */
export type Departure = (left: () => void) => void;

/**
 * Has the requests of one dialog leave in the order of their numbers, also where the way of one has to be looked up first: a request that was
 * overtaken would be out of order. RFC 3261 §12.2.2
 */
export class RequestOrder {
  /** Those behind the one that is about to leave; nothing while there is none. */
  #waiting: Departure[] | undefined;

  /** Has it leave now, or behind those that came before. */
  add(departure: Departure): void {
    if (this.#waiting !== undefined) return void this.#waiting.push(departure);
    this.#waiting = [];
    this.#start(departure);
  }

  #start(departure: Departure): void {
    let gone = false;
    departure(() => {
      if (gone) return;
      gone = true;
      this.#goOn();
    });
  }

  #goOn(): void {
    const next = this.#waiting?.shift();
    if (next === undefined) this.#waiting = undefined;
    else this.#start(next);
  }
}
