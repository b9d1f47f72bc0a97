import { describe, expect, test } from "vitest";
import { DEFAULT_TIMER_VALUES } from "../../src/environment/environment.js";
import { nonInviteTryingDelay, timerLength, type TimerLetter } from "../../src/transaction/timers.js";

describe("RFC 3261 §17 table 4, RFC 3261 §17.1.1.2, RFC 6026 §9 how long timers run", () => {
  test.each<[TimerLetter, number, number]>([
    ["A", 500, 500],
    ["B", 32_000, 32_000],
    ["D", 32_000, 0],
    ["E", 500, 500],
    ["F", 32_000, 32_000],
    ["G", 500, 500],
    ["H", 32_000, 32_000],
    ["I", 5000, 0],
    ["J", 32_000, 0],
    ["K", 5000, 0],
    ["L", 32_000, 32_000],
    ["M", 32_000, 32_000],
  ])("%s: %i ms over an unreliable transport, %i ms over a reliable one", (letter, unreliable, reliable) => {
    expect(timerLength(letter, DEFAULT_TIMER_VALUES, false)).toBe(unreliable);
    expect(timerLength(letter, DEFAULT_TIMER_VALUES, true)).toBe(reliable);
  });

  test.each<[TimerLetter, number]>([
    ["A", 1000],
    ["B", 64_000],
    ["D", 32_000],
    ["H", 64_000],
    ["I", 7000],
    ["J", 64_000],
    ["K", 7000],
    ["L", 64_000],
  ])("%s follows T1 or T4, but for D: %i ms", (letter, length) => {
    expect(timerLength(letter, { T1: 1000, T2: 4000, T4: 7000 }, false)).toBe(length);
  });

  test("a length that was set replaces the computed one on every transport, 0 included", () => {
    const timers = { ...DEFAULT_TIMER_VALUES, overrides: { H: 10, J: 0, I: 7 } };

    expect(timerLength("H", timers, false)).toBe(10);
    expect(timerLength("J", timers, false)).toBe(0);
    expect(timerLength("I", timers, true)).toBe(7);
    expect(timerLength("L", timers, true)).toBe(32_000);
  });
});

describe("RFC 4320 §4.1 when the 100 to a non-INVITE is due", () => {
  test.each([
    [500, 4000, 3500],
    [1000, 4000, 3000],
    [10, 25, 30],
    [500, 500, 0],
    [500, 100, 0],
    [0, 4000, 0],
  ])("T1 %i and T2 %i: after %i ms", (T1, T2, delay) => {
    expect(nonInviteTryingDelay({ T1, T2, T4: 5000 })).toBe(delay);
  });
});
