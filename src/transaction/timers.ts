import { type TimerValues } from "../environment/environment.js";

/** The timers of RFC 3261 §17 table 4 that a transaction starts, and L and M of RFC 6026 §9. C is a proxy's. */
export type TimerLetter = "A" | "B" | "D" | "E" | "F" | "G" | "H" | "I" | "J" | "K" | "L" | "M";

/** A timer as a table names it. `timerTrying` is the wait before the automatic 100. */
export type TimerName = `timer${TimerLetter}` | "timerTrying";

/** One text for each, whoever runs it. */
export const TIMER_NAMES = {
  A: "timerA",
  B: "timerB",
  D: "timerD",
  E: "timerE",
  F: "timerF",
  G: "timerG",
  H: "timerH",
  I: "timerI",
  J: "timerJ",
  K: "timerK",
  L: "timerL",
  M: "timerM",
} as const satisfies { readonly [Letter in TimerLetter]: `timer${Letter}` };

/** RFC 3261 §17.2.1: how long an INVITE may stay without any response. Does not scale with T1. */
export const INVITE_TRYING_DELAY = 200;

/**
 * How long a timer of one state runs, in milliseconds.
 *
 * @returns For A, E and G the first interval. 0 means that the state ends in a later turn.
 */
export function timerLength(letter: TimerLetter, timers: TimerValues, reliable: boolean): number {
  return timers.overrides?.[letter] ?? LENGTHS[letter](timers, reliable);
}

/**
 * RFC 4320 §4.1: when the Timer E of a client reaches T2; on an unreliable transport no 100 to a non-INVITE may be
 * sent earlier, and on every transport one is due then.
 */
export function nonInviteTryingDelay({ T1, T2 }: TimerValues): number {
  let delay = 0;
  for (let interval = T1; interval > 0 && interval < T2; interval *= 2) delay += interval;
  return delay;
}

const LENGTHS: Readonly<Record<TimerLetter, (timers: TimerValues, reliable: boolean) => number>> = {
  A: ({ T1 }) => T1,
  B: ({ T1 }) => 64 * T1,
  // RFC 3261 §17.1.1.2: covers Timer H of the peer, whose T1 we do not know; so not made from ours.
  D: (_, reliable) => (reliable ? 0 : 32_000),
  E: ({ T1 }) => T1,
  F: ({ T1 }) => 64 * T1,
  G: ({ T1 }) => T1,
  H: ({ T1 }) => 64 * T1,
  I: ({ T4 }, reliable) => (reliable ? 0 : T4),
  J: ({ T1 }, reliable) => (reliable ? 0 : 64 * T1),
  K: ({ T4 }, reliable) => (reliable ? 0 : T4),
  L: ({ T1 }) => 64 * T1,
  M: ({ T1 }) => 64 * T1,
};
