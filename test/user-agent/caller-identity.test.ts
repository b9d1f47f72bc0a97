import { describe, expect, test } from "vitest";
import { type CallerTrust, isAnonymous, readCallerIdentity } from "../../src/user-agent/caller-identity.js";
import { requestOf } from "./support.js";

const ASSERTED = '"Alice Smith" <sip:alice@example.org>';
const TRUSTED = { trusted: true };

function caller(headers: Readonly<Record<string, string>>, trust?: CallerTrust) {
  return readCallerIdentity(requestOf("INVITE", { headers }), trust);
}

describe("RFC 3325 §8 who calls", () => {
  test.each([[undefined], [{}], [{ trusted: false }]])(
    "a hop of which no more is known than %j: what it asserts is used in no way, and can be read all the same [PRV-3325-8-a]",
    (trust) => {
      const message = requestOf("INVITE", { headers: { "P-Asserted-Identity": ASSERTED } });
      const identity = readCallerIdentity(message, trust);

      expect(identity.assertedIdentity).toBeUndefined();
      expect(identity.assertedIdentities).toEqual([]);
      expect(identity.shown).toBe(message.from);
      expect(message.getHeader("P-Asserted-Identity")).toBe(ASSERTED);
    },
  );

  test("what a trusted hop asserts is told, and shown in the place of the From [PRV-3325-8-b]", () => {
    const { assertedIdentity, shown } = caller({ "P-Asserted-Identity": `${ASSERTED}, tel:+12015550123` }, TRUSTED);

    expect(assertedIdentity?.displayName).toBe("Alice Smith");
    expect(shown).toBe(assertedIdentity);
  });

  test("an address and a number are both told [PRV-3325-9.1-a]", () => {
    const { assertedIdentities } = caller({ "P-Asserted-Identity": `${ASSERTED}, <tel:+12015550123>` }, TRUSTED);

    expect(assertedIdentities.map(({ uri }) => uri.scheme)).toEqual(["sip", "tel"]);
  });

  test.each([
    ["<sip:a@h>, <sip:b@h>", "sip:a@h"],
    ["<sip:a@h>, nobody", "sip:a@h"],
    ["<http://h>", "http://h"],
    ["<sip:a@h>, <tel:+1>, <tel:+2>", "sip:a@h"],
  ])("%s is invalid: the first one counts only where the policy says so [PRV-3325-9.1-a]", (asserted, first) => {
    const headers = { "P-Asserted-Identity": asserted };

    expect(caller(headers, TRUSTED).assertedIdentity).toBeUndefined();
    expect(
      caller(headers, { trusted: true, acceptsInvalid: true }).assertedIdentities.map(({ uri }) => uri.toString()),
    ).toEqual([first]);
    expect(caller(headers, { acceptsInvalid: true }).assertedIdentity).toBeUndefined();
  });

  test.each([
    [undefined, false],
    ["none", false],
    ["critical", false],
    ["session", false],
    ["history", false],
    ["id", true],
    ["header;id", true],
    ["user", true],
    ["none;id", true],
    ['"', true],
  ])("with Privacy %s the asserted identity is to go no further: %s [PRV-3325-8-c]", (privacy, isWithheld) => {
    const headers = { "P-Asserted-Identity": ASSERTED, ...(privacy === undefined ? {} : { Privacy: privacy }) };
    const identity = caller(headers, TRUSTED);

    expect(identity.isWithheld).toBe(isWithheld);
    expect(identity.shown).toBe(isWithheld ? identity.from : identity.assertedIdentity);
  });

  test("who calls stands in the header fields, never in a signed token [IDN-8224-6.2.4-a]", () => {
    // {"orig":{"tn":"12025550199"}}
    const token = "eyJhbGciOiJFUzI1NiJ9.eyJvcmlnIjp7InRuIjoiMTIwMjU1NTAxOTkifX0.c2ln";
    const { shown, from } = caller({ Identity: `${token};info=<https://cert.example.org/c.cer>` }, TRUSTED);

    expect(shown).toBe(from);
    expect(shown.toString()).not.toContain("12025550199");
  });
});

describe("RFC 3323 §4.1 a caller that hides", () => {
  test.each([
    ['"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', true],
    ["<sip:Anonymous@example.org>;tag=1", true],
    ["<sip:x@ANONYMOUS.invalid>;tag=1", true],
    ["<sip:anonymous.invalid>;tag=1", true],
    ["<sip:x@a.anonymous.invalid>;tag=1", true],
    ['"Anonymous" <sip:alice@example.org>;tag=1', false],
    ["<sip:alice@notanonymous.invalid>;tag=1", false],
    ["<tel:+12015550123>;tag=1", false],
  ])("%s is anonymous: %s [PRV-3323-4.1-a]", (from, anonymous) => {
    const { isAnonymous: told, from: party } = caller({ From: from });

    expect([told, isAnonymous(party)]).toEqual([anonymous, anonymous]);
  });
});
