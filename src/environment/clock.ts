/** What a timer wakes. */
export interface TimerTarget {
  /** Called once, in a turn of its own, never inside the call that started the timer. */
  onTimer(name: string): void;
}

/** One running timer. */
export interface Timer {
  /** The name it was started under. */
  readonly name: string;
  /** Stops it. Does nothing once it has fired. */
  stop(): void;
}

/** The only time there is. */
export interface Clock {
  /** Milliseconds since some start; only ever compared and subtracted. */
  now(): number;
  /**
   * Wakes the target once.
   *
   * @param delay - Milliseconds; 0 means a later turn of the event loop.
   * @param name - Told to the target again, so that it needs no closure for each timer.
   */
  setTimer(delay: number, target: TimerTarget, name: string): Timer;
}
