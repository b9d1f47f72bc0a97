import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerTo, deskOf, told } from "./support.js";

const NAMES = [
  "username",
  "username*",
  "realm",
  "nonce",
  "uri",
  "response",
  "algorithm",
  "qop",
  "nc",
  "cnonce",
  "userhash",
];
const TEXTS = [
  '""',
  '"',
  "\\",
  ",",
  "=",
  "Digest",
  "Basic",
  "UTF-8''%C3",
  "sip:",
  "00000001",
  "__proto__",
  "\0",
  "é",
  "\u{1F600}",
];

/** Something that may stand in the place of a value. */
const value = fc.oneof(fc.constantFrom(...TEXTS), fc.string(), fc.string({ unit: "binary" }));
const header = fc.string({
  unit: fc.oneof(fc.constantFrom(...NAMES, ...TEXTS, " "), fc.string({ maxLength: 3 })),
  maxLength: 40,
});

/** What cannot be in one line of a message cannot come in. */
function asOneLine(text: string): string {
  return text.replace(/[\r\n]/g, " ").trim();
}

describe("RFC 7616 §3.4 whatever stands in Authorization", () => {
  const desk = deskOf({
    qop: ["auth", "auth-int"],
    allowLegacy: true,
    findUser: () => undefined,
    failureLimit: { failures: 9, interval: 1 },
  });

  test("has an answer, and lets nobody in", () => {
    fc.assert(
      fc.property(header, (text) => {
        expect(told(desk.asks(asOneLine(text)))).toMatch(/^(challenge 401|refuse 40[03]) /);
      }),
      { seed: 7616, numRuns: 2_000 },
    );
  });

  test("with one part of good credentials changed, has an answer, and lets in whom it named before or nobody", () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom(...NAMES), value), ([name, text]) => {
        const changed = answerTo(desk.challenge(), { with: { [name]: asOneLine(text) } });

        expect(told(desk.asks(changed))).toMatch(/^(authenticated alice$|challenge 401 |refuse 40[03] )/);
      }),
      { seed: 8760, numRuns: 2_000 },
    );
  });

  test("with a character changed anywhere, never lets in another user", () => {
    const good = answerTo(desk.challenge());

    const results = Array.from(good, (_, at) => told(desk.asks(`${good.slice(0, at)}~${good.slice(at + 1)}`)));

    expect(results.filter((result) => /^authenticated (?!alice$)/.test(result))).toEqual([]);
  });
});
