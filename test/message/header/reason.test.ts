import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { formatReason, Reason, type ReasonValue, reasonText } from "../../../src/message/header/reason.js";
import { lineTexts, tokens } from "../generators.js";
import { read, request } from "../support.js";

function reasonsOf(...lines: string[]): (ReasonValue | ParseFailure)[] {
  return request({ lines: lines.map((value) => `Reason: ${value}`) }).all(Reason);
}

describe("RFC 3326 §2 Reason", () => {
  test.each([
    ["SIP;cause=200", { protocol: "SIP", cause: 200, text: undefined }],
    ["sip ;cause=600 ;text=x", { protocol: "SIP", cause: 600, text: "x" }],
    ['SIP ;cause=200 ;text="Call completed elsewhere"', { cause: 200, text: "Call completed elsewhere" }],
    ['q.850;cause=16;text="Terminated"', { protocol: "Q.850", cause: 16, text: "Terminated" }],
    ["SIP", { protocol: "SIP", cause: undefined, text: undefined }],
    ["Foo;bar", { protocol: "Foo", cause: undefined, parameters: { bar: null } }],
    ["Preemption ;cause=1 ;text=UA", { protocol: "Preemption", cause: 1, text: "UA" }],
    ["SIP;text;cause", { cause: undefined, text: undefined, parameters: { text: null, cause: null } }],
    ["SIP;cause=many", { cause: undefined, parameters: { cause: "many" } }],
    ["SIP;cause=-200", { cause: undefined }],
    ["SIP;cause=99999999999999999999", { cause: undefined }],
    ["SIP;CAUSE=0487", { cause: 487 }],
    ['SIP;cause="200"', { cause: 200 }],
    ['SIP;text="a, b; c <d>"', { text: "a, b; c <d>" }],
  ])("reads %j [RSN-3326-2-b] [RSN-3326-2-d] [RSN-3326-3.4-a]", (text, expected) => {
    expect(read(Reason, text)).toMatchObject(expected);
  });

  test.each([
    "",
    ";cause=200",
    "SIP cause=200",
    "SIP;cause=200;cause=487",
    'SIP;text="a',
    'SIP;text="a"b',
    "SIP;text=Call completed elsewhere",
    "SIP;",
    "SIP;;cause=1",
    '"SIP";cause=200',
    "SIP;cause=",
  ])("fails on %j", (text) => {
    expect(Reason.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test("a list and further rows are one list in their order, with quoted pairs decoded [RSN-3326-2-b]", () => {
    const reasons = reasonsOf('SIP;cause=200;text="a\\"b", Q.850;cause=16', "Foo;cause=1");

    expect(reasons).toMatchObject([
      { protocol: "SIP", cause: 200, text: 'a"b' },
      { protocol: "Q.850", cause: 16 },
      { protocol: "Foo", cause: 1 },
    ]);
  });

  test("several values of one protocol are all kept [RSN-9366-2-a]", () => {
    expect(reasonsOf("STIR;cause=436, STIR;cause=437", "SIP;cause=200", "SIP;cause=600")).toMatchObject([
      { cause: 436 },
      { cause: 437 },
      { cause: 200 },
      { cause: 600 },
    ]);
  });

  test("what cannot be read leaves the others readable", () => {
    const [first, second] = reasonsOf("SIP;;x, Q.850;cause=17");

    expect(first).toBeInstanceOf(ParseFailure);
    expect(second).toMatchObject({ protocol: "Q.850", cause: 17 });
  });

  test.each([
    ["BYE sip:bob@192.0.2.4 SIP/2.0", "1002 BYE"],
    ["CANCEL sip:bob@192.0.2.4 SIP/2.0", "1001 CANCEL"],
  ])("is read in %s [RSN-3326-2-a]", (start, CSeq) => {
    expect(request({ start, headers: { CSeq }, lines: ["Reason: SIP;cause=487"] }).first(Reason)).toMatchObject({
      cause: 487,
    });
  });

  test("a folded one is read", () => {
    expect(reasonsOf('SIP\r\n ;cause=200\r\n ;text="Call\r\n  elsewhere"')).toMatchObject([{ text: "Call elsewhere" }]);
  });

  test("a parameter named after what every object has is only a parameter", () => {
    expect(Object.entries(read(Reason, "SIP;__proto__=1;constructor").parameters)).toEqual([
      ["__proto__", "1"],
      ["constructor", null],
    ]);
  });

  test("more parameters than may be are refused", () => {
    const many = `SIP${Array.from({ length: 65 }, (_, i) => `;p${i}`).join("")}`;

    expect(Reason.parse(many, 64)).toBeInstanceOf(ParseFailure);
    expect(request({ lines: [`Reason: ${many}`] }).first(Reason)).toBeInstanceOf(ParseFailure);
  });
});

describe("RFC 8606 §4 location", () => {
  test("is kept with Q.850 and dropped with every other protocol [RSN-8606-4-a]", () => {
    expect(read(Reason, "Q.850;cause=1;location=LN").parameters).toEqual({ cause: "1", location: "LN" });
    expect(read(Reason, "SIP;cause=404;location=LN").parameters).toEqual({ cause: "404" });
    expect(read(Reason, "Foo;location=LN").parameters).toEqual({});
  });

  test("is written with Q.850 and refused with every other protocol [RSN-8606-4-a]", () => {
    const parameters = { location: "LN" };

    expect(formatReason([{ protocol: "Q.850", cause: 1, parameters }])).toBe("Q.850;cause=1;location=LN");
    expect(() => formatReason([{ protocol: "SIP", cause: 404, parameters }])).toThrow(TypeError);
  });
});

describe("what is written", () => {
  test("has protocol, cause, text and other parameters in this order", () => {
    expect(
      formatReason([
        { protocol: "sip", cause: 408, text: "ACK timeout" },
        { protocol: "q.850", cause: 102, parameters: { cause: "16", text: "old", "x-by": "us", flag: null } },
        { protocol: "Foo" },
      ]),
    ).toBe('SIP;cause=408;text="ACK timeout", Q.850;cause=102;x-by=us;flag, Foo');
  });

  test.each([[["SIP", "sip"]], [["Q.850", "SIP", "q.850"]]])(
    "%j: two values of a protocol that does not say what that means are refused [RSN-3326-2-c]",
    (protocols) => {
      expect(() => formatReason(protocols.map((protocol) => ({ protocol })))).toThrow(
        /^cannot write Reason: two values of /,
      );
    },
  );

  test("two values of another protocol are written [RSN-3326-2-c]", () => {
    expect(
      formatReason([
        { protocol: "STIR", cause: 436 },
        { protocol: "STIR", cause: 437 },
      ]),
    ).toBe("STIR;cause=436, STIR;cause=437");
  });

  test.each([
    { protocol: "SIP", text: "a\r\nX: y" },
    { protocol: "SIP", text: "a\0" },
    { protocol: "S IP" },
    { protocol: "" },
    { protocol: "SIP", cause: 1.5 },
    { protocol: "SIP", cause: -1 },
    { protocol: "SIP", cause: Number.NaN },
    { protocol: "SIP", parameters: { "a b": "c" } },
    { protocol: "SIP", parameters: { a: "\n" } },
  ])("%j is refused", (value) => {
    expect(() => formatReason([value])).toThrow(TypeError);
  });

  test("is read back as it was meant", () => {
    const values = fc.record({
      protocol: fc.oneof(fc.constantFrom("SIP", "Q.850"), tokens),
      cause: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
      text: fc.option(lineTexts, { nil: undefined }),
    });
    fc.assert(
      fc.property(values, (value) => {
        const again = read(Reason, formatReason([value]));

        expect([again.protocol.toUpperCase(), again.cause, again.text]).toEqual([
          value.protocol.toUpperCase(),
          value.cause,
          value.text,
        ]);
        expect(formatReason([again])).toBe(formatReason([value]));
      }),
      { seed: 3326 },
    );
  });
});

describe("the text that may be shown", () => {
  test.each([
    ["Busy", "Busy"],
    ["x".repeat(10_000), "x".repeat(256)],
    [`${"x".repeat(255)}😀`, "x".repeat(255)],
    ["a\u0007b\u001b[31m\u202ec", "a b [31m c"],
    ["", ""],
    [undefined, undefined],
  ])("of %.20j is short and harmless [RSN-3326-2-e]", (text, shown) => {
    expect(reasonText({ text })).toBe(shown);
  });

  test("is as long as the application wants [RSN-3326-2-e]", () => {
    expect(reasonText(read(Reason, 'SIP;text="Call completed elsewhere"'), 4)).toBe("Call");
  });
});
