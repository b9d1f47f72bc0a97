import { type Exchange } from "./exchange.js";

/** How late a message may be on a machine that is busy. */
export const LATE = 250;

/** When messages are to be there, counted from a first one: never early (but for the clocks' grain), hardly late. */
export function aboutTheTimes(times: readonly number[], first: Exchange | undefined): unknown[] {
  const start = first?.at ?? NaN;
  return times.map((time) => new About(start + time));
}

/** Equals a time that is a little later. */
class About {
  readonly #time: number;

  constructor(time: number) {
    this.#time = time;
  }

  asymmetricMatch(other: unknown): boolean {
    return typeof other === "number" && other >= this.#time - 5 && other <= this.#time + LATE;
  }

  toString(): string {
    return `about ${this.#time} ms`;
  }
}
