import { type Clock, type Timer, type TimerTarget } from "./clock.js";
import { DEFAULT_TIMER_VALUES, type Environment } from "./environment.js";
import { type Random } from "./random.js";
import {
  fillRandom,
  isCurrentRuntimeTimer,
  runtimeNow,
  type RuntimeTimer,
  startRuntimeTimer,
  stopRuntimeTimer,
} from "./runtime.js";
import { TimerQueues } from "./timer-queues.js";

/** The environment in use when none is given: the runtime's own clock and generator. */
export function createSystemEnvironment(): Environment {
  return { clock: new SystemClock(), random: new SystemRandom(), timers: DEFAULT_TIMER_VALUES };
}

/** A runtime timer fires this much before its time at most; earlier means that someone else moves the clock. */
const EARLY = 2;

/** What a runtime takes as a delay; waking early for a far timer is harmless. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The next time we asked to be woken. */
interface Wake {
  readonly at: number;
  readonly timer: RuntimeTimer;
}

/** Any number of timers on one timer of the runtime. */
class SystemClock implements Clock {
  readonly #queues = new TimerQueues(() => this.#disarm());
  #wake: Wake | undefined;
  #skew = 0;
  #latest = 0;

  /** Goes on where it was when a fake clock is put in or taken out underneath it. */
  now(): number {
    const now = runtimeNow() + this.#skew;
    if (now >= this.#latest) this.#latest = now;
    else if (this.#latest - now > EARLY) this.#skew += this.#latest - now;
    return this.#latest;
  }

  setTimer(delay: number, target: TimerTarget, name: string): Timer {
    // Whole milliseconds, as those of the runtime: each timer keeps no fraction, and may be that much early.
    const now = Math.floor(this.now());
    const timer = this.#queues.start(now, delay, target, name);
    if (!this.#wakesBy(now + delay)) this.#arm();
    return timer;
  }

  #wakesBy(deadline: number): boolean {
    const wake = this.#wake;
    return wake !== undefined && wake.at <= deadline && isCurrentRuntimeTimer(wake.timer);
  }

  #arm(): void {
    const deadline = this.#queues.nextDeadline();
    if (deadline === undefined || this.#wakesBy(deadline)) return;
    this.#disarm();
    const now = this.now();
    // The thousandth takes off what subtracting fractions may add: 500.0000001 is not 501.
    const delay = Math.min(Math.max(0, Math.ceil(deadline - now - 0.001)), LONGEST_DELAY);
    const at = Math.min(deadline, now + delay);
    this.#wake = { at, timer: startRuntimeTimer(delay, () => this.#fire(at)) };
  }

  #fire(at: number): void {
    this.#wake = undefined;
    // A fake setTimeout without a fake performance.now: follow the timer, it is the one that was told the time.
    if (at - this.now() > EARLY) this.#skew += at - this.now();
    this.#latest = Math.max(this.now(), at);
    const now = this.#latest;
    const mark = this.#queues.started;
    try {
      for (let due = this.#queues.takeDue(now, mark); due !== undefined; due = this.#queues.takeDue(now, mark)) {
        due.target.onTimer(due.name);
      }
    } finally {
      this.#arm();
    }
  }

  /** With no timer left nothing of ours keeps the process alive. */
  #disarm(): void {
    if (this.#wake === undefined) return;
    stopRuntimeTimer(this.#wake.timer);
    this.#wake = undefined;
  }
}

const POOL_OCTETS = 4096;
const TOKEN_OCTETS = 10;
const TOKEN_LENGTH = 16;
const TOKEN_DIGITS = "0123456789abcdefghijklmnopqrstuv";

/** Draws from the cryptographic generator, a pool at a time (1.8 µs a draw of 12 octets, 2.3 µs one of 4 KiB). */
class SystemRandom implements Random {
  // Made when first drawn from: a transaction that was given no environment has one of its own, and draws nothing.
  #pool = new Uint8Array(0);
  #used = POOL_OCTETS;

  /** 16 characters of 5 bits. */
  token(): string {
    const at = this.#take(TOKEN_OCTETS);
    const codes = new Array<number>(TOKEN_LENGTH);
    let bits = 0;
    let held = 0;
    let octet = at;
    for (let i = 0; i < TOKEN_LENGTH; i += 1) {
      if (bits < 5) {
        held = ((held & 31) << 8) | (this.#pool[octet] ?? 0);
        octet += 1;
        bits += 8;
      }
      bits -= 5;
      codes[i] = TOKEN_DIGITS.charCodeAt((held >>> bits) & 31);
    }
    // At once: a text that grows letter by letter keeps its last pieces for as long as it is kept.
    return String.fromCharCode(...codes);
  }

  below(limit: number): number {
    const at = this.#take(4);
    const [a = 0, b = 0, c = 0, d = 0] = this.#pool.subarray(at, at + 4);
    return Math.floor(((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32) * limit);
  }

  #take(octets: number): number {
    if (this.#used + octets > POOL_OCTETS) {
      if (this.#pool.length === 0) this.#pool = new Uint8Array(POOL_OCTETS);
      fillRandom(this.#pool);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += octets;
    return at;
  }
}
