import { describe, expect, test } from "vitest";
import { type Clock } from "../../src/environment/clock.js";
import { SessionTimer } from "../../src/dialog/session-timer.js";
import { ManualClock } from "../../src/testing/index.js";

/** A session timer on a clock of its own, and what it asked for when. */
function watch(onRefresh: (timer: SessionTimer) => void = () => undefined) {
  const clock = new ManualClock(5_000);
  const heard: [seconds: number, what: "refresh" | "expire"][] = [];
  const note = (what: "refresh" | "expire"): void => void heard.push([(clock.now() - 5_000) / 1000, what]);
  const timer = new SessionTimer(clock, {
    refreshSession: () => {
      note("refresh");
      onRefresh(timer);
    },
    sessionExpired: () => note("expire"),
  });
  return { clock, heard, timer };
}

const ours = (interval: number) => ({ interval, weRefresh: true });
const theirs = (interval: number) => ({ interval, weRefresh: false });

describe("RFC 4028 §10 who refreshes", () => {
  test.each([
    [90, 45],
    [91, 45.5],
    [1800, 900],
  ])("of %i s at %d s [TMR-4028-9-m]", (interval, at) => {
    const { clock, heard, timer } = watch((it) => it.agree(ours(interval)));

    timer.agree(ours(interval));
    clock.advance(at * 3 * 1000);
    timer.stop();

    expect(heard).toEqual([
      [at, "refresh"],
      [2 * at, "refresh"],
      [3 * at, "refresh"],
    ]);
    expect(clock.pending).toBe(0);
  });

  test("hangs up at the end of the interval when nobody accepted the refresh [TMR-4028-10-a]", () => {
    const { clock, heard, timer } = watch();

    timer.agree(ours(90));
    clock.advance(1_000_000);

    expect(heard).toEqual([
      [45, "refresh"],
      [90, "expire"],
    ]);
    expect([timer.agreed, clock.pending]).toEqual([undefined, 0]);
  });

  test("tries again when told, and the end stays where it was [TMR-4028-7.3-a]", () => {
    const { clock, heard, timer } = watch((it) => {
      if (heard.length < 3) it.tryAgain(10_000);
    });

    timer.agree(ours(90));
    clock.advance(1_000_000);

    expect(heard).toEqual([
      [45, "refresh"],
      [55, "refresh"],
      [65, "refresh"],
      [90, "expire"],
    ]);
  });

  test.each([45_000, 100_000, Infinity])("does not try again when the session runs out before: %d ms", (delay) => {
    const { clock, heard, timer } = watch((it) => it.tryAgain(delay));

    timer.agree(ours(90));
    clock.advance(1_000_000);

    expect(heard.map(([, what]) => what)).toEqual(["refresh", "expire"]);
  });

  test("does not try again once the part is the peer's, or the timer off", () => {
    const { clock, heard, timer } = watch();

    timer.agree(theirs(90));
    timer.tryAgain(0);
    clock.advance(1);
    timer.agree(undefined);
    timer.tryAgain(0);
    clock.advance(1);

    expect(heard).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe("RFC 4028 §10 who does not refresh", () => {
  test.each([
    [90, 60],
    [96, 64],
    [99, 67],
    [1800, 1768],
    [4000, 3968],
  ])("hangs up after %i s at %d s, and before no message [TMR-4028-10-b]", (interval, at) => {
    const { clock, heard, timer } = watch();

    timer.agree(theirs(interval));
    clock.advance(1_000_000_000);

    expect(heard).toEqual([[at, "expire"]]);
    expect(clock.pending).toBe(0);
  });

  test("each 2xx begins anew, with its interval and its parts [TMR-4028-9-j] [TMR-4028-7.2-a]", () => {
    const { clock, heard, timer } = watch();

    timer.agree(theirs(1800));
    clock.advance(800_000);
    timer.agree(ours(1800));
    clock.advance(899_000);
    timer.agree(theirs(600));
    clock.advance(1_000_000);

    expect(heard).toEqual([[800 + 899 + 568, "expire"]]);
  });

  test("a 2xx without Session-Expires switches it off for good [TMR-4028-9-k]", () => {
    const { clock, heard, timer } = watch();

    timer.agree(ours(90));
    timer.agree(undefined);
    clock.advance(1_000_000);

    expect(heard).toEqual([]);
    expect([timer.agreed, timer.requestHeaders, clock.pending]).toEqual([undefined, [], 0]);
  });
});

describe("RFC 4028 §7.4 what a session timer remembers for the requests of the session", () => {
  test("the largest Min-SE, what was agreed on, and whose part it is [TMR-4028-7.4-a] [TMR-4028-7.4-b] [TMR-4028-7.4-c]", () => {
    const { timer } = watch();

    timer.seeMinSE(undefined);
    timer.agree(ours(300));
    const before = timer.requestHeaders;
    timer.seeMinSE(400);
    timer.seeMinSE(500);
    timer.seeMinSE(450);
    const after = timer.requestHeaders;
    timer.agree(theirs(600));

    expect(before).toEqual(["Session-Expires: 300;refresher=uac"]);
    expect(after).toEqual(["Session-Expires: 500;refresher=uac", "Min-SE: 500"]);
    expect(timer.requestHeaders).toEqual(["Session-Expires: 600;refresher=uas", "Min-SE: 500"]);
    timer.stop();
  });

  test("how long the peer still waits", () => {
    const { clock, timer } = watch();

    const none = timer.timeLeft;
    timer.agree(ours(90));
    clock.advance(45_000);
    const left = timer.timeLeft;
    clock.advance(40_000);

    expect([none, left, timer.timeLeft]).toEqual([0, 15_000, 0]);
    timer.stop();
  });
});

describe("RFC 4028 §11 times that a runtime cannot wait for", () => {
  test.each([ours(2_147_483_647), theirs(2_147_483_647)])(
    "%j fires in its time and no sooner [TMR-4028-11-a]",
    (agreed) => {
      const { clock, heard, timer } = watch();

      timer.agree(agreed);
      clock.advance(1_000_000_000_000);
      const early = [...heard];
      clock.advance(2_000_000_000_000);

      expect(early).toEqual([]);
      expect(heard.at(-1)).toEqual(agreed.weRefresh ? [2_147_483_647, "expire"] : [2_147_483_647 - 32, "expire"]);
    },
  );

  test("asks its clock for no longer delay than a runtime takes [TMR-4028-11-a]", () => {
    const delays: number[] = [];
    const manual = new ManualClock();
    const clock: Clock = {
      now: () => manual.now(),
      setTimer: (delay, target, name) => {
        delays.push(delay);
        return manual.setTimer(delay, target, name);
      },
    };
    const timer = new SessionTimer(clock, { refreshSession: () => undefined, sessionExpired: () => undefined });

    timer.agree(theirs(6_000_000));
    manual.advance(6_000_000_000);

    expect(delays).toEqual([2_147_483_647, 2_147_483_647, 5_999_968_000 - 2 * 2_147_483_647]);
  });
});

describe("RFC 4028 §10 a clock that jumps", () => {
  test.each([ours(1800), theirs(1800), ours(90)])("past the end has %j run out once, and nothing else", (agreed) => {
    const { clock, heard, timer } = watch();

    timer.agree(agreed);
    clock.jump(3_600_000);
    clock.jump(3_600_000);

    expect(heard).toEqual([[3600, "expire"]]);
    expect(clock.pending).toBe(0);
  });

  test("past half time has one refresh sent", () => {
    const { clock, heard, timer } = watch((it) => it.agree(ours(7200)));

    timer.agree(ours(7200));
    clock.jump(3_700_000);

    expect(heard).toEqual([[3700, "refresh"]]);
    timer.stop();
  });
});
