import { type Timer, type TimerTarget } from "./clock.js";

/**
 * Many timers, of few lengths: one queue per length, in order of starting and so in order of ending.
 * Starting and stopping cost the same however many there are. Knows no clock; it is told the time.
 */
export class TimerQueues {
  readonly #queues = new Map<number, Queue>();
  readonly #onEmpty: () => void;
  #size = 0;
  #started = 0;

  /** @param onEmpty - Called when the last running timer was stopped or taken out. */
  constructor(onEmpty: () => void = () => undefined) {
    this.#onEmpty = onEmpty;
  }

  /** How many timers are running. */
  get size(): number {
    return this.#size;
  }

  /** @param now - Milliseconds; never less than in an earlier call. */
  start(now: number, delay: number, target: TimerTarget, name: string): Timer {
    // A delay that is no number counts as none: in the queues it would compare with nothing.
    const length = delay > 0 ? delay : 0;
    let queue = this.#queues.get(length);
    if (queue === undefined) {
      queue = { first: undefined, last: undefined };
      this.#queues.set(length, queue);
    }
    const timer = new QueuedTimer(this, length, now + length, target, name, this.#started++);
    timer.previous = queue.last;
    if (queue.last === undefined) queue.first = timer;
    else queue.last.next = timer;
    queue.last = timer;
    this.#size += 1;
    return timer;
  }

  /** How many timers were ever started: a mark for `takeDue`. */
  get started(): number {
    return this.#started;
  }

  /** When the next timer ends, or `undefined` when none is running. */
  nextDeadline(): number | undefined {
    return this.#earliest()?.deadline;
  }

  /**
   * Takes out the next timer that has ended by `now`; the one started first among those that end together.
   *
   * @param before - Leaves alone what was started since this mark, so that a timer of length 0 waits for a later turn.
   */
  takeDue(now: number, before = this.#started): (Timer & { readonly target: TimerTarget }) | undefined {
    const timer = this.#earliest();
    if (timer === undefined || timer.deadline > now || timer.order >= before) return undefined;
    this.remove(timer);
    return timer;
  }

  /** @internal */
  remove(timer: QueuedTimer): void {
    if (timer.done) return;
    timer.done = true;
    this.#size -= 1;
    const queue = this.#queues.get(timer.length);
    if (queue === undefined) return;
    if (timer.previous === undefined) queue.first = timer.next;
    else timer.previous.next = timer.next;
    if (timer.next === undefined) queue.last = timer.previous;
    else timer.next.previous = timer.previous;
    // A length that is used once (an Expires) must not stay for ever.
    if (queue.first === undefined) this.#queues.delete(timer.length);
    if (this.#size === 0) this.#onEmpty();
  }

  #earliest(): QueuedTimer | undefined {
    let earliest: QueuedTimer | undefined;
    for (const { first } of this.#queues.values()) {
      if (first === undefined) continue;
      if (earliest === undefined || first.deadline < earliest.deadline) earliest = first;
      else if (first.deadline === earliest.deadline && first.order < earliest.order) earliest = first;
    }
    return earliest;
  }
}

interface Queue {
  first: QueuedTimer | undefined;
  last: QueuedTimer | undefined;
}

class QueuedTimer implements Timer {
  previous: QueuedTimer | undefined;
  next: QueuedTimer | undefined;
  done = false;
  readonly length: number;
  readonly deadline: number;
  readonly order: number;
  readonly target: TimerTarget;
  readonly name: string;
  readonly #queues: TimerQueues;

  constructor(queues: TimerQueues, length: number, deadline: number, target: TimerTarget, name: string, order: number) {
    this.#queues = queues;
    this.length = length;
    this.deadline = deadline;
    this.order = order;
    this.target = target;
    this.name = name;
  }

  stop(): void {
    this.#queues.remove(this);
  }
}
