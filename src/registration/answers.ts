/** Those who wait for the answer to one question, and get it together. */
export class Answers<T> {
  #waiting: Waiting<T>[] = [];

  /** @returns What comes next. A failure that nobody waits for is no unhandled one. */
  wait(): Promise<T> {
    const answer = new Promise<T>((settle, fail) => this.#waiting.push({ settle, fail }));
    answer.catch(() => undefined);
    return answer;
  }

  settle(value: T): void {
    for (const { settle } of this.#take()) settle(value);
  }

  fail(error: Error): void {
    for (const { fail } of this.#take()) fail(error);
  }

  #take(): readonly Waiting<T>[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

interface Waiting<T> {
  readonly settle: (value: T) => void;
  readonly fail: (error: Error) => void;
}
