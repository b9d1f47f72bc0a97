import { describe, expect, test } from "vitest";
import { readInvite, readRequest, wireText } from "../../src/testing/message-fixture.js";
import { requestText } from "../../src/testing/request-text.js";

const fixture = `
  INVITE sip:bob@192.0.2.4 SIP/2.0
  Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001
  From: Alice <sip:alice@example.org>;tag=a11ce
  To: Bob <sip:bob@example.net>
  Call-ID: fx-call-1
  CSeq: 1 INVITE
  Max-Forwards: 70
  Subject: a line
    that goes on
  Content-Type: text/plain
  Content-Length: 999

  drei Öl
  ende`;

describe("a message as it stands in a test", () => {
  test("is made as it stands on the wire: CRLF, no indentation, octets counted", () => {
    expect(wireText(fixture).split("\r\n").slice(-6)).toEqual([
      "  that goes on",
      "Content-Type: text/plain",
      "Content-Length: 14",
      "",
      "drei Öl",
      "ende",
    ]);
  });

  test("gets the empty line and the Content-Length that it lacks", () => {
    expect(wireText("OPTIONS sip:b@h SIP/2.0\nVia: x")).toBe(
      "OPTIONS sip:b@h SIP/2.0\r\nVia: x\r\nContent-Length: 0\r\n\r\n",
    );
  });

  test("is left alone when it is right already", () => {
    const text = requestText("MESSAGE", { body: "a\r\n\r\nb", contentType: "text/plain" });

    expect(wireText(text)).toBe(text);
  });
});

describe("reading a fixture", () => {
  test("takes one line", () => {
    const invite = readInvite(fixture);

    expect(invite.getHeader("subject")).toBe("a line that goes on");
    expect(invite.body).toBe("drei Öl\r\nende");
  });

  test("takes a text as it stands where that is asked for", () => {
    expect(() => readInvite(fixture, { mend: false })).toThrow("cannot read the request: expected start line, at 0");
  });

  test("takes octets and texts as they are", () => {
    expect(readRequest(new TextEncoder().encode(requestText("OPTIONS"))).method).toBe("OPTIONS");
  });

  test("says what cannot be read", () => {
    expect(() => readRequest(requestText("OPTIONS", { headers: { CSeq: "one OPTIONS" } }))).toThrow(
      /expected .* in CSeq/,
    );
    expect(() =>
      readRequest(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
      ),
    ).toThrow("it is a response, 200");
    expect(() => readInvite(requestText("OPTIONS"))).toThrow("it is OPTIONS");
  });
});
