import { describe, expect, test } from "vitest";
import { Assignment, type Places } from "../../../src/cli/workers/assignment.js";

const CALLS = Array.from({ length: 3_000 }, (_, index) => `call-${index}@192.0.2.1`);

describe("which worker a call belongs to", () => {
  test.each([2, 3, 5])("is spread evenly over %d of them", (count) => {
    const counts = countsOf(Array.from({ length: count }, (_, index) => [index + 1]));

    expect(Object.keys(counts)).toHaveLength(count);
    const share = CALLS.length / count;
    expect(Object.values(counts).filter((calls) => Math.abs(calls - share) > share / 10)).toEqual([]);
  });

  test("is the same for everybody who has the same places", () => {
    const places = [[1], [2], [3]];

    expect(workersOf(places)).toEqual(workersOf(places));
  });

  test("stays as it is for the others when one is replaced; who comes gets the calls of who went", () => {
    const before = workersOf([[1], [2], [3]]);

    expect(workersOf([[1], [4], [3]])).toEqual(before.map(([worker]) => [worker === 2 ? 4 : worker]));
  });

  test("stays as it is for the others when a place is given up, whose calls are spread", () => {
    const before = workersOf([[1], [2], [3]]);

    const after = workersOf([[1], null, [3]]);

    const kept = before.map(([worker], index) => (worker === 2 ? after[index] : [worker]));
    expect(after).toEqual(kept);
    expect(countsOf([[1], null, [3]])).not.toHaveProperty("2");
  });

  test("is nobody while the place is empty, for the calls of that place only", () => {
    const before = workersOf([[1], [2]]);

    expect(workersOf([[1], []])).toEqual(before.map(([worker]) => (worker === 2 ? [] : [1])));
  });

  test("is asked of who leaves first, then of who comes", () => {
    const before = workersOf([[1], [2]]);

    expect(workersOf([[1], [2, 3]])).toEqual(before.map(([worker]) => (worker === 2 ? [2, 3] : [1])));
  });

  test("is nobody where there is no place", () => {
    expect(new Assignment([]).isEmpty).toBe(true);
    expect(new Assignment([null]).workersFor("a")).toEqual([]);
  });
});

test("a worker is known while it has a place, or leaves one", () => {
  const assignment = new Assignment([[1], [2, 3], null, []]);

  expect([1, 2, 3, 4].map((worker) => assignment.has(worker))).toEqual([true, true, true, false]);
});

function workersOf(places: Places): readonly (readonly number[])[] {
  const assignment = new Assignment(places);
  return CALLS.map((callId) => assignment.workersFor(callId));
}

function countsOf(places: Places): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [worker] of workersOf(places)) counts[`${worker}`] = (counts[`${worker}`] ?? 0) + 1;
  return counts;
}
