/** The real clock, with an eye on its timers: which fire late although the event loop had time for them. */
import { createSystemEnvironment } from "../../dist/index.js";

/** Milliseconds. */
const LATE = 50;
const PROBE = 10;

export class WatchedClock {
  fired = 0;
  /** Fired more than 50 ms after their time, while the loop came by at least every 40 ms. */
  late = 0;
  /** How often, and how long at most, the loop did not come by for 40 ms. */
  pauses = 0;
  longestPause = 0;
  #clock = createSystemEnvironment().clock;
  #probed = performance.now();
  #pausedUntil = 0;

  constructor() {
    setInterval(() => this.#probe(), PROBE);
  }

  now() {
    return this.#clock.now();
  }

  setTimer(delay, target, name) {
    const due = performance.now() + delay;
    const onTimer = (name) => {
      this.#look(due);
      target.onTimer(name);
    };
    return this.#clock.setTimer(delay, { onTimer }, name);
  }

  #look(due) {
    this.fired += 1;
    const now = performance.now();
    if (now - due <= LATE) return;
    const wasPaused = now - this.#probed > LATE - PROBE || this.#pausedUntil >= due;
    if (!wasPaused) this.late += 1;
  }

  #probe() {
    const now = performance.now();
    const gap = now - this.#probed;
    this.#probed = now;
    if (gap <= LATE - PROBE) return;
    this.#pausedUntil = now;
    this.pauses += 1;
    this.longestPause = Math.max(this.longestPause, gap);
  }
}
