import { afterEach, describe, expect, test, vi } from "vitest";
import { type Clock } from "../../src/environment/clock.js";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";

afterEach(() => {
  vi.useRealTimers();
});

function recorder(clock: Clock) {
  const heard: string[] = [];
  const target = { onTimer: (name: string) => heard.push(`${name} ${Math.round(clock.now())}`) };
  return { heard, target };
}

/** Fakes timers and the time; `now()` begins at 0. */
function fakeEverything(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
}

describe("the system clock", () => {
  test("wakes each target at its time, in order, and with the name it was given", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const start = clock.now();
    const heard: [string, number][] = [];
    const target = { onTimer: (name: string) => heard.push([name, Math.round(clock.now() - start)]) };

    clock.setTimer(500, target, "b");
    clock.setTimer(100, target, "a");
    clock.setTimer(500, target, "c");
    vi.advanceTimersByTime(499);
    expect(heard).toEqual([["a", 100]]);
    vi.advanceTimersByTime(1);

    expect(heard).toEqual([
      ["a", 100],
      ["b", 500],
      ["c", 500],
    ]);
  });

  test("uses one timer of the runtime, and none when nothing runs", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const { target } = recorder(clock);

    const timers = [300, 200, 100, 400].map((delay) => clock.setTimer(delay, target, "x"));
    expect(vi.getTimerCount()).toBe(1);
    for (const timer of timers) timer.stop();

    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends a timer of no length in a later turn, never inside the call, nor in the turn of another timer", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const heard: string[] = [];
    const target = {
      onTimer(name: string) {
        heard.push(name);
        if (name === "first") clock.setTimer(0, target, "second");
        heard.push(`${name} is over`);
      },
    };

    clock.setTimer(0, target, "first");
    expect(heard).toEqual([]);
    vi.runOnlyPendingTimers();
    expect(heard).toEqual(["first", "first is over"]);
    vi.runOnlyPendingTimers();

    expect(heard).toEqual(["first", "first is over", "second", "second is over"]);
  });

  test("does not wake what was stopped, in the same turn either", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const heard: string[] = [];
    const target = {
      onTimer(name: string) {
        heard.push(name);
        other.stop();
      },
    };
    clock.setTimer(10, target, "first");
    const other = clock.setTimer(10, target, "other");

    vi.advanceTimersByTime(100);

    expect(heard).toEqual(["first"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("wakes the others when one target throws", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const { heard, target } = recorder(clock);
    const broken = {
      onTimer() {
        throw new Error("broken");
      },
    };
    clock.setTimer(10, broken, "broken");
    clock.setTimer(10, target, "sound");

    expect(() => vi.advanceTimersByTime(10)).toThrow("broken");
    vi.advanceTimersByTime(1);

    expect(heard).toHaveLength(1);
  });

  test("follows a fake setTimeout whose owner left performance.now alone", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { clock } = createSystemEnvironment();
    const start = clock.now();
    const heard: [string, number][] = [];
    const target = { onTimer: (name: string) => heard.push([name, Math.round((clock.now() - start) / 100)]) };
    clock.setTimer(500, target, "a");
    clock.setTimer(32_000, target, "b");

    vi.advanceTimersByTime(32_001);

    expect(heard).toEqual([
      ["a", 5],
      ["b", 320],
    ]);
  });

  test("obeys a fake clock that is put in after it was made, and goes on when that is taken out", () => {
    const { clock } = createSystemEnvironment();
    const { heard, target } = recorder(clock);
    const real = clock.setTimer(3_600_000, target, "real");
    const before = clock.now();

    fakeEverything();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    clock.setTimer(3_600_000, target, "fake");
    clock.setTimer(500, target, "early");
    vi.advanceTimersByTime(500);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(3_600_000);
    expect(heard).toHaveLength(3);
    const after = clock.now();
    vi.useRealTimers();

    expect(clock.now()).toBeGreaterThanOrEqual(after);
    real.stop();
  });

  test("stops a timer of the runtime that it no longer waits for, also through another clock put in since", () => {
    const { clock } = createSystemEnvironment();
    const { target } = recorder(clock);
    const cleared = vi.spyOn(globalThis, "clearTimeout");
    const timer = clock.setTimer(3_600_000, target, "real");
    const own = globalThis.clearTimeout;
    globalThis.clearTimeout = () => undefined;
    try {
      timer.stop();
    } finally {
      globalThis.clearTimeout = own;
    }

    expect(cleared).toHaveBeenCalledTimes(1);
    cleared.mockRestore();
  });

  test("waits for a timer longer than the runtime can, without waking early", () => {
    fakeEverything();
    const { clock } = createSystemEnvironment();
    const { heard, target } = recorder(clock);
    const long = 2 ** 31 + 10_000;
    clock.setTimer(long, target, "long");

    vi.advanceTimersByTime(long - 1);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(heard).toHaveLength(1);
  });

  test("says a time that has come when a timer ends, though the runtime fires early", () => {
    const { clock } = createSystemEnvironment();
    let now = 1000;
    let fire: () => void = () => undefined;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((callback: () => void) => {
      fire = callback;
      return 0;
    }) as unknown as typeof setTimeout);
    const start = clock.now();
    let ended = 0;
    clock.setTimer(500, { onTimer: () => (ended = clock.now()) }, "x");

    now = 1499.2;
    fire();
    vi.restoreAllMocks();

    expect(ended - start).toBe(500);
  });
});
