/**
 * Timers of few lengths on one timer of the runtime: a queue for each length, in which what is started last ends last. What is timed holds
 * its own time (`due`), so that a timer keeps nothing but a place in a queue; one that is stopped (`due = 0`) is passed over in its turn, and
 * may not be started again.
 */
export class Timers {
  #queues = new Map();
  #onDue;
  #armedFor = Infinity;
  #runtimeTimer;

  /** @param onDue - Called with what was timed. */
  constructor(onDue) {
    this.#onDue = onDue;
  }

  /** One timer at a time for each timed thing. */
  start(length, timed) {
    const due = performance.now() + length;
    timed.due = due;
    let queue = this.#queues.get(length);
    if (queue === undefined) this.#queues.set(length, (queue = { waiting: [], next: 0 }));
    queue.waiting.push(timed);
    if (due < this.#armedFor) this.#arm(due, length);
  }

  #arm(due, delay) {
    clearTimeout(this.#runtimeTimer);
    this.#armedFor = due;
    this.#runtimeTimer = setTimeout(() => this.#fire(), Math.max(1, Math.ceil(delay)));
  }

  #fire() {
    this.#armedFor = Infinity;
    const now = performance.now();
    let next = Infinity;
    for (const queue of this.#queues.values()) next = Math.min(next, this.#serve(queue, now));
    if (next < this.#armedFor) this.#arm(next, next - now);
  }

  /** @returns when the queue wants to be served again. */
  #serve(queue, now) {
    const { waiting } = queue;
    while (queue.next < waiting.length) {
      const timed = waiting[queue.next];
      if (timed.due > now) break;
      waiting[queue.next++] = undefined;
      if (timed.due === 0) continue;
      timed.due = 0;
      this.#onDue(timed);
    }
    // The places of those that were served go in bulk: half an array at a time.
    if (queue.next > 1_024 && queue.next * 2 > waiting.length) {
      waiting.splice(0, queue.next);
      queue.next = 0;
    }
    return waiting[queue.next]?.due ?? Infinity;
  }
}
