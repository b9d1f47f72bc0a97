/**
 * How long whatever happens would have to wait for the event loop. A timer of 1 ms notes when the loop comes by; something that happens at
 * a random moment between two notes waits until the second one at most. So the times between notes are weighted by their length: a pause
 * of 100 ms is met by a hundred times as many datagrams as one of 1 ms (`monitorEventLoopDelay` counts both once). The error is the timer's own:
 * 1 to 2 ms too much.
 */
export class LoopDelay {
  #gaps = [];
  #last = performance.now();
  #timer = setInterval(() => this.#note(), 1);

  #note() {
    const now = performance.now();
    this.#gaps.push(now - this.#last);
    this.#last = now;
  }

  /** @returns `{ p50, p99, most }` in milliseconds. */
  stop() {
    clearInterval(this.#timer);
    this.#note();
    const gaps = this.#gaps.toSorted((a, b) => a - b);
    return { p50: within(gaps, 0.5), p99: within(gaps, 0.99), most: gaps[gaps.length - 1] };
  }
}

/** The wait that so large a share of all moments does not exceed: found by halving, to a hundredth of a millisecond. */
function within(gaps, share) {
  const whole = gaps.reduce((total, gap) => total + gap, 0);
  let low = 0;
  let high = gaps[gaps.length - 1];
  while (high - low > 0.01) {
    const wait = (low + high) / 2;
    const longer = gaps.reduce((total, gap) => total + Math.max(0, gap - wait), 0);
    if (longer / whole > 1 - share) low = wait;
    else high = wait;
  }
  return high;
}
