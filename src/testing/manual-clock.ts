import { type Clock, type Timer, type TimerTarget } from "../environment/clock.js";
import { TimerQueues } from "../environment/timer-queues.js";

/** So many timers at one instant are a loop: something starts a timer of length 0 whenever one ends. */
const TOO_MANY_AT_ONCE = 100_000;

/**
 * A clock that stands still until it is told to move.
 *
 * ```ts
 * const clock = new ManualClock();
 * clock.setTimer(500, { onTimer: (name) => heard.push(name) }, "timerG");
 * clock.advance(500);
 * ```
 */
export class ManualClock implements Clock {
  readonly #queues = new TimerQueues();
  readonly #onTurn: (() => void)[] = [];
  #now: number;

  /** @param now - What `now()` says at first. Milliseconds. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delay: number, target: TimerTarget, name: string): Timer {
    return this.#queues.start(this.#now, delay, target, name);
  }

  /**
   * Moves the time, and runs what falls due on the way: each timer at its own time, in order; those that end together
   * in the order in which they were started. `advance(0)` runs what is due now.
   *
   * @param duration - Milliseconds.
   * @throws RangeError when the time would go back; Error when timers start each other without end.
   */
  advance(duration = 0): void {
    this.#run(this.#target(duration), (deadline) => Math.max(this.#now, deadline));
  }

  /**
   * As `advance`, for code that awaits: before each instant at which timers end, and at the last one, promises go on as far as they can. Works on
   * real turns of the runtime, so fake timers must not be installed.
   *
   * @param duration - Milliseconds.
   * @throws as `advance`, by the promise.
   */
  async pass(duration = 0): Promise<void> {
    const target = this.#target(duration);
    await settled();
    for (let next = this.#queues.nextDeadline(); next !== undefined && next <= target;) {
      this.advance(Math.max(0, next - this.#now));
      await settled();
      next = this.#queues.nextDeadline();
    }
    this.advance(Math.max(0, target - this.#now));
  }

  /**
   * Moves the time at one stroke, as when a machine slept: whatever fell due meanwhile runs afterwards, in order, all at the new time.
   *
   * @param duration - Milliseconds.
   * @throws RangeError when the time would go back.
   */
  jump(duration: number): void {
    const target = this.#target(duration);
    this.#now = target;
    this.#run(target, () => target);
  }

  /** How many timers are running. */
  get pending(): number {
    return this.#queues.size;
  }

  /** The names of the timers that are running, in the order in which they were started. */
  get pendingNames(): string[] {
    return this.#queues.names;
  }

  /** Has `listener` called after each timer that was run: a moment at which states can be looked at. */
  onEachTurn(listener: () => void): void {
    this.#onTurn.push(listener);
  }

  #target(duration: number): number {
    if (!(duration >= 0)) throw new RangeError(`cannot move the clock by ${duration} ms: time does not go back`);
    return this.#now + duration;
  }

  #run(target: number, timeOf: (deadline: number) => number): void {
    let atOnce = 0;
    for (let deadline = this.#queues.nextDeadline(); deadline !== undefined && deadline <= target;) {
      const time = timeOf(deadline);
      atOnce = time > this.#now ? 0 : atOnce + 1;
      if (atOnce > TOO_MANY_AT_ONCE)
        throw new Error(`more than ${TOO_MANY_AT_ONCE} timers ended at ${time} ms: a loop`);
      this.#now = time;
      const due = this.#queues.takeDue(deadline);
      due?.target.onTimer(due.name);
      for (const listener of this.#onTurn) listener();
      deadline = this.#queues.nextDeadline();
    }
    this.#now = Math.max(this.#now, target);
  }
}

/** Lets every promise go on that can. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
