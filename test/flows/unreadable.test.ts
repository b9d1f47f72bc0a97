import { describe, expect, test } from "vitest";
import { inviteText, requestText } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

/** What a text is answered, and what the core says of it. Alice could not always read it. */
function answered(text: string): { response: string; diagnostics: string[] } {
  const { alice, wire, diagnostics, core } = callFlow();
  let response = "nothing";
  wire.onMessage(({ from, data }) => {
    if (from === "callee") response = String(data).slice("SIP/2.0 ".length, String(data).indexOf("\r\n"));
  });
  alice.sendsText(text);
  core.dispose();
  return { response, diagnostics: diagnostics.map(({ reason }) => reason) };
}

const unreadable = ["unreadable"];

describe("RFC 3261 §21.4.1 a request that cannot be read", () => {
  test.each([
    ["CSeq", "400 Missing CSeq header field"],
    ["From", "400 Missing From header field"],
    ["To", "400 Missing To header field"],
    ["Call-ID", "400 Missing Call-ID header field"],
    ["Via", "nothing"],
  ])("without %s: %s [MSG-20-a] [UAS-21.4.1-a]", (header, response) => {
    expect(answered(inviteText({ headers: { [header]: undefined } }))).toEqual({ response, diagnostics: unreadable });
  });

  test("does not need Max-Forwards [MSG-20-a]", () => {
    const { response } = answered(requestText("OPTIONS", { headers: { "Max-Forwards": undefined } }));

    expect(response).toBe("200 OK");
  });

  test.each([
    [{ To: '"Bob <sip:bob@example.net>' }, "400 Malformed To header field"],
    [{ CSeq: "-1 INVITE" }, "400 Malformed CSeq header field"],
    [{ CSeq: "4294967296 INVITE" }, "400 Malformed CSeq header field"],
    [{ CSeq: "8 OPTIONS" }, "400 CSeq method mismatch"],
    [{ "Content-Length": "-1" }, "400 Malformed Content-Length header field"],
    [{ "Content-Length": "9999" }, "400 Content-Length larger than the message"],
  ])("as %j: %s [MSG-21.4.1-a] [MSG-20.16-b]", (headers, response) => {
    expect(answered(inviteText({ headers }))).toEqual({ response, diagnostics: unreadable });
  });

  test("gives back what it said, as it said it [MSG-21.4.1-a]", () => {
    const { alice, wire } = callFlow();
    const sent: string[] = [];
    wire.onMessage(({ from, data }) => from === "callee" && sent.push(String(data)));

    alice.sendsText(inviteText({ headers: { To: '"Bob <sip:bob@example.net>' } }));

    expect(sent[0]?.split("\r\n").slice(1, 6)).toEqual([
      "Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001;received=192.0.2.1",
      "From: Alice <sip:alice@example.org>;tag=a11ce",
      expect.stringMatching(/^To: "Bob <sip:bob@example\.net>/),
      "CSeq: 1001 INVITE",
      "Call-ID: fx-call-1",
    ]);
  });

  test("of a method that nobody knows is told so first (RFC 4475 §3.1.2.18) [MSG-20.16-b]", () => {
    const { response } = answered(requestText("NEWMETHOD", { headers: { CSeq: "8 INVITE" } }));

    expect(response).toBe("501 Not Implemented");
  });

  test("of another version [MSG-7.1-e]", () => {
    const text = requestText("OPTIONS").replace(" SIP/2.0\r\n", " SIP/7.0\r\n");

    expect(answered(text)).toEqual({ response: "505 Version Not Supported", diagnostics: unreadable });
  });

  test("whose request line is none is not taken for a method", () => {
    const text = inviteText().replace("INVITE ", "IN/VITE ");

    expect(answered(text)).toEqual({ response: "400 Malformed request line", diagnostics: unreadable });
  });

  test("leaves nothing behind, and has one tag for all copies", () => {
    const { alice, core } = callFlow();

    alice.sendsText(inviteText({ headers: { "Content-Length": "-1" } }));
    alice.repeats();

    expect(new Set(alice.responses.map(({ toTag }) => toTag)).size).toBe(1);
    expect(core.transactions.size).toBe(0);
  });
});

describe("RFC 3261 §18.3 what is dropped", () => {
  test.each([
    ["an ACK that cannot be read [MSG-21.4.1-a]", requestText("ACK", { headers: { To: '"' } })],
    ["a response that cannot be read [MSG-21.4.1-a]", requestText("OPTIONS").replace(/^.*/, "SIP/2.0 abc")],
    ["nothing at all", ""],
    ["a keep-alive", "\r\n\r\n"],
    ["another protocol", "GET / HTTP/1.1\r\nHost: example.net\r\n\r\n"],
    ["half a line", "INVITE sip:bob"],
  ])("%s", (_title, text) => {
    expect(answered(text)).toEqual({ response: "nothing", diagnostics: unreadable });
  });
});
