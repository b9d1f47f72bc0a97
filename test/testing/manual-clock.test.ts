import { describe, expect, test } from "vitest";
import { ManualClock } from "../../src/testing/manual-clock.js";

function clockAndLog() {
  const clock = new ManualClock();
  const log: string[] = [];
  const target = { onTimer: (name: string) => void log.push(`${name} at ${clock.now()}`) };
  return { clock, log, target };
}

describe("a manual clock", () => {
  test("stands still until it is told to move", () => {
    const { clock, log, target } = clockAndLog();
    clock.setTimer(0, target, "zero");

    expect(log).toEqual([]);
    expect(clock.now()).toBe(0);

    clock.advance();
    expect(log).toEqual(["zero at 0"]);
  });

  test("runs each timer at its own time, in order, those that end together in the order of starting", () => {
    const { clock, log, target } = clockAndLog();
    clock.setTimer(200, target, "c");
    clock.setTimer(100, target, "a");
    clock.setTimer(200, target, "d");
    clock.setTimer(100, target, "b");
    clock.setTimer(201, target, "e");

    clock.advance(200);

    expect(log).toEqual(["a at 100", "b at 100", "c at 200", "d at 200"]);
    expect(clock.now()).toBe(200);
  });

  test("runs timers that are started on the way, when they fall due on the way", () => {
    const { clock, log, target } = clockAndLog();
    const restart = { onTimer: (name: string) => (target.onTimer(name), void clock.setTimer(500, target, "second")) };
    clock.setTimer(500, restart, "first");

    clock.advance(999);
    expect(log).toEqual(["first at 500"]);

    clock.advance(1);
    expect(log).toEqual(["first at 500", "second at 1000"]);
  });

  test("counts and names what is running, and forgets what is stopped", () => {
    const { clock, log, target } = clockAndLog();
    const stopped = clock.setTimer(100, target, "timerG");
    clock.setTimer(100, target, "timerH");
    expect(clock.pendingNames).toEqual(["timerG", "timerH"]);

    stopped.stop();
    stopped.stop();
    expect(clock.pending).toBe(1);

    clock.advance(100);
    expect(log).toEqual(["timerH at 100"]);
    expect(clock.pending).toBe(0);
  });

  test("jumps: what fell due meanwhile runs afterwards, all at the new time", () => {
    const { clock, log, target } = clockAndLog();
    clock.setTimer(200, target, "b");
    clock.setTimer(100, target, "a");

    clock.jump(3_600_000);

    expect(log).toEqual(["a at 3600000", "b at 3600000"]);
  });

  test.each([-1, NaN])("refuses to move by %d", (duration) => {
    expect(() => new ManualClock().advance(duration)).toThrow(RangeError);
  });

  test("says so when timers start each other without end", () => {
    const clock = new ManualClock();
    const loop = { onTimer: () => void clock.setTimer(0, loop, "loop") };
    clock.setTimer(0, loop, "loop");

    expect(() => clock.advance(1)).toThrow("a loop");
  });

  test("tells its listeners after each timer", () => {
    const { clock, log, target } = clockAndLog();
    clock.onEachTurn(() => log.push("turn"));
    clock.setTimer(1, target, "a");
    clock.setTimer(2, target, "b");

    clock.advance(2);

    expect(log).toEqual(["a at 1", "turn", "b at 2", "turn"]);
  });
});
