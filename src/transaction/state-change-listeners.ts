/** Who is called after every change of state, each once however often it was added. */
export class StateChangeListeners {
  #entries: readonly Entry[] = [];

  add(listener: () => void, once: boolean): void {
    if (!this.#entries.some((known) => known.listener === listener)) {
      this.#entries = [...this.#entries, { listener, once }];
    }
  }

  remove(listener: () => void): void {
    this.#entries = this.#entries.filter((known) => known.listener !== listener);
  }

  notify(): void {
    for (const { listener, once } of this.#entries) {
      if (once) this.remove(listener);
      listener();
    }
  }
}

interface Entry {
  readonly listener: () => void;
  readonly once: boolean;
}
