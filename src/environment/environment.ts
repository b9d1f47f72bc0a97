import { type Clock } from "./clock.js";
import { type Random } from "./random.js";

/** The base times from which every other is made, in milliseconds. RFC 3261 §17 table 4. */
export interface TimerValues {
  /** Round-trip estimate. @defaultValue 500 */
  readonly T1: number;
  /** Longest interval between repetitions of a non-INVITE request or an INVITE response. @defaultValue 4000 */
  readonly T2: number;
  /** How long a message may stay in the network. @defaultValue 5000 */
  readonly T4: number;
  /** Lengths that replace the computed ones, by timer letter (`H`, `J`, …). For tests and for SIP.js's `Timers`. */
  readonly overrides?: { readonly [letter: string]: number | undefined };
}

/** Everything outside: the core has no other way to know the time or to draw lots. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: TimerValues;
}

export const DEFAULT_TIMER_VALUES: TimerValues = { T1: 500, T2: 4000, T4: 5000 };
