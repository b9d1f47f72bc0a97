import { describe, expect, test } from "vitest";
import {
  afterFailedRefresh,
  type RefreshContext,
  type RefreshFailure,
  type RefreshVerdict,
} from "../../src/dialog/session-refresh-failure.js";

/** What follows an UPDATE that failed, with 15 s left for another. */
function after(
  statusCode: number,
  { method = "UPDATE", minSE, retryAfter, ...context }: Partial<RefreshFailure & RefreshContext> = {},
): RefreshVerdict {
  const failure = { method, statusCode, minSE, retryAfter };
  return afterFailedRefresh(failure, {
    interval: 90,
    earlier: [],
    timeLeft: 15_000,
    glareDelay: () => 730,
    ...context,
  });
}

const END = { kind: "end" };
const GIVE_UP = { kind: "giveUp" };
const again = (delay: number, method = "UPDATE") => ({ kind: "retry", delay, method });

describe("RFC 4028 §10 a refresh fails", () => {
  test.each([408, 481, 404, 410, 480])("%i ends the session at once [TMR-4028-10-a]", (statusCode) => {
    expect(after(statusCode)).toEqual(END);
    expect(after(statusCode, { method: "INVITE" })).toEqual(END);
  });

  test("500 has it tried once more, half way to the moment at which the peer gives up [TMR-4028-10-a]", () => {
    expect(after(500)).toEqual(again(7_500));
    expect(after(500, { earlier: [491, 503] })).toEqual(again(7_500));
    expect(after(500, { earlier: [500] })).toEqual(GIVE_UP);
    expect(after(503, { earlier: [503, 500] })).toEqual(GIVE_UP);
  });

  test("Retry-After is obeyed where there is time for it", () => {
    expect(after(500, { retryAfter: 3 })).toEqual(again(3_000));
    expect(after(503, { retryAfter: 15 })).toEqual(GIVE_UP);
    expect(after(500, { timeLeft: 0 })).toEqual(GIVE_UP);
  });

  test("491 has it tried again as a re-INVITE would be, though not for ever [UPD-3311-5.3-c]", () => {
    expect(after(491)).toEqual(again(730));
    expect(after(491, { method: "INVITE", earlier: [491, 491] })).toEqual(again(730, "INVITE"));
    expect(after(491, { earlier: Array<number>(10).fill(491) })).toEqual(GIVE_UP);
  });

  test.each([405, 501])("%i to an UPDATE has a re-INVITE follow", (statusCode) => {
    expect(after(statusCode)).toEqual(again(0, "INVITE"));
    expect(after(statusCode, { method: "INVITE" })).toEqual(END);
  });

  test.each([301, 400, 401, 403, 407, 415, 420, 488, 600, 603, 606])("%i is the last word", (statusCode) => {
    expect(after(statusCode)).toEqual(GIVE_UP);
  });
});

describe("RFC 4028 §7.3 a refresh is answered 422", () => {
  test("is sent again with what the peer wants at least [TMR-4028-7.3-a]", () => {
    expect(after(422, { minSE: 4_000 })).toEqual(again(0));
    expect(after(422, { minSE: 5_000, interval: 4_000, earlier: [422] })).toEqual(again(0));
  });

  test.each([{ minSE: 90 }, { minSE: 80 }, {}, { minSE: 300, interval: 300 }])(
    "is not sent again where the same would follow: %j [TMR-4028-10-a]",
    (facts) => {
      expect(after(422, facts)).toEqual(GIVE_UP);
    },
  );

  test("a peer that wants more each time is not followed for ever [TMR-4028-10-a]", () => {
    expect(after(422, { minSE: 400, earlier: [422, 422, 422] })).toEqual(GIVE_UP);
  });
});
