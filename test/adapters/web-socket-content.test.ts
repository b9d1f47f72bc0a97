import { describe, expect, test } from "vitest";
import { contentOf } from "../../src/adapters/web-socket-content.js";

describe("RFC 7118 §5, §6; RFC 5626 §3.5.1 what a WebSocket message holds", () => {
  test.each([
    ["message", "INVITE sip:bob@example.com SIP/2.0\r\n\r\n"],
    ["message", "SIP/2.0 200 OK\r\n\r\n"],
    ["message", "\r\n\r\nSIP/2.0 200 OK\r\n\r\n"],
    // The core answers these, 400 or 505.
    ["message", "INVITE  sip:bob sip/7.0 \r\n\r\n"],
    ["message", "\u00ff SIP/2.0"],
    ["ping", "\r\n\r\n"],
    ["pong", "\r\n"],
    ["other", ""],
    ["other", "\r\n\r\n\r\n"],
    ["other", "hello"],
    ["other", "hello\r\nINVITE sip:bob@example.com SIP/2.0\r\n\r\n"],
    ["other", "GET / HTTP/1.1\r\n\r\n"],
    ["other", '{"ping":1}'],
  ])("%s: %j, as text and as octets [WSK-7118-5-d]", (content, text) => {
    expect(contentOf(text)).toBe(content);
    expect(contentOf(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toBe(content);
  });

  test("a long first line takes no longer than its length", () => {
    const long = `${"\r\n".repeat(50_000)}${"SIP/".repeat(50_000)}`;

    expect(contentOf(long)).toBe("other");
    expect(contentOf(new TextEncoder().encode(long))).toBe("other");
  });
});
