import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { formatDialogReference, Join, Replaces } from "../../../src/message/header/replaces.js";
import { callIds, tokens } from "../generators.js";
import { read, request } from "../support.js";

describe("RFC 3891 §6.1 Replaces, RFC 3911 §7.1 Join", () => {
  const example = { callId: "98732@sip.example.com", toTag: "r33th4x0r", fromTag: "ff87ff", earlyOnly: false };

  test.each([
    ["98732@sip.example.com\r\n  ;from-tag=r33th4x0r\r\n  ;to-tag=ff87ff", { toTag: "ff87ff", fromTag: "r33th4x0r" }],
    ["12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only", { callId: "12adf2f34456gs5", earlyOnly: true }],
    ["87134@192.0.2.23 ; to-tag = 24796 ; from-tag = 0", { toTag: "24796", fromTag: "0" }],
    ["a;TO-TAG=A;From-Tag=b;x=y;z", { callId: "a", toTag: "A", fromTag: "b" }],
    ['%Z(<]{"x@word/[;to-tag=1;from-tag=2', { callId: '%Z(<]{"x@word/[' }],
    ["a;to-tag=1;from-tag=2;early-only=yes", { earlyOnly: true }],
  ])("reads %j [RPL-3891-6.1-a]", (text, expected) => {
    expect(request({ lines: [`Replaces: ${text}`] }).first(Replaces)).toMatchObject(expected);
  });

  test("the Call-ID and the tags are as they were written, to the octet [RPL-3891-3-a]", () => {
    expect(read(Replaces, "AbC@X;to-tag=aB;from-tag=Cd")).toEqual({
      callId: "AbC@X",
      toTag: "aB",
      fromTag: "Cd",
      earlyOnly: false,
    });
  });

  test.each([
    ["no tag", "98732@sip.example.com"],
    ["no to-tag", "98732@sip.example.com;from-tag=1"],
    ["no from-tag", "98732@sip.example.com;to-tag=1"],
    ["a tag without a value", "98732@sip.example.com;to-tag;from-tag=1"],
    ["an empty tag", "98732@sip.example.com;to-tag=;from-tag=1"],
    ["a quoted tag", '98732@sip.example.com;to-tag="1";from-tag=1'],
    ["a tag that is no token", "98732@sip.example.com;to-tag=[::1];from-tag=1"],
    ["two to-tags", "98732@sip.example.com;to-tag=1;to-tag=2;from-tag=1"],
    ["two equal from-tags", "98732@sip.example.com;to-tag=1;from-tag=1;From-Tag=1"],
    ["no Call-ID", ";to-tag=1;from-tag=2"],
    ["half a Call-ID", "98732@;to-tag=1;from-tag=2"],
    ["two hosts", "a@b@c;to-tag=1;from-tag=2"],
    ["two values", "a;to-tag=1;from-tag=2, b;to-tag=1;from-tag=2"],
    ["nothing", ""],
    ["something behind", "a;to-tag=1;from-tag=2 b"],
  ])("with %s neither can be read [RPL-3891-6.1-a] [RPL-3891-3-b] [JOI-3911-4-a]", (_, text) => {
    expect(Replaces.parse(text)).toBeInstanceOf(ParseFailure);
    expect(Join.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test.each([Replaces, Join])("two rows cannot be read either [RPL-3891-3-b] [JOI-3911-4-a]", (key) => {
    const name = key === Join ? "Join" : "Replaces";
    const lines = [`${name}: a;to-tag=1;from-tag=2`, `${name}: a;to-tag=1;from-tag=2`];

    expect(request({ lines }).first(key)).toBeInstanceOf(ParseFailure);
  });

  test("a Join has no early-only: it is a parameter like any other", () => {
    expect(read(Join, "98732@sip.example.com;early-only;to-tag=r33th4x0r;from-tag=ff87ff")).toEqual(example);
  });

  test("what is written is what was read", () => {
    const values = fc.record({ callId: callIds, toTag: tokens, fromTag: tokens, earlyOnly: fc.boolean() });
    fc.assert(
      fc.property(values, (value) => {
        expect(read(Replaces, formatDialogReference(value))).toEqual(value);
        expect(read(Join, formatDialogReference(value))).toEqual({ ...value, earlyOnly: false });
      }),
      { seed: 3891 },
    );
  });
});
