/** Who wants to know of a state. As SIP.js's emitters, as far as listening goes. */
export class StateChanges<State> {
  readonly #listeners = new Set<(state: State) => void>();

  addListener(listener: (state: State) => void): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: (state: State) => void): void {
    this.#listeners.delete(listener);
  }

  /** @internal The owner's. */
  tell(state: State, safely: (call: () => void) => void): void {
    for (const listener of [...this.#listeners]) safely(() => listener(state));
  }
}
