import { describe, expect, test } from "vitest";
import { type OverloadLimits } from "../../src/user-agent/overload-limits.js";
import { hardened } from "../../src/user-agent/hardened.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";

describe("limits are checked when a core is made", () => {
  test.each<[OverloadLimits, string]>([
    [{ pendingInvites: -1 }, "pendingInvites: -1 is no number from 0 up"],
    [{ dialogs: NaN }, "dialogs: NaN is no number from 0 up"],
    [{ inviteRate: { perSecond: 0 } }, "inviteRate.perSecond: 0 is no number above 0"],
    [{ requestRatePerSource: { perSecond: 5, burst: 0.5 } }, "requestRatePerSource.burst: 0.5 is no number from 1 up"],
    [{ retryAfter: 1.5 }, "retryAfter: 1.5 is no whole number from 0 up"],
  ])("%j is none", (overload, why) => {
    expect(() => new UserAgentCore({ overload })).toThrow(new TypeError(`cannot use overload.${why}`));
  });

  test.each<OverloadLimits>([
    {},
    { pendingInvites: 0 },
    { dialogs: undefined },
    { transactions: Infinity },
    hardened().overload,
  ])("%j is fine", (overload) => {
    expect(() => new UserAgentCore({ overload }).dispose()).not.toThrow();
  });
});

describe("hardened", () => {
  test("has the values of the reference [LIM-0-0-e] [LIM-0-0-f] [LIM-0-0-g] [LIM-0-0-h] [LIM-0-0-i] [LIM-0-0-l] [SEC-3261-26.1.5-d]", () => {
    expect(hardened()).toEqual({
      answerTimeout: 180_000,
      requestTimeout: 10_000,
      limits: { hops: 20 },
      overload: {
        pendingInvites: 1_000,
        pendingInvitesPerSource: 20,
        requestRatePerSource: { perSecond: 50, burst: 100 },
        transactions: 10_000,
        transactionsPerSource: 500,
        unacknowledgedPerSource: 5,
        earlyDialogsPerInvite: 10,
        queuedProvisionals: 16,
        requestsPerDialog: 32,
      },
    });
  });

  test("what it gives is the caller's to change", () => {
    expect(hardened()).not.toBe(hardened());
    expect(hardened().overload).not.toBe(hardened().overload);
  });
});
