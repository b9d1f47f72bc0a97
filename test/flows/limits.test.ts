import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, type Limits } from "../../src/message/limits.js";
import { answer, offer, requestText } from "../../src/testing/index.js";
import { rawMessage } from "../support/raw-message.js";
import { callFlow } from "../testing/flow.js";

const parameters = (count: number) => Array.from({ length: count }, (_, i) => `;p${i}`).join("");
const sdpPart = `--b\r\nContent-Type: application/sdp\r\n\r\n${offer}\r\n`;

/** The answer of a core with these limits, as `486 Busy Here`; nothing for none. */
function answered(text: string, limits: Partial<Limits> = {}, protocol = "UDP"): string | undefined {
  const { alice, wire } = callFlow({ configuration: { limits }, protocol });
  void wire.caller.send(text);
  const [response] = alice.responses;
  return response && `${response.statusCode} ${response.reasonPhrase}`;
}

/** The same, of an answer that the caller itself may find too long, or unreadable: it is given back what it sent. */
function rawAnswer(text: string): string {
  const { wire } = callFlow();
  let answer = "";
  wire.onMessage(({ from, data }) => {
    if (from === "callee") answer = rawMessage(data).startLine.slice("SIP/2.0 ".length);
  });
  void wire.caller.send(text);
  return answer;
}

describe("RFC 3261 §21.4.11 §21.4.12 §21.5.7 what is too much is answered so", () => {
  test.each<[keyof Limits, number, string, string]>([
    ["requestUri", 20, requestText("OPTIONS", { requestUri: `sip:${"b".repeat(20)}@h` }), "414 Request-URI Too Long"],
    ["head", 400, requestText("OPTIONS", { headers: { "X-1": "x".repeat(400) } }), "513 Message Too Large"],
    ["rows", 9, requestText("OPTIONS", { headers: { "X-1": ["a", "b", "c"] } }), "513 Message Too Large"],
    ["line", 60, requestText("OPTIONS", { headers: { Subject: "x".repeat(61) } }), "513 Message Too Large"],
    [
      "hops",
      2,
      requestText("OPTIONS", { routes: ["<sip:a;lr>", "<sip:b;lr>", "<sip:c;lr>"] }),
      "513 Message Too Large",
    ],
    [
      "parameters",
      3,
      requestText("OPTIONS", { headers: { To: `<sip:b@h>${parameters(4)}` } }),
      "513 Message Too Large",
    ],
    ["body", 9, requestText("MESSAGE", { body: "0123456789" }), "413 Request Entity Too Large"],
    ["datagram", 300, requestText("MESSAGE", { body: "x".repeat(300) }), "513 Message Too Large"],
    [
      "parts",
      1,
      requestText("OPTIONS", { body: `${sdpPart}${sdpPart}--b--`, contentType: "multipart/mixed;boundary=b" }),
      "400 Too Many Body Parts",
    ],
    [
      "depth",
      0,
      requestText("OPTIONS", { body: `${sdpPart}--b--`, contentType: "multipart/mixed;boundary=b" }),
      "400 Multipart Nested Too Deep",
    ],
    ["identifier", 10, requestText("OPTIONS", { callId: "12345678901" }), "400 Identifier Too Long"],
    ["identifier", 10, requestText("OPTIONS", { callId: "1", fromTag: "12345678901" }), "400 Identifier Too Long"],
    ["identifier", 10, requestText("BYE", { callId: "1", toTag: "12345678901" }), "400 Identifier Too Long"],
    ["identifier", 10, requestText("OPTIONS", { callId: "1", branch: "z9hG4bK1234" }), "400 Identifier Too Long"],
  ])("%s beyond %s [MSG-20-d] [LIM-0-0-a] [LIM-0-0-b]", (name, limit, text, expected) => {
    expect(answered(text, { [name]: limit })).toBe(expected);
    expect(answered(text)).not.toBe(expected);
  });

  test("an ACK that is too large is dropped, and told", () => {
    const { alice, wire, diagnostics } = callFlow({ configuration: { limits: { datagram: 300 } } });

    void wire.caller.send(requestText("ACK", { body: "x".repeat(300) }));

    expect(alice.responses).toEqual([]);
    expect(diagnostics).toMatchObject([{ reason: "unreadable", code: "too-long", offset: 300 }]);
  });

  test("what is no message at all and too large besides is dropped, and told", () => {
    const { diagnostics, wire } = callFlow();

    void wire.caller.send("x".repeat(70_000));

    expect(diagnostics).toMatchObject([{ reason: "unreadable", code: "too-long" }]);
  });

  test("a datagram may have 65,535 octets, and no more; on a stream, head and body count", () => {
    const { length } = requestText("MESSAGE", { body: "x".repeat(60_000) });
    const text = (octets: number) => requestText("MESSAGE", { body: "x".repeat(60_000 + octets - length) });

    expect(answered(text(65_535))).toBe("200 OK");
    expect(answered(text(65_536))).toBe("513 Message Too Large");
    expect(answered(text(65_536), {}, "TCP")).toBe("200 OK");
  });

  test("octets count, not characters, and octets that came as such likewise", () => {
    const text = requestText("MESSAGE", { body: "€".repeat(100) });
    const octets = new TextEncoder().encode(text);

    expect(answered(text, { datagram: octets.length })).toBe("200 OK");
    expect(answered(text, { datagram: octets.length - 1 })).toBe("513 Message Too Large");
  });

  test("a Call-ID, a tag and a branch of 4 KiB are ordinary, and no longer ones are [LIM-0-0-j]", () => {
    const of = (length: number) => requestText("OPTIONS", { callId: "c".repeat(length), fromTag: "t".repeat(length) });

    expect(rawAnswer(of(4_096))).toBe("200 OK");
    expect(rawAnswer(of(4_097))).toBe("400 Identifier Too Long");
    expect(rawAnswer(requestText("OPTIONS", { branch: `z9hG4bK${"b".repeat(4_090)}` }))).toBe(
      "400 Identifier Too Long",
    );
  });

  test.each(["__proto__", "constructor"])("a Call-ID and tags of %s are an ordinary call [LIM-0-0-j]", (name) => {
    const { alice, bob } = callFlow({ alice: { callId: name, fromTag: name } });

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "BYE").statusCode).toBe(200);
  });

  test.each([
    ["CSeq", "5x INVITE"],
    ["CSeq", "0x5 INVITE"],
    ["CSeq", "4294967296 INVITE"],
    ["Content-Length", "-1"],
    ["Content-Length", "1e1"],
  ])("%s: %s is no number [LIM-0-0-k]", (name, value) => {
    expect(rawAnswer(requestText("INVITE", { headers: { [name]: value } }))).toMatch(/^400 /);
  });

  test("what is not said is as it always is", () => {
    const { core } = callFlow({ configuration: { limits: { rows: 9 } } });

    expect(core.limits).toEqual({ ...DEFAULT_LIMITS, rows: 9 });
  });
});

describe("RFC 5621 §8.4 the limits of multipart bodies reach every description that is looked for", () => {
  const two = `--b\r\n\r\nx\r\n${sdpPart}--b--`;

  test.each([1, 2])("of an ACK that carries the answer, of %s parts [BDY-5621-8.4-b]", (parts) => {
    const { alice, bob, end } = callFlow({ configuration: { limits: { parts } } });

    alice.invites();
    bob.accepts({ offer: answer });
    alice.acknowledges({ body: two, contentType: "multipart/mixed;boundary=b" });

    // Without an answer the call is over. RFC 3261 §13.2.1
    expect(alice.requests.map(({ method }) => method)).toEqual(parts === 1 ? ["BYE"] : []);
    expect(bob.session.sessionState).toBe(parts === 1 ? "Terminated" : "Confirmed");
    if (parts === 1) alice.answers("BYE", 200);
    else alice.hangsUp();
    end();
  });
});
