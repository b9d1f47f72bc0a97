/** Has changes told at once if it has been quiet, else a little later: a thousand calls a second are not a thousand reports. */
export class Throttle {
  readonly #tell: () => void;
  readonly #pause: number;
  #timer: NodeJS.Timeout | undefined;
  #changed = false;

  /** @param pause - Milliseconds between two reports. */
  constructor(tell: () => void, pause: number) {
    this.#tell = tell;
    this.#pause = pause;
  }

  /** Something has changed. */
  note(): void {
    if (this.#timer !== undefined) {
      this.#changed = true;
      return;
    }
    this.#tell();
    this.#timer = setTimeout(() => this.#over(), this.#pause).unref();
  }

  #over(): void {
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    this.note();
  }
}
