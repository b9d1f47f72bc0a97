import { describe, expect, test } from "vitest";
import { inviteText, requestText, responseText } from "../../src/testing/request-text.js";
import { offer } from "../../src/testing/session-descriptions.js";

describe("the text of a request", () => {
  test("is a call from Alice to Bob when nothing is said", () => {
    expect(inviteText()).toBe(
      [
        "INVITE sip:bob@192.0.2.4 SIP/2.0",
        "Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001",
        "Max-Forwards: 70",
        "To: Bob <sip:bob@example.net>",
        "From: Alice <sip:alice@example.org>;tag=a11ce",
        "Call-ID: fx-call-1",
        "CSeq: 1001 INVITE",
        "Contact: <sip:alice@pc1.example.org>",
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("carries an offer", () => {
    const text = inviteText({ offer });

    expect(text).toContain(`Content-Type: application/sdp\r\nContent-Length: ${offer.length}\r\n\r\nv=0\r\n`);
    expect(text.endsWith(offer)).toBe(true);
  });

  test("has its parts replaced by name", () => {
    const text = requestText("BYE", {
      requestUri: "sip:bob@h",
      protocol: "TCP",
      branch: "z9hG4bKother",
      routes: ["<sip:p1;lr>", "<sip:p2;lr>"],
      from: "<sip:carol@h>",
      fromTag: "c",
      to: "<sip:bob@h>",
      toTag: "b",
      callId: "x",
      cseq: 7,
    });

    expect(text).toBe(
      [
        "BYE sip:bob@h SIP/2.0",
        "Via: SIP/2.0/TCP pc1.example.org;branch=z9hG4bKother",
        "Route: <sip:p1;lr>",
        "Route: <sip:p2;lr>",
        "Max-Forwards: 70",
        "To: <sip:bob@h>;tag=b",
        "From: <sip:carol@h>;tag=c",
        "Call-ID: x",
        "CSeq: 7 BYE",
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("has headers replaced in their place, taken away and added, by name in any case", () => {
    const text = requestText("OPTIONS", {
      via: ["SIP/2.0/UDP a;branch=z9hG4bK1", "SIP/2.0/UDP b;branch=z9hG4bK2"],
      headers: { "max-forwards": 0, "CALL-ID": undefined, Accept: ["application/sdp", "text/plain"], Subject: "tea" },
    });

    expect(text.split("\r\n")).toEqual([
      "OPTIONS sip:bob@192.0.2.4 SIP/2.0",
      "Via: SIP/2.0/UDP a;branch=z9hG4bK1",
      "Via: SIP/2.0/UDP b;branch=z9hG4bK2",
      "Max-Forwards: 0",
      "To: Bob <sip:bob@example.net>",
      "From: Alice <sip:alice@example.org>;tag=a11ce",
      "CSeq: 1001 OPTIONS",
      "Content-Length: 0",
      "Accept: application/sdp",
      "Accept: text/plain",
      "Subject: tea",
      "",
      "",
    ]);
  });

  test("counts octets, not characters", () => {
    expect(requestText("MESSAGE", { body: "Привет €", contentType: "text/plain" })).toContain("Content-Length: 16\r\n");
  });
});

describe("RFC 3261 §20 table 2: a Contact", () => {
  test.each([
    ["INVITE", true],
    ["SUBSCRIBE", true],
    ["REFER", true],
    ["UPDATE", true],
    ["BYE", false],
    ["CANCEL", false],
    ["OPTIONS", false],
  ])("stands in %s: %s", (method, expected) => {
    expect(requestText(method).includes("Contact:")).toBe(expected);
  });
});

describe("the text of a response of the other party", () => {
  const request = {
    getHeader: (name: string) =>
      ({ From: "<sip:bob@h>;tag=b", To: "<sip:alice@h>", "Call-ID": "1", CSeq: "1 BYE" })[name],
    getHeaders: (name: string) => (name === "Via" ? ["SIP/2.0/UDP b1", "SIP/2.0/UDP b2"] : []),
  };

  test("copies what has to be copied", () => {
    expect(responseText(request, 200, { toTag: "a", headers: { Server: "alice" } })).toBe(
      [
        "SIP/2.0 200 OK",
        "Via: SIP/2.0/UDP b1",
        "Via: SIP/2.0/UDP b2",
        "From: <sip:bob@h>;tag=b",
        "To: <sip:alice@h>;tag=a",
        "Call-ID: 1",
        "CSeq: 1 BYE",
        "Content-Length: 0",
        "Server: alice",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("leaves a To that has a tag as it is", () => {
    const tagged = { ...request, getHeader: (name: string) => (name === "To" ? "<sip:alice@h>;tag=mine" : "x") };

    expect(responseText(tagged, 486, { toTag: "a", reasonPhrase: "Busy" })).toContain("SIP/2.0 486 Busy\r\n");
    expect(responseText(tagged, 486, { toTag: "a" })).toContain("To: <sip:alice@h>;tag=mine\r\n");
  });
});
