import { describe, expect, test } from "vitest";
import {
  agreedByPeer,
  firstRequestHeaders,
  negotiateSessionTimer,
  readSessionTimerRequest,
  refreshHeaders,
  sessionTimerVerdict,
  type SessionTimerVerdict,
  writesSessionExpires,
} from "../../src/dialog/session-timer-rules.js";
import { completeSessionTimers, type SessionTimerSettings } from "../../src/dialog/session-timer-settings.js";
import { inviteText as aliceInvites, readInvite } from "../../src/testing/index.js";
import { inviteText, responseOf } from "../message/support.js";

type Headers = Readonly<Record<string, string>>;

const timer = { Supported: "replaces, timer" };
const NONE = { kind: "none" };

/** What an INVITE with these headers gets. */
function verdictOn(headers: Headers, settings: Partial<SessionTimerSettings> = {}): SessionTimerVerdict {
  return negotiateSessionTimer(
    readSessionTimerRequest(readInvite(aliceInvites({ headers }))),
    completeSessionTimers(settings),
  );
}

/** The lines that the 2xx has for it. */
function linesFor(headers: Headers, settings?: Partial<SessionTimerSettings>): readonly string[] {
  const verdict = verdictOn(headers, settings);
  return verdict.kind === "timer" ? verdict.headers : [];
}

describe("RFC 4028 §9 an INVITE or UPDATE asks for a session timer", () => {
  test.each<[Headers, readonly string[]]>([
    [{ "Session-Expires": "1800" }, ["Session-Expires: 1800;refresher=uas"]],
    [{ "Session-Expires": "1800;refresher=uac" }, ["Session-Expires: 1800;refresher=uas"]],
    [{ "Session-Expires": "1800;refresher=uas" }, ["Session-Expires: 1800;refresher=uas"]],
    [{ ...timer, "Session-Expires": "1800" }, ["Session-Expires: 1800;refresher=uac", "Require: timer"]],
    [{ ...timer, "Session-Expires": "1800;refresher=uac" }, ["Session-Expires: 1800;refresher=uac", "Require: timer"]],
    [{ ...timer, "Session-Expires": "1800;refresher=uas" }, ["Session-Expires: 1800;refresher=uas", "Require: timer"]],
  ])("by table 2, %j gets %j [TMR-4028-9-h] [TMR-4028-9-i]", (headers, lines) => {
    expect(linesFor(headers)).toEqual(lines);
    // A preference changes what the caller left open, and nothing else.
    const open = timer.Supported === headers["Supported"] && headers["Session-Expires"] === "1800";
    const preferred = linesFor(headers, { refresher: "uas" });
    expect(preferred).toEqual(open ? ["Session-Expires: 1800;refresher=uas", "Require: timer"] : lines);
  });

  test.each(["timer", "Timer", "100rel,timer", "100rel , TIMER"])("Supported: %s lists timer", (Supported) => {
    expect(verdictOn({ Supported, "Session-Expires": "100" })).toMatchObject({ refresher: "uac" });
  });

  test("Require: timer says as much as Supported: timer", () => {
    expect(verdictOn({ Require: "timer", "Session-Expires": "1800" })).toMatchObject({ refresher: "uac" });
  });

  test("without settings there is no timer, whatever is asked for [TMR-4028-7.1-b]", () => {
    const invite = readInvite(aliceInvites({ headers: { ...timer, "Session-Expires": "12" } }));

    expect(sessionTimerVerdict(invite, undefined)).toEqual(NONE);
    expect(sessionTimerVerdict(invite, completeSessionTimers({}))).toMatchObject({ statusCode: 422 });
    expect(sessionTimerVerdict(readInvite(aliceInvites()), completeSessionTimers({}))).toEqual(NONE);
  });

  test.each([90, 91, 1200, 86_400, 2_147_483_647])("copies %i [TMR-4028-9-d] [TMR-4028-4-a]", (interval) => {
    expect(verdictOn({ ...timer, "Session-Expires": `${interval}` })).toMatchObject({ kind: "timer", interval });
  });

  test("reads the compact form, and passes over parameters it does not know [TMR-4028-4-a]", () => {
    expect(verdictOn({ k: "timer", x: "86400;foo=bar;refresher=uas" })).toMatchObject({
      interval: 86_400,
      refresher: "uas",
    });
  });

  test.each<[Headers, Partial<SessionTimerSettings>, number]>([
    [{ "Session-Expires": "3600", "Min-SE": "600" }, { maximum: 300 }, 600],
    [{ "Session-Expires": "3600", "Min-SE": "100" }, { maximum: 300 }, 300],
    [{ "Session-Expires": "3600" }, { maximum: 90 }, 90],
    [{ "Session-Expires": "3600", "Min-SE": "12" }, { maximum: 90 }, 90],
    [{ "Session-Expires": "3600", "Min-SE": "many" }, { maximum: 100 }, 100],
    [{ "Session-Expires": "3600", "Min-SE": "4294967295" }, { maximum: 300 }, 3600],
  ])("%j with %j is lowered to %i, never below Min-SE [TMR-4028-9-e]", (headers, settings, interval) => {
    expect(verdictOn({ ...timer, ...headers }, settings)).toMatchObject({ interval });
    expect(verdictOn(headers, settings)).toMatchObject({ interval });
  });

  test.each<[Headers, Partial<SessionTimerSettings>]>([
    [{ "Session-Expires": "200" }, { interval: 1800, initiate: true }],
    [{ "Session-Expires": "200", "Min-SE": "300" }, {}],
  ])("%j with %j is never raised [TMR-4028-9-f]", (headers, settings) => {
    expect(verdictOn({ ...timer, ...headers }, settings)).toMatchObject({ interval: 200 });
  });

  test.each([
    ["120", 300],
    ["299;refresher=uas", 300],
    ["89", 90],
    ["1", 90],
  ])(
    "%s with a minimum of %i is refused with 422, which names the minimum [TMR-4028-9-a] [TMR-4028-9-b]",
    (text, minimum) => {
      expect(verdictOn({ ...timer, "Session-Expires": text }, { minimum })).toEqual({
        kind: "refuse",
        statusCode: 422,
        extraHeaders: [`Min-SE: ${minimum}`],
      });
    },
  );

  test.each<[string, SessionTimerVerdict["kind"]]>([
    ["120", "timer"],
    ["90", "timer"],
    ["60", "none"],
    ["1", "none"],
  ])("%s from a caller without timer is no 422: %s [TMR-4028-9-c]", (text, kind) => {
    expect(verdictOn({ "Session-Expires": text }, { minimum: 300 })).toMatchObject({ kind });
    expect(linesFor({ "Session-Expires": text }, { minimum: 300 }).join()).not.toContain("Require");
  });

  test.each([{}, timer, { ...timer, "Min-SE": "100" }])("%j asks for no timer, and gets none", (headers) => {
    expect(verdictOn(headers)).toEqual(NONE);
  });

  test.each<[Headers, Partial<SessionTimerSettings>, readonly string[]]>([
    [timer, {}, ["Session-Expires: 1800;refresher=uac", "Require: timer"]],
    [timer, { refresher: "uas", interval: 90 }, ["Session-Expires: 90;refresher=uas", "Require: timer"]],
    [{ ...timer, "Min-SE": "2000" }, {}, ["Session-Expires: 2000;refresher=uac", "Require: timer"]],
    [{ ...timer, "Min-SE": "2000" }, { maximum: 1900 }, ["Session-Expires: 2000;refresher=uac", "Require: timer"]],
    [{}, {}, ["Session-Expires: 1800;refresher=uas"]],
    [{}, { refresher: "uac" }, ["Session-Expires: 1800;refresher=uas"]],
  ])("%j asks for none, and gets one where we want one with %j: %j [TMR-4028-9-g]", (headers, settings, lines) => {
    expect(linesFor(headers, { initiate: true, ...settings })).toEqual(lines);
  });

  test("no 2xx carries Min-SE [TMR-4028-5-a]", () => {
    const all = [
      linesFor({ ...timer, "Session-Expires": "400", "Min-SE": "300" }),
      linesFor(timer, { initiate: true }),
    ];

    expect(all.flat().join()).not.toContain("Min-SE");
  });
});

describe("RFC 4028 §11 values that would do harm", () => {
  test.each(["0", "-1", "soon", "", "1.5", "0x100"])(
    "%j is 400, where the caller knows timers [TMR-4028-11-a]",
    (text) => {
      expect(verdictOn({ ...timer, "Session-Expires": text })).toEqual({
        kind: "refuse",
        statusCode: 400,
        reasonPhrase: "Malformed Session-Expires header field",
      });
      expect(verdictOn({ "Session-Expires": text })).toEqual(NONE);
      expect(verdictOn({ "Session-Expires": text }, { initiate: true })).toEqual(NONE);
    },
  );

  test.each(["2147483648", "4294967295", "9".repeat(20)])("%s is lowered to 68 years [TMR-4028-11-a]", (text) => {
    expect(verdictOn({ ...timer, "Session-Expires": text })).toMatchObject({ interval: 2_147_483_647 });
  });
});

describe("RFC 4028 §7.4 what an INVITE or UPDATE of ours carries", () => {
  test.each<[Parameters<typeof refreshHeaders>[0], readonly string[]]>([
    [{ interval: 1800, minSE: undefined, weRefresh: true }, ["Session-Expires: 1800;refresher=uac"]],
    [{ interval: 1800, minSE: undefined, weRefresh: false }, ["Session-Expires: 1800;refresher=uas"]],
    [{ interval: 300, minSE: 500, weRefresh: true }, ["Session-Expires: 500;refresher=uac", "Min-SE: 500"]],
    [{ interval: 600, minSE: 500, weRefresh: true }, ["Session-Expires: 600;refresher=uac", "Min-SE: 500"]],
    [{ interval: 90, minSE: 20, weRefresh: true }, ["Session-Expires: 90;refresher=uac", "Min-SE: 90"]],
    [
      { interval: 90, minSE: 4_294_967_295, weRefresh: true },
      ["Session-Expires: 2147483647;refresher=uac", "Min-SE: 2147483647"],
    ],
  ])("%j is %j [TMR-4028-7.4-a] [TMR-4028-7.4-b] [TMR-4028-7.4-c] [TMR-4028-5-a]", (facts, lines) => {
    expect(refreshHeaders(facts)).toEqual(lines);
  });
});

describe("RFC 4028 §7.1 an INVITE or UPDATE of ours asks for a timer where none runs", () => {
  test.each<[number, number | undefined, readonly string[]]>([
    [1800, undefined, ["Session-Expires: 1800"]],
    [1800, 600, ["Session-Expires: 1800", "Min-SE: 600"]],
    [90, 600, ["Session-Expires: 600", "Min-SE: 600"]],
    [90, 1, ["Session-Expires: 90", "Min-SE: 90"]],
  ])(
    "an interval of %i with a Min-SE of %s seen before is %j [TMR-4028-7.4-a] [TMR-4028-5-a]",
    (interval, minSE, lines) => {
      expect(firstRequestHeaders(completeSessionTimers({ interval }), minSE)).toEqual(lines);
    },
  );

  test.each([
    [["X-A: 1", "Session-Expires: 90"], true],
    [["session-expires:90"], true],
    [["x: 90"], true],
    [["X \t: 90"], true],
    [["X-Session-Expires: 90"], false],
    [["Subject: Session-Expires: 90"], false],
    [[], false],
  ])("an application that has written %j has written Session-Expires: %s", (lines, written) => {
    expect(writesSessionExpires(lines)).toBe(written);
  });
});

describe("RFC 4028 §7.2 the peer's 2xx to an INVITE or UPDATE of ours", () => {
  const agreed = (headers: Headers, asked?: "uac" | "uas") =>
    agreedByPeer(
      responseOf(inviteText({ start: "SIP/2.0 200 OK", headers: { To: "<sip:b@c>;tag=1", ...headers } })),
      asked,
    );

  test.each<[string, "uac" | "uas" | undefined, object]>([
    ["600;refresher=uac", "uas", { interval: 600, weRefresh: true }],
    ["600;refresher=uas", "uac", { interval: 600, weRefresh: false }],
    ["600", "uac", { interval: 600, weRefresh: true }],
    ["600", "uas", { interval: 600, weRefresh: false }],
    ["600", undefined, { interval: 600, weRefresh: true }],
    ["4294967295;refresher=uac", "uac", { interval: 2_147_483_647, weRefresh: true }],
    ["1;refresher=uac", "uac", { interval: 90, weRefresh: true }],
  ])("%s, with %s asked for, agrees on %j [TMR-4028-9-j]", (text, asked, expected) => {
    expect(agreed({ "Session-Expires": text }, asked)).toEqual(expected);
  });

  test("without Session-Expires, or with one that nobody can read, there is no timer any more [TMR-4028-9-k]", () => {
    expect(agreed({})).toBeUndefined();
    expect(agreed({ "Session-Expires": "0" })).toBeUndefined();
  });
});
