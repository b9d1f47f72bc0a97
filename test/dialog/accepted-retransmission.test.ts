import { describe, expect, test } from "vitest";
import { AcceptedRetransmission } from "../../src/dialog/accepted-retransmission.js";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";
import { DEFAULT_TIMER_VALUES, type TimerValues } from "../../src/environment/environment.js";
import { ManualClock } from "../../src/testing/index.js";

/** The times of what happens to a 2xx. */
function accepted(timers: Partial<TimerValues> = {}) {
  const clock = new ManualClock();
  const repeats: number[] = [];
  const ends: number[] = [];
  const environment = { ...createSystemEnvironment(), clock, timers: { ...DEFAULT_TIMER_VALUES, ...timers } };
  const retransmission = new AcceptedRetransmission(environment, {
    sequence: 1001,
    offered: false,
    response: { repeat: () => repeats.push(clock.now()) },
    onAckTimeout: () => ends.push(clock.now()),
  });
  return { clock, repeats, ends, retransmission };
}

describe("RFC 3261 §13.3.1.4 the 2xx is repeated until the ACK", () => {
  test("at T1, doubling to T2, and for 64*T1 in all [INV-13.3.1.4-c]", () => {
    const { clock, repeats, ends } = accepted();

    clock.advance(100_000);

    expect(repeats).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(ends).toEqual([32_000]);
    expect(clock.pending).toBe(0);
  });

  test("by the timers that are set", () => {
    const { clock, repeats, ends } = accepted({ T1: 10, T2: 40 });

    clock.advance(200);

    expect(repeats).toEqual([10, 30, 70, 110, 150, 190]);
    expect(ends).toEqual([]);
  });

  test("nothing happens after it is stopped [INV-13.3.1.4-f]", () => {
    const { clock, repeats, ends, retransmission } = accepted();

    clock.advance(500);
    retransmission.stop();
    clock.advance(100_000);

    expect([repeats, ends]).toEqual([[500], []]);
    expect(clock.pending).toBe(0);
  });
});
