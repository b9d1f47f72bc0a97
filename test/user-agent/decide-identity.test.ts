import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDate, secondsSinceEpoch } from "../../src/message/header/date.js";
import {
  decideIdentity,
  identitiesToVerify,
  type IdentityDecision,
  type IdentityOutcome,
} from "../../src/user-agent/decide-identity.js";
import { requestOf } from "./support.js";

const INFO = "info=<https://h/c.cer>";
const VERIFIED = { kind: "verified" };
const UNVERIFIED = { kind: "unverified" };
const REQUIRED = { required: true };

function withHeaders(headers: Readonly<Record<string, string>> = {}) {
  return requestOf("INVITE", { headers });
}

function codeOf(decision: IdentityDecision): string {
  return decision.kind === "refuse" ? `${decision.statusCode} ${decision.reasonPhrase}` : decision.kind;
}

describe("RFC 8224 §6.2 what a verifier has to look at", () => {
  test("each identity that can be read; one of an unknown kind counts for nothing [IDN-8224-6.2-a]", () => {
    const message = withHeaders({
      Identity: `..a;${INFO}, ..b;${INFO};ppt=foo, "old", ..c;${INFO};ppt="SHAKEN"`,
    });

    expect(identitiesToVerify(message).map(({ digest }) => digest)).toEqual(["..a"]);
    expect(identitiesToVerify(message, ["shaken"]).map(({ digest }) => digest)).toEqual(["..a", "..c"]);
  });

  test("with an unknown kind only there is nothing [IDN-8224-6.2-a]", () => {
    const message = withHeaders({ Identity: `..a;${INFO};ppt=foo` });
    const found = identitiesToVerify(message);

    expect(found).toEqual([]);
    expect(decideIdentity(message, [])).toEqual(UNVERIFIED);
  });
});

describe("RFC 8224 §6.2.2 what comes of it", () => {
  test("no identity that can be used: 428 where one is required, else an ordinary call [IDN-8224-6.2.2-a]", () => {
    expect(codeOf(decideIdentity(withHeaders(), [], REQUIRED))).toBe("428 Use Identity Header");
    expect(decideIdentity(withHeaders(), [])).toEqual(UNVERIFIED);
    expect(decideIdentity(withHeaders(), [], { refusesInvalid: true })).toEqual(UNVERIFIED);
  });

  test.each<[readonly IdentityOutcome[], string]>([
    [["unreachable"], "436 Bad Identity Info"],
    [["unreachable", "unreachable"], "436 Bad Identity Info"],
    [["untrusted"], "437 Unsupported Credential"],
    [["unreachable", "untrusted"], "437 Unsupported Credential"],
    [["invalid"], "438 Invalid Identity Header"],
    [["invalid", "unreachable", "untrusted"], "438 Invalid Identity Header"],
  ])("%j: %s where that is refused, else an ordinary call [IDN-8224-6.2.2-b]", (outcomes, refusal) => {
    expect(codeOf(decideIdentity(withHeaders(), outcomes, REQUIRED))).toBe(refusal);
    expect(codeOf(decideIdentity(withHeaders(), outcomes, { refusesInvalid: true }))).toBe(refusal);
    expect(decideIdentity(withHeaders(), outcomes)).toEqual(UNVERIFIED);
  });

  test.each<[readonly IdentityOutcome[]]>([
    [["valid"]],
    [["invalid", "valid"]],
    [["unreachable", "untrusted", "valid"]],
  ])("%j: one that is valid is enough [IDN-8224-6.2.1-a]", (outcomes) => {
    expect(decideIdentity(withHeaders(), outcomes, REQUIRED)).toEqual(VERIFIED);
  });
});

describe("RFC 8224 §6.2 the Date of what was signed", () => {
  const now = secondsSinceEpoch({ year: 2015, month: 5, day: 2, hour: 8, minute: 0, second: 0 });
  const policy = { maximumAge: 60, now };

  test.each([
    ["Sat, 02 May 2015 08:00:00 GMT", "verified"],
    ["Sat, 02 May 2015 07:59:00 GMT", "verified"],
    ["Sat, 02 May 2015 07:58:59 GMT", "403 Stale Date"],
    ["Sat, 02 May 2015 07:55:00 GMT", "403 Stale Date"],
    ["Sat, 02 May 2015 08:01:01 GMT", "403 Stale Date"],
    ["Sat, 02 May 2015 08:00:00 EST", "403 Stale Date"],
  ])("%s: %s [IDN-8224-6.2-b]", (date, decision) => {
    expect(codeOf(decideIdentity(withHeaders({ Date: date }), ["valid"], policy))).toBe(decision);
  });

  test("is not looked at where the policy does not ask, where there is none, and where nothing was signed [IDN-8224-6.2-b]", () => {
    const old = withHeaders({ Date: "Sat, 02 May 1998 08:00:00 GMT" });

    expect(decideIdentity(old, ["valid"])).toEqual(VERIFIED);
    expect(decideIdentity(withHeaders(), ["valid"], policy)).toEqual(VERIFIED);
    expect(decideIdentity(old, [], policy)).toEqual(UNVERIFIED);
  });

  test("seconds are counted as every clock does", () => {
    const range = { min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        const value = {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
        };

        expect(secondsSinceEpoch(value), formatDate(value)).toBe(Math.floor(date.getTime() / 1_000));
      }),
      { seed: 8224 },
    );
  });
});
