import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rate } from "../../src/user-agent/overload-limits.js";
import { RateLimit } from "../../src/user-agent/rate-limit.js";

/** How many of so many requests at one time are let in. */
function letIn(limit: RateLimit, times: number, now: number, source = "a"): number {
  let count = 0;
  for (let i = 0; i < times; i += 1) {
    if (!limit.allows(source, now)) continue;
    limit.count(source, now);
    count += 1;
  }
  return count;
}

describe("a bucket of tokens [LIM-0-0-h]", () => {
  test("holds as many as its burst, and fills at its rate", () => {
    const limit = new RateLimit({ perSecond: 50, burst: 100 });

    expect(letIn(limit, 200, 1_000)).toBe(100);
    expect(letIn(limit, 200, 1_019)).toBe(0);
    expect(letIn(limit, 200, 1_020)).toBe(1);
    expect(letIn(limit, 200, 2_020)).toBe(50);
    expect(letIn(limit, 200, 60_000)).toBe(100);
  });

  test.each<[Rate, number]>([
    [{ perSecond: 10 }, 20],
    [{ perSecond: 0.1 }, 1],
    [{ perSecond: 3, burst: 7 }, 7],
    [{ perSecond: 50, burst: 1 }, 1],
  ])("%j lets %i in at once", (rate, burst) => {
    expect(letIn(new RateLimit(rate), 100, 0)).toBe(burst);
  });

  test("asking takes none", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 });

    expect([limit.allows("a", 0), limit.allows("a", 0)]).toEqual([true, true]);
  });

  test("each source has its own", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 2 });

    expect([letIn(limit, 9, 0, "a"), letIn(limit, 9, 0, "b"), letIn(limit, 9, 0, "a")]).toEqual([2, 2, 0]);
  });

  test("never lets in more than burst and rate allow, whenever they come", () => {
    const rates = fc.record({
      perSecond: fc.double({ min: 0.1, max: 500, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    const pauses = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 200 });

    fc.assert(
      fc.property(rates, pauses, (rate, waits) => {
        const limit = new RateLimit(rate);
        let [now, count] = [0, 0];
        for (const wait of waits) {
          now += wait;
          count += letIn(limit, 3, now);
        }
        expect(count).toBeLessThanOrEqual(rate.burst + (now / 1000) * rate.perSecond + 1e-6);
      }),
      { seed: 3261, numRuns: 200 },
    );
  });
});

describe("what it remembers is bounded", () => {
  test("of very many sources those that came least lately are forgotten", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 }, 100);

    for (let i = 0; i < 10_000; i += 1) limit.count(`source-${i}`, i);

    expect(limit.size).toBeLessThanOrEqual(200);
    expect(limit.allows("source-9999", 10_000)).toBe(false);
    expect(limit.allows("source-0", 10_000)).toBe(true);
  });

  test("one that goes on coming is not among them", () => {
    const limit = new RateLimit({ perSecond: 0.001, burst: 1_000_000 }, 100);
    const fresh = new RateLimit({ perSecond: 0.001, burst: 1_000_000 });

    for (let i = 0; i < 2_000; i += 1) {
      limit.count(`source-${i}`, 0);
      limit.count("steady", 0);
      fresh.count("steady", 0);
    }

    expect(letIn(limit, 1_000_000, 0, "steady")).toBe(letIn(fresh, 1_000_000, 0, "steady"));
  });
});
