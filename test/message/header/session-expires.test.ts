import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { formatSessionExpires, SessionExpires } from "../../../src/message/header/session-expires.js";
import { read, request } from "../support.js";

describe("RFC 4028 §4 Session-Expires", () => {
  test.each([
    ["1800", { interval: 1_800, refresher: undefined }],
    ["90;refresher=uas", { interval: 90, refresher: "uas" }],
    ["86400;foo=bar;refresher=uac", { interval: 86_400, refresher: "uac" }],
    ["3600 ; Refresher = UAC", { interval: 3_600, refresher: "uac" }],
    ['3600;refresher="uas"', { interval: 3_600, refresher: "uas" }],
    ["60;refresher=me", { interval: 60, refresher: undefined }],
    ["60;refresher", { interval: 60, refresher: undefined }],
    ["0001800", { interval: 1_800, refresher: undefined }],
  ])("reads %j [TMR-4028-4-a]", (text, expected) => {
    expect(read(SessionExpires, text)).toEqual(expected);
  });

  test.each(["Session-Expires", "x", "X", "session-expires"])("is found as %s [TMR-4028-4-a]", (name) => {
    const invite = request({ lines: [`${name}: 86400;foo=bar;refresher=uac`] });

    expect(invite.first(SessionExpires)).toEqual({ interval: 86_400, refresher: "uac" });
  });

  test("two of them are none", () => {
    expect(request({ lines: ["Session-Expires: 90", "x: 1800"] }).first(SessionExpires)).toBeInstanceOf(ParseFailure);
  });
});

describe("RFC 4028 §11 values that would do harm", () => {
  test.each(["2147483647", "2147483648", "4294967295", "9".repeat(400)])(
    "%.12s is read as the longest a timer can be [TMR-4028-11-a]",
    (text) => {
      expect(read(SessionExpires, text).interval).toBe(0x7fff_ffff);
    },
  );

  test.each([
    "",
    "0",
    "000",
    "-90",
    "+90",
    "90.5",
    "1e3",
    "0x5a",
    "soon",
    "90 90",
    "90;refresher=uac;refresher=uas",
    "90;",
    ";refresher=uac",
  ])("%j cannot be read [TMR-4028-11-a]", (text) => {
    expect(SessionExpires.parse(text)).toBeInstanceOf(ParseFailure);
  });
});

test("what is written is what was read", () => {
  const values = fc.record({
    interval: fc.integer({ min: 1, max: 0x7fff_ffff }),
    refresher: fc.constantFrom("uac", "uas", undefined),
  });
  fc.assert(
    fc.property(values, (value) => {
      expect(read(SessionExpires, formatSessionExpires(value))).toEqual(value);
    }),
    { seed: 4028 },
  );
});
