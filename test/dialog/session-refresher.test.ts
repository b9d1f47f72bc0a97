import { describe, expect, test } from "vitest";
import { DEFAULT_TIMER_VALUES } from "../../src/environment/environment.js";
import { type OutgoingRequestDelegate } from "../../src/dialog/outgoing-request.js";
import { type RefreshableSession, SessionRefresher } from "../../src/dialog/session-refresher.js";
import { CountingRandom, ManualClock } from "../../src/testing/index.js";
import { inviteText, responseOf } from "../message/support.js";

interface Peer extends Pick<RefreshableSession, "peerAllowsUpdate" | "exchangeUnderWay"> {
  /** What it answers, refresh by refresh; nothing when the list is at its end. */
  readonly answers: (readonly [statusCode: number, ...lines: string[]])[];
  readonly sendable: boolean;
}

/** A session that we have to refresh, and what its refresher did when. */
function refreshing(peer: Partial<Peer>) {
  const clock = new ManualClock();
  const heard: [seconds: number, what: string | number][] = [];
  const note = (what: string | number): void => void heard.push([clock.now() / 1000, what]);
  const state = { peerAllowsUpdate: true, exchangeUnderWay: false, sendable: true, answers: [], ...peer };
  const random = new CountingRandom();
  const session: RefreshableSession = {
    get peerAllowsUpdate() {
      return state.peerAllowsUpdate;
    },
    get exchangeUnderWay() {
      return state.exchangeUnderWay;
    },
    sendRefresh: (method, delegate) => {
      if (!state.sendable) return false;
      note(`${method} ${refresher.timer.requestHeaders.join("; ")}`);
      const answer = state.answers.shift();
      if (answer !== undefined) answerWith(delegate, ...answer);
      return true;
    },
    refreshGivenUp: (statusCode) => note(statusCode),
    expire: () => note("expire"),
  };
  const refresher = new SessionRefresher({ clock, random, timers: DEFAULT_TIMER_VALUES }, session);
  refresher.agree({ interval: 90, weRefresh: true });
  return { clock, heard, refresher, state };
}

function answerWith(delegate: OutgoingRequestDelegate, statusCode: number, ...lines: string[]): void {
  const to = "<sip:bob@example.net>;tag=1";
  const message = responseOf(inviteText({ start: `SIP/2.0 ${statusCode} No`, headers: { To: to }, lines }));
  if (statusCode < 400) delegate.onRedirect?.({ message });
  else delegate.onReject?.({ message });
}

const SE = "Session-Expires: 90;refresher=uac";

describe("RFC 4028 §7.4 the way of a refresh", () => {
  test.each([
    [true, "UPDATE"],
    [false, "INVITE"],
  ])("with UPDATE in the peer's Allow, %s, is %s [TMR-4028-7.4-d]", (peerAllowsUpdate, method) => {
    const { clock, heard } = refreshing({ peerAllowsUpdate });

    clock.advance(200_000);

    expect(heard).toEqual([
      [45, `${method} ${SE}`],
      [90, "expire"],
    ]);
  });

  test("becomes INVITE for good where UPDATE is refused in spite of Allow", () => {
    const { clock, heard, refresher } = refreshing({ answers: [[501]] });

    clock.advance(46_000);
    refresher.agree({ interval: 90, weRefresh: true });
    clock.advance(45_000);
    refresher.timer.stop();

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [45, `INVITE ${SE}`],
      [91, `INVITE ${SE}`],
    ]);
  });
});

describe("RFC 4028 §10 a refresh cannot go, or fails", () => {
  test("it waits for what is under way, looking again each second", () => {
    const { clock, heard, state } = refreshing({ exchangeUnderWay: true });

    clock.advance(47_500);
    state.exchangeUnderWay = false;
    clock.advance(1_000);

    expect(heard).toEqual([[48, `UPDATE ${SE}`]]);
    expect(clock.pendingNames).toEqual(["sessionExpiry"]);
  });

  test("it does not wait until the peer hangs up: an UPDATE collides with nothing", () => {
    const { clock, heard } = refreshing({ exchangeUnderWay: true });

    clock.advance(60_000);

    expect(heard).toEqual([[50, `UPDATE ${SE}`]]);
  });

  test("what may not be sent is tried each second until the session runs out, and then no more", () => {
    const { clock, heard } = refreshing({ sendable: false, exchangeUnderWay: true });

    clock.advance(1_000_000);

    expect(heard).toEqual([[90, "expire"]]);
    expect(clock.pending).toBe(0);
  });

  test("500 twice: tried twice, given up, and the end comes in its time [TMR-4028-10-a]", () => {
    const { clock, heard } = refreshing({ answers: [[500], [500]] });

    clock.advance(1_000_000);

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [52.5, `UPDATE ${SE}`],
      [52.5, 500],
      [90, "expire"],
    ]);
  });

  test("a 2xx has failures forgotten", () => {
    const { clock, heard, refresher } = refreshing({ answers: [[500], [500]] });

    clock.advance(46_000);
    refresher.agree({ interval: 90, weRefresh: true });
    clock.advance(46_000);

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [91, `UPDATE ${SE}`],
    ]);
    expect(clock.pendingNames).toEqual(["sessionRefresh"]);
  });

  test("a failure that another exchange has overtaken means nothing", () => {
    const delegates: OutgoingRequestDelegate[] = [];
    const clock = new ManualClock();
    const session: RefreshableSession = {
      peerAllowsUpdate: true,
      exchangeUnderWay: false,
      sendRefresh: (_method, delegate) => delegates.push(delegate) > 0,
      refreshGivenUp: () => expect.fail("given up"),
      expire: () => expect.fail("expired"),
    };
    const refresher = new SessionRefresher(
      { clock, random: new CountingRandom(), timers: DEFAULT_TIMER_VALUES },
      session,
    );

    refresher.agree({ interval: 90, weRefresh: true });
    clock.advance(45_000);
    refresher.agree({ interval: 90, weRefresh: false });
    for (const delegate of delegates) answerWith(delegate, 500);
    clock.advance(59_000);

    expect(delegates).toHaveLength(1);
    refresher.timer.stop();
  });

  test.each([301, 403, 488, 603])("%i is not tried again [TMR-4028-10-a]", (statusCode) => {
    const { clock, heard } = refreshing({ answers: [[statusCode]] });

    clock.advance(1_000_000);

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [45, statusCode],
      [90, "expire"],
    ]);
  });

  test.each([408, 481])("%i leaves the end to the session [TMR-4028-10-a]", (statusCode) => {
    const { clock, heard, refresher } = refreshing({ answers: [[statusCode]] });

    clock.advance(45_000);
    refresher.timer.stop();

    expect(heard).toEqual([[45, `UPDATE ${SE}`]]);
  });
});

describe("RFC 4028 §7.3 a refresh is answered 422", () => {
  test("the next one follows at once with what the peer wants, in the old time [TMR-4028-7.3-a] [TMR-4028-7.4-b]", () => {
    const { clock, heard, refresher } = refreshing({ answers: [[422, "Min-SE: 4000"]] });

    clock.advance(46_000);
    const { timeLeft } = refresher.timer;
    refresher.agree({ interval: 4000, weRefresh: true });
    clock.advance(1_990_000);
    refresher.timer.stop();

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [45, "UPDATE Session-Expires: 4000;refresher=uac; Min-SE: 4000"],
    ]);
    expect(timeLeft).toBe(14_000);
  });

  test("without a Min-SE that says more, it is the last word", () => {
    const { clock, heard } = refreshing({ answers: [[422, "Min-SE: 60"]] });

    clock.advance(46_000);

    expect(heard).toEqual([
      [45, `UPDATE ${SE}`],
      [45, 422],
    ]);
  });
});
