import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { type Difference, failure, inviteText, octetsOf, requestOf } from "./support.js";

const lenient = { lenient: true };

/** A message that only lenient reading takes. */
function mended(difference: Difference): IncomingRequestMessage {
  const data = inviteText(difference);
  failure(data);
  return requestOf(data, lenient);
}

/** Whether lenient reading says of a message just what strict reading says: nothing of it is mended. */
function isRefusedAlike(data: string | Uint8Array): boolean {
  expect(failure(data, lenient)).toEqual(failure(data));
  return true;
}

describe("RFC 4475 §3.1.2.7, §3.1.2.8, §3.1.2.9, §3.1.2.10, §3.1.2.11 a request line is mended", () => {
  test.each([
    ["more than one blank", "INVITE   sip:bob@192.0.2.4  SIP/2.0", "sip:bob@192.0.2.4"],
    ["a tab", "INVITE\tsip:bob@192.0.2.4 \t SIP/2.0", "sip:bob@192.0.2.4"],
    ["white space behind it", "INVITE sip:bob@192.0.2.4 SIP/2.0 \t ", "sip:bob@192.0.2.4"],
    ["white space behind a semicolon", "INVITE sip:bob@192.0.2.4;  lr SIP/2.0", "sip:bob@192.0.2.4;lr"],
    ["white space before a semicolon", "INVITE sip:bob@192.0.2.4 ;lr ; a=b SIP/2.0", "sip:bob@192.0.2.4;lr;a=b"],
    ["brackets", "INVITE <sip:bob@192.0.2.4> SIP/2.0", "sip:bob@192.0.2.4"],
    ["headers", "INVITE sip:bob@192.0.2.4;lr?Route=%3Csip:x%3E&a= SIP/2.0", "sip:bob@192.0.2.4;lr"],
    ["all of it at once", "INVITE  <sip:bob@192.0.2.4; lr?Subject=x>  SIP/2.0 ", "sip:bob@192.0.2.4;lr"],
    ["a question mark in the user part", "INVITE  sip:b?ob@192.0.2.4 SIP/2.0", "sip:b?ob@192.0.2.4"],
  ])("%s: %j [TOR-4475-3-h]", (_what, start, requestUri) => {
    const message = mended({ start });

    expect(message).toMatchObject({ method: "INVITE", requestUri });
    expect(message.data).toBe(inviteText({ start: `INVITE ${requestUri} SIP/2.0` }));
  });

  test.each([
    ["white space before the method", " INVITE sip:bob@192.0.2.4 SIP/2.0"],
    ["white space within the Request-URI", "INVITE sip:bob @192.0.2.4 SIP/2.0"],
    ["white space beside a bracket", "INVITE < sip:bob@192.0.2.4> SIP/2.0"],
    ["half of the brackets", "INVITE <sip:bob@192.0.2.4 SIP/2.0"],
    ["two pairs of brackets", "INVITE <<sip:bob@192.0.2.4>> SIP/2.0"],
    ["headers that cannot be read", "INVITE sip:bob@192.0.2.4?a@b=c SIP/2.0"],
    ["nothing but headers", "INVITE sip:?a=b SIP/2.0"],
    ["no Request-URI", "INVITE  SIP/2.0"],
    ["no version", "INVITE  sip:bob@192.0.2.4"],
    ["a version of another time", "INVITE  sip:bob@192.0.2.4 SIP/7.0"],
    ["a line that breaks off with a CR", "INVITE  sip:bob@192.0.2.4 SIP/2.0\r"],
    ["a fold", "INVITE sip:bob@192.0.2.4;\r\n lr SIP/2.0"],
    ["white space of other scripts", "INVITE\u00a0sip:bob@192.0.2.4\u2003SIP/2.0"],
  ])("%s is left as it is, and refused as ever: %j [TOR-4475-3-h]", (_what, start) => {
    expect(isRefusedAlike(inviteText({ start }))).toBe(true);
  });
});

describe("RFC 4475 §3.1.2.6, §3.1.2.14, §3.1.2.15 From and To are mended", () => {
  test.each([
    ["a quote that does not end", '"Mr. J. <sip:j@example.com>;tag=1', '"Mr. J." <sip:j@example.com>;tag=1', "Mr. J."],
    [
      "a comma without quotes",
      "Bell, A. <sip:a@example.com>;tag=1",
      '"Bell, A." <sip:a@example.com>;tag=1',
      "Bell, A.",
    ],
    ["a backslash without quotes", "a\\b <sip:a@example.com>", '"a\\\\b" <sip:a@example.com>', "a\\b"],
    ["white space in brackets", "Bob < \tsip:b@example.com  >;tag=1", "Bob <sip:b@example.com>;tag=1", "Bob"],
    ["white space behind a quoted <", '"a < b" < sip:b@example.com >', '"a < b" <sip:b@example.com>', "a < b"],
    ["an address as the name", "b@a.org <sip:b@a.org>", '"b@a.org" <sip:b@a.org>', "b@a.org"],
    ["two defects at once", '"Bob < sip:b@example.com >', '"Bob" <sip:b@example.com>', "Bob"],
    ["a fold", "Bell,\r\n  A.\r\n\t<sip:a@a.org>", '"Bell, A." <sip:a@a.org>', "Bell, A."],
    ["a letter beyond ASCII", "Müller, B. <sip:b@a.org>", '"Müller, B." <sip:b@a.org>', "Müller, B."],
  ])("%s: %j [TOR-4475-3-h]", (_what, value, header, displayName) => {
    const { from, to, mended: wrong } = mended({ headers: { From: value, To: value } });

    expect([from.displayName, to.displayName]).toEqual([displayName, displayName]);
    expect(mended({ headers: { From: value } }).getHeader("From")).toBe(header);
    expect(wrong).toMatchObject({ code: "to-unreadable", header: "To" });
  });

  test("by any of their names [TOR-4475-3-h]", () => {
    const headers = { From: undefined, To: undefined };
    const { from, to } = mended({ headers, lines: ["f : A, B <sip:a@b>;tag=1", "T:C, D <sip:c@d>"] });

    expect([from.displayName, to.displayName]).toEqual(["A, B", "C, D"]);
  });

  test("and nothing else: a value that can be read, and every other header, stays to the letter [TOR-4475-3-h]", () => {
    const headers = { From: '"A"  <sip:a@b> ; tag=1', To: "A, B <sip:a@b>" };
    const lines = ["Contact: A, B <sip:a@b>", "Reply-To: < sip:a@b >", "X:  a\r\n  b"];

    expect(mended({ headers, lines }).data).toBe(
      inviteText({ headers: { ...headers, To: '"A, B" <sip:a@b>' }, lines }),
    );
  });

  test.each([
    ["no address", '"Mr. J. sip:j@example.com'],
    ["no end of the address", "Bell, A. <sip:a@example.com"],
    ["a quote within the name", 'Bell "A." <sip:a@example.com>'],
    ["two addresses", "A, B <sip:a@b>, C <sip:c@d>"],
    ["a control character in the name", "Bell,\u0007 A. <sip:a@example.com>"],
    ["a NUL in a quote that does not end", '"Bell\0 <sip:a@example.com>'],
    ["an address that is none", '"Bell" <bell>'],
    ["white space within the address", '"Bell" <sip:a @example.com>'],
    ["a quote that ends in a parameter", '"A <sip:a@b>;x="y"'],
  ])("what has %s is refused as ever: %j [TOR-4475-3-h]", (_what, To) => {
    expect(isRefusedAlike(inviteText({ headers: { To } }))).toBe(true);
  });
});

describe("RFC 3261 §8.1.1.7 a branch that is only the cookie", () => {
  test("is a branch as RFC 2543 had it [TOR-4475-3-h] [MSG-4475-d]", () => {
    const message = mended({ headers: { Via: "SIP/2.0/UDP 192.0.2.1;branch=Z9hG4bK" } });

    expect(message.viaBranch).toBe("Z9hG4bK");
    expect(message.mended).toMatchObject({ code: "via-branch", header: "Via" });
  });
});

describe("what lenient reading leaves alone", () => {
  test("a message in order has nothing that was mended [TOR-4475-3-h]", () => {
    expect(requestOf(inviteText(), lenient).mended).toBeUndefined();
  });

  test("of what was mended the failure is kept, but not the message as it was read first [TOR-4475-3-h]", () => {
    const start = "INVITE  sip:bob@192.0.2.4 SIP/2.0";
    const data = inviteText({ start });
    const { request: first, code, expected, offset } = failure(data);

    expect(first).toBeDefined();
    expect(requestOf(data, lenient).mended).toMatchObject({ code, expected, offset, request: undefined });
  });

  test("without the option nothing is mended [TOR-4475-3-h]", () => {
    const data = inviteText({ start: "INVITE  sip:bob@192.0.2.4 SIP/2.0" });

    expect(parseMessage(data, {})).toBeInstanceOf(ParseFailure);
    expect(parseMessage(data, { lenient: false })).toBeInstanceOf(ParseFailure);
  });

  // Each has a start line that would be mended, were this not wrong too.
  test.each<[string, Difference]>([
    ["a body that is too short", { headers: { "Content-Length": "9999" } }],
    ["a length that is no number", { headers: { "Content-Length": "-999" } }],
    ["two lengths", { lines: ["Content-Length: 1", "Content-Length: 0"] }],
    ["a bare LF", { lines: ["X: a\nY: b"] }],
    ["a bare CR", { lines: ["X: a\rY: b"] }],
    ["a line that is no header field", { lines: ["nonsense"] }],
    ["two To", { lines: ["To: Bell, A. <sip:a@b>"] }],
    ["no CSeq", { headers: { CSeq: undefined } }],
    ["a method in CSeq that is another", { headers: { CSeq: "1 BYE" } }],
    ["a Via that cannot be read", { headers: { Via: "SIP/2.0/UDP" } }],
  ])("%s: the first failure stands [TOR-4475-3-h]", (_what, difference) => {
    const start = "INVITE  sip:bob@192.0.2.4 SIP/2.0";

    expect(failure(inviteText({ start })).code).toBe("start-line");
    expect(isRefusedAlike(inviteText({ ...difference, start }))).toBe(true);
  });

  test("on a stream a message without Content-Length stays one [TOR-4475-3-h]", () => {
    const data = inviteText({ start: "INVITE  sip:bob@192.0.2.4 SIP/2.0" });

    expect(failure(data, { ...lenient, stream: true })).toEqual(failure(data, { stream: true }));
  });

  test("no limit is widened: what is too long once it is mended is refused as it came [TOR-4475-3-h]", () => {
    // Two quotes more than it came with.
    const To = `Bell, ${"A".repeat(100)} <sip:a@b>`;
    const data = inviteText({ headers: { To } });
    const limits = { line: `To: ${To}`.length };

    expect(requestOf(data, { ...lenient, limits: { line: limits.line + 2 } }).mended).toBeDefined();
    expect(failure(data, { ...lenient, limits })).toEqual(failure(data, { limits }));
    expect(failure(data, { limits }).code).toBe("to-unreadable");
  });

  test("a status line is not mended; the To of a response is [TOR-4475-3-h]", () => {
    const To = "Bell, A. <sip:a@b>";
    const response = parseMessage(inviteText({ start: "SIP/2.0 200 Very  well", headers: { To } }), lenient);

    expect(response).toBeInstanceOf(IncomingResponseMessage);
    expect(response).toMatchObject({ reasonPhrase: "Very  well", mended: { code: "to-unreadable" } });
    expect(isRefusedAlike(inviteText({ start: "SIP/2.0  200 OK" }))).toBe(true);
  });

  test("empty lines before the message are skipped as ever [TOR-4475-3-h]", () => {
    expect(requestOf(`\r\n\r\n${inviteText({ start: "INVITE  sip:b@b SIP/2.0" })}`, lenient).requestUri).toBe(
      "sip:b@b",
    );
  });
});

describe("RFC 3261 §7.4 the body of a message that was mended", () => {
  const head = inviteText({
    start: "INVITE  sip:bob@192.0.2.4 SIP/2.0",
    lines: ["Content-Length: 6"],
  });
  const noUtf8 = Uint8Array.of(0xff, 0x00, 0xfe, 0x0d, 0x0a, 0x80);

  test.each([
    ["UTF-8", octetsOf(head), octetsOf("äöü")],
    ["not UTF-8", octetsOf(head), noUtf8],
    ["not UTF-8, and so is the head", new Uint8Array(Buffer.from(head.replace("Bob", "B\xf6b"), "latin1")), noUtf8],
  ])("is %s: its octets stay what they were [TOR-4475-3-h]", (_what, headOctets, body) => {
    const message = requestOf(new Uint8Array([...headOctets, ...body, 0x41]), lenient);

    expect(message.mended).toBeDefined();
    expect(message.bodyBytes).toEqual(body);
    expect(message.octetText).toBe(headOctets.includes(0xf6));
    expect(message.to.displayName).toBe(message.octetText ? "B\xf6b" : "Bob");
  });

  test("is not mended, whatever it looks like [TOR-4475-3-h]", () => {
    const body = "To: Bell, A. <sip:a@b>\r\n\r\nFrom: < sip:a@b >\r\n";

    expect(requestOf(inviteText({ start: "INVITE  sip:b@b SIP/2.0", body }), lenient).body).toBe(body);
  });
});
