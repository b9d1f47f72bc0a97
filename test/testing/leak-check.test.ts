import { describe, expect, test } from "vitest";
import { checkLeavings, LeakError } from "../../src/testing/leak-check.js";

const nothing = { errors: [], timers: [], transactions: [], dialogs: [] };

describe("the leak check", () => {
  test("passes when nothing is left, or just what was expected", () => {
    expect(() => checkLeavings(nothing)).not.toThrow();
    expect(() => checkLeavings({ ...nothing, dialogs: ["d1"] }, { dialogs: 1 })).not.toThrow();
  });

  test("names what is left", () => {
    const check = () => checkLeavings({ ...nothing, timers: ["timerJ", "timerL"], dialogs: ["d1"] }, { dialogs: 2 });

    expect(check).toThrow(LeakError);
    expect(check).toThrow("2 timers instead of 0 (timerJ, timerL); 1 dialogs instead of 2 (d1)");
  });

  test("fails when something that was expected to be left is gone", () => {
    expect(() => checkLeavings(nothing, { transactions: 1 })).toThrow("0 transactions instead of 1");
  });
});
