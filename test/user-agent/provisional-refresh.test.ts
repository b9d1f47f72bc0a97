import { describe, expect, test } from "vitest";
import { ManualClock } from "../../src/testing/index.js";
import { ProvisionalRefresh } from "../../src/user-agent/provisional-refresh.js";

describe("RFC 3261 §13.3.1.1 the provisional response is refreshed", () => {
  test("whenever a minute has passed without one", () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const refresh = new ProvisionalRefresh(clock, () => times.push(clock.now()));

    clock.advance(150_000);
    refresh.restart();
    clock.advance(60_000);
    refresh.stop();
    clock.advance(600_000);

    expect(times).toEqual([60_000, 120_000, 210_000]);
    expect(clock.pending).toBe(0);
  });

  test("at another interval, where one is set", () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const refresh = new ProvisionalRefresh(clock, () => times.push(clock.now()), 1_000);

    clock.advance(2_500);
    refresh.stop();

    expect(times).toEqual([1_000, 2_000]);
  });

  test("and may be stopped by what it asks for", () => {
    const clock = new ManualClock();
    const refresh: ProvisionalRefresh = new ProvisionalRefresh(clock, () => refresh.stop());

    clock.advance(600_000);

    expect(clock.pending).toBe(0);
  });
});
