import { describe, expect, test } from "vitest";
import { KnownCalls } from "../../../src/cli/workers/known-calls.js";

describe("a call whose first messages came lately", () => {
  test("is known for the time in which they may be repeated", () => {
    const calls = new KnownCalls(32_000, 0);
    calls.add("a", 31_999);

    expect(calls.has("a", 63_998)).toBe(true);
    expect(calls.has("b", 63_998)).toBe(false);
  });

  test("is forgotten after twice that time", () => {
    const calls = new KnownCalls(32_000, 0);
    calls.add("a", 1);
    calls.add("b", 33_000);

    expect(calls.has("a", 66_000)).toBe(false);
    expect(calls.has("b", 66_000)).toBe(true);
  });

  test("is forgotten after a long silence", () => {
    const calls = new KnownCalls(32_000, 0);
    calls.add("a", 1);

    expect(calls.has("a", 64_001)).toBe(false);
  });
});
