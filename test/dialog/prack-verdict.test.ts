import { describe, expect, test } from "vitest";
import { judgePrack, type PrackContext } from "../../src/dialog/prack-verdict.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";

const rack = { rseq: 7, sequence: 1001, method: "INVITE" };

const matching: PrackContext = {
  applicationPracks: false,
  rack,
  matches: (numbers) => numbers === rack,
  ended: false,
  described: false,
  exchange: "Stable",
  carrier: undefined,
};

describe("RFC 3262 §3, §5 what a PRACK is", () => {
  test.each<readonly [string, Partial<PrackContext>]>([
    ["our answer, and it offers nothing [OAM-P-03]", {}],
    ["our answer, and it makes a new offer [OAM-P-04]", { described: true }],
    ["our offer, and it answers [OAM-P-01]", { described: true, exchange: "Local", carrier: "1xx" }],
    ["our offer, and it does not answer [OAM-P-02]", { exchange: "Local", carrier: "1xx" }],
    ["a bare 1xx, while the offer of the INVITE is open [OAM-P-07]", { exchange: "Remote", carrier: "INVITE" }],
    [
      "RFC 6337 §4.3: our answer, and its offer crosses ours in an UPDATE [OAM-P-10]",
      { described: true, exchange: "Local", carrier: "UPDATE" },
    ],
  ])("acknowledges %s", (_what, facts) => {
    expect(judgePrack({ ...matching, ...facts })).toEqual({ kind: "matched" });
  });

  test.each<readonly [string, Partial<PrackContext>]>([
    ["the offer of the INVITE is open [OAM-P-06]", { exchange: "Remote", carrier: "INVITE" }],
    ["an offer in an UPDATE is open", { exchange: "Remote", carrier: "UPDATE" }],
    ["an offer of ours is owed", { exchange: "OweOffer" }],
  ])("is refused 488 with an offer while %s", (_what, facts) => {
    expect(judgePrack({ ...matching, described: true, ...facts })).toEqual({ kind: "reject", statusCode: 488 });
  });

  test("is late after the final response, whatever it carries [OAM-P-11]", () => {
    expect(judgePrack({ ...matching, ended: true, described: true, exchange: "Closed" })).toEqual({ kind: "late" });
  });

  test("is unmatched with other numbers, before anything else is looked at [REL-3262-3-n]", () => {
    const stranger = { ...matching, rack: { ...rack, rseq: 8 }, described: true, exchange: "OweOffer" } as const;

    expect(judgePrack(stranger)).toEqual({ kind: "reject", statusCode: 481 });
  });

  test.each([
    ["none", undefined, "Missing RAck header field"],
    ["an unreadable one", new ParseFailure("number", 0), "Malformed RAck header field"],
  ])("RFC 3262 §7.2: with %s in the place of RAck is answered 400 [REL-3262-7.2-a]", (_what, value, reasonPhrase) => {
    expect(judgePrack({ ...matching, rack: value })).toEqual({ kind: "reject", statusCode: 400, reasonPhrase });
  });

  test("is the application's where it keeps the numbers", () => {
    expect(judgePrack({ ...matching, rack: undefined, applicationPracks: true })).toEqual({ kind: "application" });
  });
});
