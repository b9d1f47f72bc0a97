import { describe, expect, test } from "vitest";
import { ackForFailure } from "../../src/message/ack-for-failure.js";
import { cancelFor } from "../../src/message/cancel-for.js";
import { fromOctetText } from "../../src/message/octet-text.js";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { constructOutgoingResponse, type ResponseOptions } from "../../src/message/outgoing-response.js";
import { ownedText } from "../../src/message/owned-text.js";
import { getReasonPhrase } from "../../src/message/reason-phrases.js";
import { failure, inviteText, request, requestOf, responseOf } from "./support.js";

const sdp = { contentDisposition: "session", contentType: "application/sdp", content: "v=0\r\n" };

function response(options: ResponseOptions, message = request()): string {
  return constructOutgoingResponse(message, options).message;
}

describe("RFC 3261 §8.2.6 responses", () => {
  test("a To that cannot be read and has a tag gets no second one [TOR-4475-3-b]", () => {
    const refused = failure(inviteText({ headers: { To: "<sip:a@b>;tag=1;;x" } })).request;

    expect(refused && response({ statusCode: 400, toTag: "b0b" }, refused)).toContain("To: <sip:a@b>;tag=1;;x\r\n");
  });

  test("copy what they must, in order [MSG-7.3.1-d] [MSG-7.3.1-a]", () => {
    const message = request({
      lines: ["Via: SIP/2.0/TCP second;branch=2", "record-route: <sip:p1;lr>;x,<sip:p2>", "k: a"],
    });
    const options: ResponseOptions = {
      statusCode: 200,
      toTag: "b0b",
      recordRoute: true,
      supported: ["100rel", "timer"],
      userAgent: "sip-uas",
      extraHeaders: ["Contact: <sip:bob@192.0.2.4>"],
      body: sdp,
    };

    expect(response(options, message).split("\r\n")).toEqual([
      "SIP/2.0 200 OK",
      "Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001",
      "Via: SIP/2.0/TCP second;branch=2",
      "Record-Route: <sip:p1;lr>;x,<sip:p2>",
      "From: Alice <sip:alice@example.org>;tag=a11ce",
      "To: Bob <sip:bob@example.net>;tag=b0b",
      "CSeq: 1001 INVITE",
      "Call-ID: fx-call-1",
      "Supported: 100rel, timer",
      "User-Agent: sip-uas",
      "Contact: <sip:bob@192.0.2.4>",
      "Content-Type: application/sdp",
      "Content-Length: 5",
      "",
      "v=0",
      "",
    ]);
  });

  test("end in an empty line, and every line in CRLF [MSG-7-a]", () => {
    const text = response({ statusCode: 100 });

    expect(text).toMatch(/\r\n\r\n$/);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  test("keep the space of an empty phrase [MSG-7.2-a]", () => {
    expect(response({ statusCode: 100, reasonPhrase: "" })).toMatch(/^SIP\/2\.0 100 \r\n/);
  });

  test("RFC 3261 §8.2.6.2 get our tag where To has none, and only there", () => {
    const inDialog = request({ headers: { To: "<sip:b@h>;TAG=x" } });
    const looksTagged = request({ headers: { To: '"a;tag=b" <sip:b@h>' } });

    expect(response({ statusCode: 180, toTag: "b0b" }, inDialog)).toContain("To: <sip:b@h>;TAG=x\r\n");
    expect(response({ statusCode: 180, toTag: "b0b" }, looksTagged)).toContain('To: "a;tag=b" <sip:b@h>;tag=b0b\r\n');
    expect(response({ statusCode: 100, toTag: "b0b" })).toContain("To: Bob <sip:bob@example.net>\r\n");
    expect(() => response({ statusCode: 180 })).toThrow(TypeError);
    expect(() => response({ statusCode: 180, toTag: "a b" })).toThrow(TypeError);
  });

  test("RFC 3261 §8.2.6.1 a 100 gives the Timestamp back, no other response does", () => {
    const message = request({ lines: ["Timestamp: 54.1 0.5"] });

    expect(response({ statusCode: 100 }, message)).toContain("\r\nTimestamp: 54.1 0.5\r\n");
    expect(response({ statusCode: 100, timestampDelay: 1.25 }, message)).toContain("\r\nTimestamp: 54.1 1.25\r\n");
    expect(response({ statusCode: 180, toTag: "b0b" }, message)).not.toContain("Timestamp");
  });

  test.each([99, 700, 0, NaN, 200.5])("%s is no status code", (statusCode) => {
    expect(() => response({ statusCode, toTag: "b0b" })).toThrow(TypeError);
  });

  test.each<[string, Partial<ResponseOptions>]>([
    ["reasonPhrase", { reasonPhrase: "x\r\nVia: y" }],
    ["extraHeaders", { extraHeaders: ["X: a\nY: b"] }],
    ["supported", { supported: ["a\0"] }],
    ["userAgent", { userAgent: "a\rb" }],
    ["body.contentType", { body: { ...sdp, contentType: "a/b\r\nX: y" } }],
    ["body.contentDisposition", { body: { ...sdp, contentDisposition: "a\r\nX: y" } }],
  ])("CR, LF and NUL in %s are refused by name [MSG-7.2-c]", (field, options) => {
    expect(() => response({ statusCode: 486, toTag: "b0b", ...options })).toThrow(
      new RegExp(`${field}.*CR, LF or NUL`),
    );
  });

  test("RFC 3261 §20.14 Content-Length counts octets [MSG-20.14-a]", () => {
    const body = { ...sdp, content: "é€😀" };

    expect(response({ statusCode: 200, toTag: "b0b", body })).toContain("\r\nContent-Length: 9\r\n");
    expect(response({ statusCode: 200, toTag: "b0b" })).toContain("\r\nContent-Length: 0\r\n\r\n");
  });

  test("a body needs a type, and says neither coding nor what goes without saying [MSG-20.15-a] [MSG-7.4.1-a] [MSG-20.11-a]", () => {
    const render = { ...sdp, contentDisposition: "render" };

    expect(() => response({ statusCode: 200, toTag: "b0b", body: { ...sdp, contentType: "" } })).toThrow(TypeError);
    expect(response({ statusCode: 200, toTag: "b0b", body: sdp })).not.toMatch(/Content-(Encoding|Disposition)/);
    expect(response({ statusCode: 200, toTag: "b0b", body: render })).toContain("\r\nContent-Disposition: render\r\n");
  });

  test("do not change their options, and are the same each time", () => {
    const options = Object.freeze({
      statusCode: 200,
      toTag: "b0b",
      extraHeaders: Object.freeze(["X: y"]),
      body: Object.freeze(sdp),
    });

    expect(response(options)).toBe(response(options));
  });

  test("give octets that are no UTF-8 back unchanged, and our own text as UTF-8", () => {
    const octets = Uint8Array.from(inviteText({ headers: { From: '"Ren\u00e9" <sip:a@b>;tag=1' } }), (c) =>
      c.charCodeAt(0),
    );
    const message = requestOf(octets);

    const sent = fromOctetText(
      response({ statusCode: 486, toTag: "b0b", reasonPhrase: "é", body: { ...sdp, content: "€" } }, message),
    );

    expect(new TextDecoder("latin1").decode(sent)).toContain('From: "Ren\u00e9" <sip:a@b>;tag=1\r\n');
    expect(new TextDecoder().decode(sent)).toMatch(/^SIP\/2\.0 486 é\r\n[^]*Content-Length: 3\r\n\r\n€$/);
  });

  test("are read back as what they were", () => {
    const back = responseOf(response({ statusCode: 200, toTag: "b0b", body: sdp }));

    expect(back).toMatchObject({
      statusCode: 200,
      reasonPhrase: "OK",
      method: "INVITE",
      cseq: 1001,
      toTag: "b0b",
      fromTag: "a11ce",
      body: "v=0\r\n",
    });
  });

  test("fold what was folded into one line [MSG-25.1-d]", () => {
    const message = request({ headers: { From: "Alice\r\n <sip:alice@example.org>\r\n ;tag=1" } });

    expect(response({ statusCode: 100 }, message)).toContain("\r\nFrom: Alice <sip:alice@example.org> ;tag=1\r\n");
  });
});

describe("RFC 3261 §8.1.3.2 reason phrases", () => {
  test.each([
    [180, "Ringing"],
    [481, "Call/Transaction Does Not Exist"],
    [500, "Server Internal Error"],
    [505, "Version Not Supported"],
    [170, "Session Progress"],
    [299, "OK"],
    [431, "Bad Request"],
    [699, "Busy Everywhere"],
    [42, ""],
  ])("%s is called %j", (code, phrase) => {
    expect(getReasonPhrase(code)).toBe(phrase);
  });

  test("the application's own phrase comes first, even an empty one [MSG-7.2-b]", () => {
    expect(getReasonPhrase(200, "Fine")).toBe("Fine");
    expect(getReasonPhrase(200, "")).toBe("");
  });
});

describe("RFC 3261 §8.1.1 requests of ours", () => {
  const options = {
    method: "INVITE",
    requestUri: "sip:alice@pc1.example.org",
    via: "SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKb0b",
    routes: ["<sip:p1;lr>", "<sip:p2;lr>"],
    from: "Bob <sip:bob@example.net>;tag=b0b",
    to: "<sip:alice@example.org>;tag=a11ce",
    callId: "fx-call-1",
    cseq: 7,
    contact: "<sip:bob@192.0.2.4>",
    allow: "INVITE, ACK",
    supported: "100rel",
    userAgent: "sip-uas",
    extraHeaders: ["Require: x", "X: y"],
    body: { ...sdp, content: "é" },
  };

  test("are written top down, with Max-Forwards 70 [MSG-7.3.1-d] [MSG-20.22-a] [MSG-7-a]", () => {
    expect(String(new OutgoingRequestMessage(options)).split("\r\n")).toEqual([
      "INVITE sip:alice@pc1.example.org SIP/2.0",
      "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKb0b",
      "Route: <sip:p1;lr>",
      "Route: <sip:p2;lr>",
      "Max-Forwards: 70",
      "From: Bob <sip:bob@example.net>;tag=b0b",
      "To: <sip:alice@example.org>;tag=a11ce",
      "Call-ID: fx-call-1",
      "CSeq: 7 INVITE",
      "Contact: <sip:bob@192.0.2.4>",
      "Allow: INVITE, ACK",
      "Supported: 100rel",
      "User-Agent: sip-uas",
      "Require: x",
      "X: y",
      "Content-Type: application/sdp",
      "Content-Length: 2",
      "",
      "é",
    ]);
  });

  test("can be read like those that come in", () => {
    const message = new OutgoingRequestMessage(options);

    expect(message).toMatchObject({
      method: "INVITE",
      callId: "fx-call-1",
      cseq: 7,
      viaBranch: "z9hG4bKb0b",
      fromTag: "b0b",
      toTag: "a11ce",
    });
    expect(message.ruri.user).toBe("alice");
    expect(message.from.displayName).toBe("Bob");
    expect(message.getHeaders("route")).toEqual(["<sip:p1;lr>", "<sip:p2;lr>"]);
    expect(message.getHeader("x")).toBe("y");
    expect(message.hasHeader("Subject")).toBe(false);
    expect(message.toString()).toBe(message.toString());
  });

  test.each(["via", "to", "callId", "requestUri", "method", "userAgent"] as const)(
    "CR and LF in %s are refused [MSG-7.2-c]",
    (field) => {
      expect(() => new OutgoingRequestMessage({ ...options, [field]: "a\r\nX: y" })).toThrow(TypeError);
    },
  );

  test.each([
    ["method", { method: "IN FO" }],
    ["method", { method: "" }],
    ["requestUri", { requestUri: "" }],
    ["requestUri", { requestUri: "sip:a@h SIP/2.0" }],
    ["requestUri", { requestUri: "<sip:a@h>" }],
    ["extraHeaders", { extraHeaders: [""] }],
    ["extraHeaders", { extraHeaders: ["no header field"] }],
    ["body.contentType", { body: { ...sdp, contentType: "sdp" } }],
  ])("a %s that nobody could read is refused by name: %j [MSG-7.2-c]", (field, wrong) => {
    expect(() => new OutgoingRequestMessage({ ...options, ...wrong })).toThrow(TypeError);
    expect(() => new OutgoingRequestMessage({ ...options, ...wrong })).toThrow(field);
  });

  test.each(["\r\n", "\r", "\n", "\0"])("%j in any text is refused by name [MSG-7.2-c]", (bytes) => {
    const text = `a${bytes}X-Injected: b`;
    const fields = [
      "method",
      "requestUri",
      "via",
      "from",
      "to",
      "callId",
      "contact",
      "allow",
      "supported",
      "userAgent",
    ];

    for (const field of fields) {
      expect(() => new OutgoingRequestMessage({ ...options, [field]: text })).toThrow(`cannot write ${field}: `);
    }
    for (const field of ["routes", "extraHeaders"]) {
      expect(() => new OutgoingRequestMessage({ ...options, [field]: ["a: b", text] })).toThrow(
        `cannot write ${field}: `,
      );
    }
  });

  test("RFC 3261 §17.1.1.3 an ACK to a refusal is the INVITE's in all but To [ICT-17.1.1.3-a]", () => {
    const invite = new OutgoingRequestMessage(options);
    const refusal = responseOf(
      inviteText({ start: "SIP/2.0 486 Busy Here", headers: { To: "<sip:alice@example.org>;tag=other" } }),
    );

    expect(ackForFailure(invite, refusal).split("\r\n")).toEqual([
      "ACK sip:alice@pc1.example.org SIP/2.0",
      "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKb0b",
      "Route: <sip:p1;lr>",
      "Route: <sip:p2;lr>",
      "Max-Forwards: 70",
      "From: Bob <sip:bob@example.net>;tag=b0b",
      "To: <sip:alice@example.org>;tag=other",
      "Call-ID: fx-call-1",
      "CSeq: 7 ACK",
      "Content-Length: 0",
      "",
      "",
    ]);
  });

  test("RFC 3261 §9.1 a CANCEL is the INVITE's in all, and requires nothing [CAN-9.1-a]", () => {
    expect(String(cancelFor(new OutgoingRequestMessage(options))).split("\r\n")).toEqual([
      "CANCEL sip:alice@pc1.example.org SIP/2.0",
      "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKb0b",
      "Route: <sip:p1;lr>",
      "Route: <sip:p2;lr>",
      "Max-Forwards: 70",
      "From: Bob <sip:bob@example.net>;tag=b0b",
      "To: <sip:alice@example.org>;tag=a11ce",
      "Call-ID: fx-call-1",
      "CSeq: 7 CANCEL",
      "Content-Length: 0",
      "",
      "",
    ]);
  });
});

describe("owned text", () => {
  test.each(["", "short", "x".repeat(10_000), "é€😀".repeat(10)])("is the same text: %.20j", (text) => {
    expect(ownedText(text)).toBe(text);
  });

  test.each([12, 13, 27, 28, 16_383, 16_384, 16_385])(
    "is the same text where the way of copying changes: %i",
    (length) => {
      const text = "abcdefgh".repeat(length / 8 + 1).slice(0, length);

      expect(ownedText(`${text}x`.slice(0, -1))).toBe(text);
    },
  );

  test.each(["\0", "\x7f", "\x80", "ÿ", "€", "\ud83d", "\ude00"])(
    "is the same text with %j in a long one",
    (character) => {
      const text = `${"a".repeat(40)}${character}${"b".repeat(40)}`;

      expect(ownedText(text)).toBe(text);
    },
  );
});
