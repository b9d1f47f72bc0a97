import { describe, expect, test } from "vitest";
import { NameAddrHeader } from "../../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { AnswerMode, formatAnswerMode, PrivAnswerMode } from "../../../src/message/header/answer-mode.js";
import { Geolocation, GeolocationRouting } from "../../../src/message/header/geolocation.js";
import { formatPEarlyMedia, PEarlyMedia } from "../../../src/message/header/p-early-media.js";
import { read, request } from "../support.js";

describe("RFC 5373 §3 Answer-Mode and Priv-Answer-Mode", () => {
  test.each([
    ["Auto", { mode: "auto", required: false }],
    ["MANUAL;require", { mode: "manual", required: true }],
    ["Auto ; x=1 ; Require", { mode: "auto", required: true, parameters: { x: "1", require: null } }],
    ["Auto;require=no", { mode: "auto", required: true }],
    ["Later", { mode: "later", required: false }],
  ])("reads %j", (text, expected) => {
    for (const key of [AnswerMode, PrivAnswerMode]) expect(read(key, text)).toMatchObject(expected);
  });

  test.each(["", ";require", "Auto;", "Auto Manual", '"Auto"', "Auto,Manual", "Auto;require;require"])(
    "fails on %j",
    (text) => {
      for (const key of [AnswerMode, PrivAnswerMode]) expect(key.parse(text)).toBeInstanceOf(ParseFailure);
    },
  );

  test("two rows are none", () => {
    const invite = request({ lines: ["Answer-Mode: Auto", "answer-mode: Manual"] });

    expect(invite.first(AnswerMode)).toBeInstanceOf(ParseFailure);
  });

  test.each(["Auto", "Manual;require", "Auto;x=1"])("%s is written as it was read", (text) => {
    expect(formatAnswerMode(read(AnswerMode, text))).toBe(text);
  });

  test("what is no token is not written", () => {
    expect(() => formatAnswerMode({ mode: "a b", parameters: {} })).toThrow(TypeError);
  });
});

describe("RFC 6442 §4.1 Geolocation, RFC 6442 §4.2 Geolocation-Routing", () => {
  test("locations are URIs of any scheme in brackets", () => {
    const lines = ["Geolocation: <cid:target123@h>;x=1, <https://ls.example.org/a,b>", "Geolocation: <sips:3@h>"];
    const locations = request({ lines }).all(Geolocation);

    expect(locations.map((location) => location instanceof NameAddrHeader && location.uri.toString())).toEqual([
      "cid:target123@h",
      "https://ls.example.org/a,b",
      "sips:3@h",
    ]);
    for (const bad of ["", "cid:target123@h", "<>", "<cid:a"]) {
      expect(Geolocation.parse(bad), bad).toBeInstanceOf(ParseFailure);
    }
  });

  test.each([
    ["yes", true],
    ["YES", true],
    ["no", false],
    ["maybe", false],
    ["yes;x=1", true],
  ])("routing by it: %s is %s", (text, may) => {
    expect(read(GeolocationRouting, text)).toBe(may);
  });

  test.each(["", "yes no", '"yes"'])("routing fails on %j", (text) => {
    expect(GeolocationRouting.parse(text)).toBeInstanceOf(ParseFailure);
  });
});

describe("RFC 5009 §8 P-Early-Media", () => {
  test("is a list of words, in any case, which may be empty", () => {
    expect(request({ lines: ["P-Early-Media: SendRecv, gated", "p-early-media: foo"] }).all(PEarlyMedia)).toEqual([
      "sendrecv",
      "gated",
      "foo",
    ]);
    expect(request({ lines: ["P-Early-Media:"] }).all(PEarlyMedia)).toEqual([]);
    expect(PEarlyMedia.parse("a b")).toBeInstanceOf(ParseFailure);
    expect(PEarlyMedia.parse("")).toBeInstanceOf(ParseFailure);
  });

  test("is written as a list", () => {
    expect(formatPEarlyMedia(["sendonly", "gated"])).toBe("sendonly, gated");
    expect(() => formatPEarlyMedia(["send only"])).toThrow(TypeError);
  });
});
