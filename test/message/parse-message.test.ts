import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { KNOWN_METHODS } from "../../src/message/methods.js";
import { constructOutgoingResponse } from "../../src/message/outgoing-response.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { failure, inviteText, octetsOf, refusal, request, requestOf, responseOf } from "./support.js";

describe("RFC 3261 §20 what every message must have", () => {
  test.each(["To", "From", "CSeq", "Call-ID"])(
    "a request without %s is answered 400, and the phrase says so [MSG-20-a]",
    (name) => {
      expect(refusal(inviteText({ headers: { [name]: undefined } }))).toBe(`400 Missing ${name} header field`);
    },
  );

  test("a request without Via is dropped: there is nowhere to answer to [MSG-20-a]", () => {
    expect(failure(inviteText({ headers: { Via: undefined } })).request).toBeUndefined();
  });

  test("a request without Max-Forwards is served [MSG-20-a]", () => {
    expect(request({ headers: { "Max-Forwards": undefined } }).cseq).toBe(1001);
  });

  test.each(["To", "From", "CSeq", "Call-ID", "Via"])("a response without %s is dropped [MSG-20-b]", (name) => {
    expect(failure(inviteText({ start: "SIP/2.0 200 OK", headers: { [name]: undefined } })).request).toBeUndefined();
  });

  test("a response with a CSeq that cannot be read is dropped [MSG-20-b]", () => {
    expect(failure(inviteText({ start: "SIP/2.0 200 OK", headers: { CSeq: "one" } })).request).toBeUndefined();
  });

  test.each(["To", "From", "CSeq", "Call-ID", "Max-Forwards", "Content-Length", "Content-Type"])(
    "RFC 4475 §3.3.8 two rows of %s make a request malformed [MSG-7.3-d]",
    (name) => {
      const values: Record<string, string> = {
        To: "<sip:c@d>",
        From: "<sip:c@d>",
        CSeq: "2 INVITE",
        "Content-Type": "a/b",
      };
      const value = values[name] ?? "0";

      expect(refusal(inviteText({ headers: { [name]: value }, lines: [`${name}: ${value}`] }))).toBe(
        `400 Multiple ${name} header fields`,
      );
    },
  );

  test("of a request that is answered 400 the first of two values counts", () => {
    const { request: refused } = failure(inviteText({ lines: ["i: other-call"] }));

    expect(refused?.callId).toBe("fx-call-1");
  });
});

describe("RFC 3261 §21.4.1 a request that cannot be served", () => {
  const unbalanced = { To: '"Mr. Bob <sip:bob@example.net>' };

  test("is answered 400 where it can be, with its To to the letter [MSG-21.4.1-a] [MSG-25.1-b]", () => {
    const text = inviteText({ headers: unbalanced });
    const { request: refused } = failure(text);
    if (!refused) throw new Error("not answerable");

    const { message } = constructOutgoingResponse(refused, { statusCode: 400, toTag: "b0b" });

    expect(refusal(text)).toBe("400 Malformed To header field");
    expect(message).toContain('\r\nTo: "Mr. Bob <sip:bob@example.net>;tag=b0b\r\n');
    expect(message).toContain("\r\nCall-ID: fx-call-1\r\n");
    expect(message).toContain("\r\nCSeq: 1001 INVITE\r\n");
  });

  test("is dropped where it is an ACK [MSG-21.4.1-a]", () => {
    const text = inviteText({ start: "ACK sip:bob@192.0.2.4 SIP/2.0", headers: { ...unbalanced, CSeq: "1001 ACK" } });

    expect(failure(text).request).toBeUndefined();
  });

  test("is dropped where it is a response [MSG-21.4.1-a]", () => {
    expect(failure(inviteText({ start: "SIP/2.0 200 OK", headers: unbalanced })).request).toBeUndefined();
  });

  test("still has every member, though with nothing in it that could not be read", () => {
    const { request: refused } = failure(inviteText({ headers: { To: undefined, CSeq: "x", "Call-ID": undefined } }));

    expect(refused).toMatchObject({ callId: "", cseq: 0, cseqMethod: "", toTag: undefined });
    expect(refused?.to.uri.host).toBe("anonymous.invalid");
  });

  test.each([
    ["From", "<sip:a@b>;tag=1;tag=2"],
    ["From", "<sip:a@b>;;tag=1"],
    ["To", "<sip:a@b"],
    ["To", "Doe, Ann <sip:t@h>"],
    ["To", '"Watson" < sip:t.watson@example.org >'],
    ["To", "sip:a@b?x=y"],
    ["To", "<sip:a@444.555.666.777>"],
    ["Call-ID", "a b"],
    ["Call-ID", "a@b@c"],
    ["Max-Forwards", "-1"],
    ["Max-Forwards", ""],
    ["Content-Length", "-1"],
    ["Content-Length", "five"],
    ["Content-Length", "5 5"],
  ])("%s: %s is malformed [MSG-4475-c] [MSG-7.3.1-e] [MSG-20.14-b]", (name, value) => {
    expect(refusal(inviteText({ headers: { [name]: value } }))).toBe(`400 Malformed ${name} header field`);
  });

  test("RFC 3261 §20.22 Max-Forwards out of range is as good as none [MSG-20.22-a]", () => {
    expect(request({ headers: { "Max-Forwards": "300" } }).cseq).toBe(1001);
  });

  test("RFC 4475 §3.2.1 a branch that is nothing but the cookie is refused [MSG-4475-d]", () => {
    expect(refusal(inviteText({ headers: { Via: "SIP/2.0/UDP h;branch=z9hG4bK" } }))).toBe(
      "400 Malformed Via header field",
    );
  });

  test("RFC 3261 §8.1.1.5 the method stands twice, and is the same both times [MSG-20.16-b]", () => {
    expect(refusal(inviteText({ start: "OPTIONS sip:a@b SIP/2.0" }))).toBe("400 CSeq method mismatch");
  });

  test("RFC 3261 §21.5.2 of a method nobody knows that is the smaller fault [MSG-20.16-b]", () => {
    expect(request({ start: "NEWMETHOD sip:a@b SIP/2.0" }).cseqMethod).toBe("INVITE");
    expect(KNOWN_METHODS.has("NEWMETHOD")).toBe(false);
  });

  test("RFC 3261 §21.4.6 a method that is registered is known, served or not", () => {
    expect(["INVITE", "PUBLISH", "REGISTER"].every((method) => KNOWN_METHODS.has(method))).toBe(true);
    expect(KNOWN_METHODS.has("invite")).toBe(false);
  });
});

describe("RFC 3261 §7 lines", () => {
  test.each([
    ["a lone LF", inviteText().replace("\r\nTo:", "\nTo:"), "Max-Forwards "],
    ["a lone CR", inviteText({ lines: ["Subject: a\rX-Injected: b"] }), "Subject "],
    ["a lone CR in a fold", inviteText({ lines: ["Subject: a\r\n b\rc"] }), "Subject "],
    ["a lone CR in what nobody knows", inviteText({ lines: ["X-Unknown: a\rb"] })],
    ["no colon", inviteText({ lines: ["Subject"] })],
    ["no name", inviteText({ lines: [": x"] })],
    ["a name that is no token", inviteText({ lines: ["Sub ject: x"] })],
    ["a folded start line", inviteText().replace("\r\nVia:", "\r\n x\r\nVia:")],
    ["no empty line", inviteText().slice(0, -2)],
  ])("%s makes a message malformed, and the header is named where it is known [MSG-7-c]", (_, text, name = "") => {
    expect(refusal(text)).toBe(`400 Malformed ${name}header field`);
  });

  test("a lone CR never makes a header field", () => {
    const { request: refused } = failure(inviteText({ lines: ["Subject: a\rX-Injected: b"] }));

    expect(refused?.hasHeader("X-Injected")).toBe(false);
  });

  test.each(["", "\r\n", "\r\n\r\n", "\0\0\0\0", "jaK", "x".repeat(70_000), "GET / HTTP/1.1\r\nHost: h\r\n\r\n"])(
    "what is no SIP is dropped: %.30j",
    (text) => {
      expect(failure(text).request).toBeUndefined();
    },
  );
});

describe("RFC 3261 §7.5 framing", () => {
  test("empty lines before the start line are skipped [TRN-7.5-a]", () => {
    expect(requestOf(`\r\n\r\n${inviteText()}`).method).toBe("INVITE");
  });

  test.each([1, 2, 3, 100])("%i of them, on every transport alike [OUT-3261-7.5-a]", (count) => {
    const text = `${"\r\n".repeat(count)}${inviteText({ headers: { "Content-Length": "0" } })}`;

    expect(requestOf(text).method).toBe("INVITE");
    expect(parseMessage(text, { stream: true })).toMatchObject({ method: "INVITE" });
  });
});

describe("RFC 3261 §18.3 Content-Length of a datagram", () => {
  test("octets beyond it are thrown away [TRN-18.3-a]", () => {
    expect(request({ headers: { "Content-Length": "2" }, body: "v=0" }).body).toBe("v=");
  });

  test("too few octets: a request is answered 400 [TRN-18.3-b]", () => {
    const text = inviteText({ headers: { "Content-Length": "900" }, body: "v=0" });

    expect(refusal(text)).toBe("400 Content-Length larger than the message");
    expect(refusal(octetsOf(text))).toBe("400 Content-Length larger than the message");
  });

  test("too few octets: a response is thrown away [TRN-18.3-b]", () => {
    const text = inviteText({ start: "SIP/2.0 200 OK", headers: { "Content-Length": "900" }, body: "v=0" });

    expect(failure(text).request).toBeUndefined();
  });

  test("without it the body is the rest [TRN-18.3-c] [TRN-7118.5-a]", () => {
    expect(request({ body: "v=0\r\n\r\nrest" }).body).toBe("v=0\r\n\r\nrest");
  });

  test("on a stream it must be there [TRN-18.3-d]", () => {
    expect(refusal(inviteText(), { stream: true })).toBe("400 Missing Content-Length header field");
  });

  test("a number beyond all bounds is no index", () => {
    const text = inviteText({ headers: { "Content-Length": "9".repeat(15_000) } });

    expect(refusal(text)).toBe("400 Content-Length larger than the message");
  });

  test("chunked coding does not exist: the header is one that nobody knows [MSG-7.4.2-a]", () => {
    const message = request({ lines: ["Transfer-Encoding: chunked"], body: "3\r\nv=0\r\n0\r\n\r\n" });

    expect(message.body).toBe("3\r\nv=0\r\n0\r\n\r\n");
  });
});

describe("what comes may be long, but not without end", () => {
  const vias = (count: number) => Array.from({ length: count }, (_, i) => `Via: SIP/2.0/UDP h${i};branch=z9hG4bK${i}`);

  test("34 Vias and a tag of a kilobyte are served, all Vias echoed [MSG-4475-a]", () => {
    const message = request({ headers: { From: `<sip:a@b>;tag=${"t".repeat(1_000)}` }, lines: vias(33) });

    const response = responseOf(constructOutgoingResponse(message, { statusCode: 180, toTag: "b0b" }).message);

    expect(response.getHeaders("Via")).toEqual(message.getHeaders("Via"));
    expect(response.getHeaders("Via")).toHaveLength(34);
    expect(response.fromTag).toHaveLength(1_000);
  });

  test("a datagram of 60 kilobytes is served [TRN-18.1.1-e]", () => {
    expect(request({ body: "x".repeat(60_000) }).body).toHaveLength(60_000);
  });

  test.each([
    ["a Request-URI", { start: `INVITE sip:${"u".repeat(9_000)}@h SIP/2.0` }, "414 Request-URI Too Long"],
    ["a header field", { lines: [`Subject: ${"s".repeat(66_000)}`] }, "513 Message Too Large"],
    ["a head of many fields", { lines: Array.from({ length: 300 }, (_, i) => `X-${i}: v`) }, "513 Message Too Large"],
    ["a path of many hops", { lines: vias(80) }, "513 Message Too Large"],
    ["a path in one row", { lines: [`Route: ${"<sip:h;lr>,".repeat(80)}<sip:h>`] }, "513 Message Too Large"],
    ["a body", { body: "x".repeat(300_000) }, "413 Request Entity Too Large"],
  ])("%s that is too long is refused [MSG-20-d]", (_, difference, answer) => {
    expect(refusal(inviteText(difference))).toBe(answer);
  });

  test("a body is refused by the limit that is set [MSG-20-d]", () => {
    const limits = { ...DEFAULT_LIMITS, body: 64_000 };
    const text = inviteText({ headers: { "Content-Length": "1000000" }, body: "x".repeat(1_000_000) });

    expect(refusal(text, { limits })).toBe("413 Request Entity Too Large");
  });

  test("on a stream a body is refused by what is announced [MSG-20-d]", () => {
    expect(refusal(inviteText({ headers: { "Content-Length": "1000000" } }), { stream: true })).toBe(
      "413 Request Entity Too Large",
    );
  });

  test.each([
    ["tabs in Via", { headers: { Via: `SIP/2.0/UDP${"\t".repeat(60_000)}h;branch=z9hG4bK1` } }],
    ["tabs in a Subject", { lines: [`Subject: a${"\t".repeat(60_000)}b`] }],
    ["tabs at the end of a line", { lines: [`Subject: a${"\t".repeat(60_000)}`] }],
    ["folds", { lines: [`Subject: a${"\r\n b".repeat(15_000)}`] }],
    ["backslashes", { headers: { From: `"${"\\".repeat(60_000)}" <sip:a@b>;tag=1` } }],
    ["quotes in a list", { lines: [`X: y`, `Contact: ${'"a,b" <sip:c@d>,'.repeat(4_000)}<sip:e@f>`] }],
    ["parameters", { lines: [`Contact: <sip:a@b>${Array.from({ length: 5_000 }, (_, i) => `;p${i}=v`).join("")}`] }],
  ])("the time grows with the length, not faster: %s [MSG-20-e]", (_, difference) => {
    const before = performance.now();

    const text = inviteText({
      ...difference,
      headers: { Contact: undefined, ...("headers" in difference ? difference.headers : {}) },
    });
    const message = requestOf(text, { limits: { line: 100_000, parameters: 10_000 } });
    message.getHeaders("Subject");
    message.parseHeader("Contact");

    // A hundred times what it takes; were it quadratic, it would take minutes.
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(message.method).toBe("INVITE");
  });
});

describe("RFC 2543 callers", () => {
  test("an INVITE without branch, From tag, Max-Forwards and Content-Length is served [MSG-4475-e]", () => {
    const message = request({
      headers: { Via: "SIP/2.0/UDP iftgw.example.com", From: "<sip:a@b>", "Max-Forwards": undefined },
      body: "v=0",
    });

    expect(message).toMatchObject({ viaBranch: undefined, fromTag: undefined, toTag: undefined, body: "v=0" });
  });
});
