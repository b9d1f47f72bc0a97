import { describe, expect, test } from "vitest";
import { DelegateTurn } from "../../src/dialog/delegate-turn.js";
import { ManualClock } from "../../src/testing/index.js";

/** What is done, in order. */
function turn() {
  const clock = new ManualClock();
  const done: string[] = [];
  const delegateTurn = new DelegateTurn(clock);
  const take = (name: string, isSet: boolean, act?: () => void): void =>
    delegateTurn.take(() => {
      done.push(name);
      act?.();
    }, isSet);
  return { clock, done, take, delegateTurn };
}

describe("what comes before the application has set its delegate", () => {
  test("is done at once where it has", () => {
    const { clock, done, take } = turn();

    take("a", true);

    expect([done, clock.pendingNames]).toEqual([["a"], []]);
  });

  test("waits one turn, with or without a delegate then", () => {
    const { clock, done, take } = turn();

    take("a", false);
    expect(done).toEqual([]);
    clock.advance(0);

    expect([done, clock.pendingNames]).toEqual([["a"], []]);
  });

  test("has what comes later wait behind it, though there is a delegate by then", () => {
    const { clock, done, take } = turn();

    take("a", false);
    take("b", true);
    expect(done).toEqual([]);
    clock.advance(0);

    expect(done).toEqual(["a", "b"]);
  });

  test("has what comes meanwhile done behind it, in the same turn", () => {
    const { clock, done, take } = turn();

    take("a", false, () => take("c", true));
    take("b", false);
    clock.advance(0);

    expect(done).toEqual(["a", "b", "c"]);
  });

  test("waits no longer when the dialog is disposed of, and neither does what comes after that", () => {
    const { clock, done, take, delegateTurn } = turn();

    take("a", false);
    delegateTurn.close();
    take("b", false);

    expect([done, clock.pendingNames]).toEqual([["a", "b"], []]);
  });

  test("is not held up by what is done before it and disposes of the dialog", () => {
    const { clock, done, take, delegateTurn } = turn();

    take("a", false, () => delegateTurn.close());
    take("b", false);
    clock.advance(0);

    expect(done).toEqual(["a", "b"]);
  });

  test("is done although what was before it throws", () => {
    const { clock, done, take } = turn();

    take("a", false, () => {
      throw new Error("a bug");
    });
    take("b", false);
    expect(() => clock.advance(0)).toThrow("a bug");
    take("c", true);
    clock.advance(0);

    expect(done).toEqual(["a", "b", "c"]);
  });
});
