import { type Clock, type Timer, type TimerTarget } from "../environment/clock.js";

/** Has what comes before the application has set its delegate wait one turn of the event loop, and what comes behind it as well. */
export class DelegateTurn implements TimerTarget {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  #timer: Timer | undefined;
  #draining = false;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does it now, or in its turn. @param isSet - Whether there is a delegate to be told. */
  take(act: () => void, isSet: boolean): void {
    const isNext = this.#waiting.length === 0 && !this.#draining;
    if (isNext && (isSet || this.#closed)) return act();
    this.#waiting.push(act);
    if (!this.#draining) this.#timer ??= this.#clock.setTimer(0, this, "delegate");
  }

  /** Nothing waits any more. */
  close(): void {
    this.#closed = true;
    this.#drain();
  }

  /** @internal The clock's. */
  onTimer(): void {
    this.#drain();
  }

  #drain(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let act = this.#waiting.shift(); act !== undefined; act = this.#waiting.shift()) act();
    } finally {
      this.#draining = false;
    }
  }
}
