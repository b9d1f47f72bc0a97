import { type Clock, type Timer, type TimerTarget } from "../environment/clock.js";
import { type IncomingRequest } from "../dialog/incoming-request.js";

/** So many requests wait for their reader; the next ones are answered by default. */
export const MOST_WAITING = 16;

/**
 * The peer's requests in a call, one by one: INVITE, UPDATE, INFO, MESSAGE, NOTIFY and REFER, as far as the session's delegate leaves them.
 *
 * ```ts
 * for await (const request of session.requests) {
 *   if (request.message.method === "INFO") request.accept();
 * }
 * ```
 *
 * They are kept from the moment at which somebody reads. Each one that is left without a final response when the next is asked for, or
 * the loop is left, is answered by default, and so is what comes while 16 wait. The loop ends with the call. Of several readers each
 * request reaches one.
 */
export class RequestQueue implements AsyncIterable<IncomingRequest>, TimerTarget {
  #waiting: IncomingRequest[] = [];
  #sleepers: (() => void)[] = [];
  #readers = 0;
  /** For one turn, as if somebody read. */
  #grace: Timer | undefined;
  #over = false;

  [Symbol.asyncIterator](): AsyncGenerator<IncomingRequest, void, undefined> {
    return this.#read();
  }

  /** @internal Whether one more would be kept. */
  get takes(): boolean {
    return !this.#over && (this.#readers > 0 || this.#grace !== undefined) && this.#waiting.length < MOST_WAITING;
  }

  /** @internal Keeps one, for whoever reads next. */
  take(request: IncomingRequest): void {
    this.#waiting.push(request);
    this.#sleepers.shift()?.();
  }

  /** @internal The application is about to be told of the session: what comes in the same turn waits for it to read. */
  expectReader(clock: Clock): void {
    if (!this.#over) this.#grace ??= clock.setTimer(0, this, "reader");
  }

  /** @internal The clock's: who has not come yet does not read. */
  onTimer(): void {
    this.#grace = undefined;
    if (this.#readers === 0) this.#leave();
  }

  /** @internal The call is over, and has answered what was open. */
  end(): void {
    this.#over = true;
    this.#grace?.stop();
    this.#grace = undefined;
    this.#waiting = [];
    for (const wake of this.#sleepers.splice(0)) wake();
  }

  async *#read(): AsyncGenerator<IncomingRequest, void, undefined> {
    this.#readers += 1;
    try {
      while (!this.#over) {
        const request = this.#waiting.shift();
        if (request === undefined) await new Promise<void>((wake) => this.#sleepers.push(wake));
        // What waited may have been taken back, or answered in time by the library.
        else if (!request.answered) yield* this.#show(request);
      }
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#leave();
    }
  }

  *#show(request: IncomingRequest): Generator<IncomingRequest, void, undefined> {
    try {
      yield request;
    } finally {
      request.answerByDefault();
    }
  }

  #leave(): void {
    for (const request of this.#waiting.splice(0)) request.answerByDefault();
  }
}
