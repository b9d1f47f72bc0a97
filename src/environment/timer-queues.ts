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
      queue = { queues: this, length, first: undefined, last: undefined };
      this.#queues.set(length, queue);
    }
    const timer = new QueuedTimer(queue, now + length, target, name, this.#started++);
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

  /** The names of the running timers, in the order in which they were started. */
  get names(): string[] {
    const timers: QueuedTimer[] = [];
    for (const { first } of this.#queues.values()) {
      for (let timer = first; timer !== undefined; timer = timer.next) timers.push(timer);
    }
    return timers.sort((a, b) => a.order - b.order).map(({ name }) => name);
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
    const { queue } = timer;
    if (queue === undefined) return;
    timer.queue = undefined;
    this.#size -= 1;
    if (timer.previous === undefined) queue.first = timer.next;
    else timer.previous.next = timer.next;
    if (timer.next === undefined) queue.last = timer.previous;
    else timer.next.previous = timer.previous;
    // Or one that is old, and garbage, would keep those behind it: the young are collected more often than the old.
    timer.previous = undefined;
    timer.next = undefined;
    // A length that is used once (an Expires) must not stay for ever.
    if (queue.first === undefined) this.#queues.delete(queue.length);
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
  readonly queues: TimerQueues;
  /** Of each of its timers; milliseconds. */
  readonly length: number;
  first: QueuedTimer | undefined;
  last: QueuedTimer | undefined;
}

/** Every call keeps some of them for half a minute: as few fields as will do. */
class QueuedTimer implements Timer {
  previous: QueuedTimer | undefined;
  next: QueuedTimer | undefined;
  /** Where it waits; nothing once it has ended or was stopped. */
  queue: Queue | undefined;
  readonly deadline: number;
  readonly order: number;
  readonly target: TimerTarget;
  readonly name: string;

  constructor(queue: Queue, deadline: number, target: TimerTarget, name: string, order: number) {
    this.queue = queue;
    this.deadline = deadline;
    this.order = order;
    this.target = target;
    this.name = name;
  }

  stop(): void {
    this.queue?.queues.remove(this);
  }
}
