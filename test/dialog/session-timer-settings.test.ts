import { describe, expect, test } from "vitest";
import {
  completeSessionTimers,
  DEFAULT_SESSION_TIMERS,
  type SessionTimerSettings,
} from "../../src/dialog/session-timer-settings.js";

describe("RFC 4028 §4, §5 what may be wanted of session timers", () => {
  test("is half an hour, and only where the peer asks for it, when nothing is said [TMR-4028-4-b]", () => {
    expect(completeSessionTimers({})).toEqual({
      interval: 1800,
      minimum: 90,
      maximum: 2_147_483_647,
      refresher: "uac",
      initiate: false,
    });
    expect(completeSessionTimers({})).toEqual(DEFAULT_SESSION_TIMERS);
  });

  test("keeps the base where a member is missing, and an interval within the bounds", () => {
    const base = completeSessionTimers({ initiate: true, refresher: "uas" });

    expect(completeSessionTimers({ minimum: 3600 }, base)).toMatchObject({ interval: 3600, refresher: "uas" });
    expect(completeSessionTimers({ maximum: 300 }, base)).toMatchObject({ interval: 300, initiate: true });
  });

  test.each<[member: string, given: Partial<Record<keyof SessionTimerSettings, unknown>>]>([
    ["interval", { interval: 60 }],
    ["interval", { interval: 89 }],
    ["interval", { interval: 1800.5 }],
    ["interval", { interval: NaN }],
    ["interval", { interval: 2 ** 31 }],
    ["interval", { interval: 200, minimum: 300 }],
    ["interval", { interval: 400, maximum: 300 }],
    ["interval", { interval: "1800" }],
    ["minimum", { minimum: 50 }],
    ["minimum", { minimum: Infinity }],
    ["maximum", { minimum: 300, maximum: 200 }],
    ["refresher", { refresher: "me" }],
  ])("%s of %j is an error at the start [TMR-4028-4-b] [TMR-4028-9-b]", (member, given) => {
    // What a user without types may pass.
    const settings = given as Partial<SessionTimerSettings>;

    expect(() => completeSessionTimers(settings)).toThrow(new RegExp(`^cannot use sessionTimers\\.${member}: `));
    expect(() => completeSessionTimers(settings)).toThrow(TypeError);
  });
});
