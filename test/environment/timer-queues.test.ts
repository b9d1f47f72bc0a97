import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { TimerQueues } from "../../src/environment/timer-queues.js";

const target = { onTimer: () => undefined };

/** Takes out everything that has ended, by name. */
function takeAll(queues: TimerQueues, now: number, before?: number): string[] {
  const names: string[] = [];
  for (let due = queues.takeDue(now, before); due !== undefined; due = queues.takeDue(now, before))
    names.push(due.name);
  return names;
}

describe("timer queues", () => {
  test("give timers in the order of their ends, and of their beginnings where they end together", () => {
    const queues = new TimerQueues();
    queues.start(0, 500, target, "c");
    queues.start(0, 100, target, "a");
    queues.start(400, 100, target, "d");
    queues.start(0, 200, target, "b");

    expect(queues.nextDeadline()).toBe(100);
    expect(takeAll(queues, 499)).toEqual(["a", "b"]);
    expect(queues.nextDeadline()).toBe(500);
    expect(takeAll(queues, 500)).toEqual(["c", "d"]);
    expect(queues.nextDeadline()).toBeUndefined();
    expect(queues.size).toBe(0);
  });

  test("forget a timer that was stopped, first, in the middle or last of its length, once or twice", () => {
    const queues = new TimerQueues();
    const [first, , middle, , last] = ["a", "b", "c", "d", "e"].map((name) => queues.start(0, 10, target, name));

    for (const timer of [first, middle, last, middle]) timer?.stop();

    expect(queues.size).toBe(2);
    expect(takeAll(queues, 10)).toEqual(["b", "d"]);
  });

  test("do nothing when a timer is stopped that has ended", () => {
    const queues = new TimerQueues();
    const timer = queues.start(0, 10, target, "a");
    queues.start(0, 20, target, "b");
    takeAll(queues, 10);

    timer.stop();

    expect(queues.size).toBe(1);
  });

  test("leave what was started since the mark for a later turn", () => {
    const queues = new TimerQueues();
    queues.start(0, 0, target, "now");
    const mark = queues.started;
    queues.start(0, 0, target, "later");

    expect(takeAll(queues, 0, mark)).toEqual(["now"]);
    expect(takeAll(queues, 0)).toEqual(["later"]);
  });

  test.each([-1, 0, Number.NaN])("take a delay of %d for none", (delay) => {
    const queues = new TimerQueues();
    queues.start(0, 100, target, "later");
    queues.start(0, delay, target, "now");

    expect(takeAll(queues, 0)).toEqual(["now"]);
    expect(queues.nextDeadline()).toBe(100);
  });

  test("name what is running in the order of its beginning, whatever its length", () => {
    const queues = new TimerQueues();
    const [a] = [queues.start(0, 500, target, "a"), queues.start(0, 100, target, "b")];
    queues.start(1, 500, target, "c");
    queues.start(2, 100, target, "d");
    a.stop();
    queues.takeDue(100);

    expect(queues.names).toEqual(["c", "d"]);
  });

  test("say when the last timer is gone, stopped or taken", () => {
    const onEmpty = vi.fn();
    const queues = new TimerQueues(onEmpty);
    const stopped = queues.start(0, 10, target, "a");
    queues.start(0, 20, target, "b");

    stopped.stop();
    expect(onEmpty).not.toHaveBeenCalled();
    queues.takeDue(20);

    expect(onEmpty).toHaveBeenCalledTimes(1);
  });

  test("give what a sorted list gives, whatever is started and stopped", () => {
    const lengths = fc.constantFrom(0, 1, 500, 5000, 32_000);
    const step = fc.record({ wait: fc.nat(1000), length: lengths, stop: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queues = new TimerQueues();
        let now = 0;
        const expected = steps.flatMap(({ wait, length, stop }, index) => {
          now += wait;
          const timer = queues.start(now, length, target, String(index));
          if (stop) timer.stop();
          return stop ? [] : [{ name: String(index), deadline: now + length, index }];
        });
        expected.sort((a, b) => a.deadline - b.deadline || a.index - b.index);

        expect(takeAll(queues, Infinity)).toEqual(expected.map(({ name }) => name));
        expect(queues.size).toBe(0);
      }),
    );
  });
});
