import { type Clock, type Timer, type TimerTarget } from "../../environment/clock.js";

/** The timers of one connection, one for each name. */
export class ConnectionTimers<Name extends string> implements TimerTarget {
  readonly #clock: Clock;
  readonly #actions: Readonly<Record<Name, () => void>>;
  readonly #running = new Map<string, Timer>();

  /** @param actions - What is done when the timer of that name ends. */
  constructor(clock: Clock, actions: Readonly<Record<Name, () => void>>) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Starts it, again if it runs. */
  start(name: Name, delay: number): void {
    this.stop(name);
    this.#running.set(name, this.#clock.setTimer(delay, this, name));
  }

  isRunning(name: Name): boolean {
    return this.#running.has(name);
  }

  stop(name: Name): void {
    this.#running.get(name)?.stop();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const timer of this.#running.values()) timer.stop();
    this.#running.clear();
  }

  onTimer(name: string): void {
    this.#running.delete(name);
    if (this.#knows(name)) this.#actions[name]();
  }

  #knows(name: string): name is Name {
    return name in this.#actions;
  }
}
