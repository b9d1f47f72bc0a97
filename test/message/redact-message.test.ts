import { describe, expect, test } from "vitest";
import { redactMessage } from "../../src/message/redact-message.js";

describe("RFC 3261 §22.4 credentials are not shown", () => {
  test("hides the values of Authorization and Proxy-Authorization, folded lines (RFC 3261 §7.3.1) included, and nothing else", () => {
    const text = [
      "INVITE sip:bob@example.net SIP/2.0",
      'Authorization: Digest username="alice", response="0123"',
      'proxy-authorization : Digest username="alice",',
      ' response="4567"',
      "\tnonce=89",
      "Subject: Authorization: none",
      "Call-ID: 1",
      " folded",
      "",
      "",
    ].join("\r\n");

    expect(redactMessage(text)).toBe(
      [
        "INVITE sip:bob@example.net SIP/2.0",
        "Authorization: Digest <hidden>",
        "proxy-authorization : Digest <hidden>",
        " <hidden>",
        " <hidden>",
        "Subject: Authorization: none",
        "Call-ID: 1",
        " folded",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("hides a value whole when it is not a scheme and something after it", () => {
    expect(redactMessage("Authorization: secret\r\n\r\n")).toBe("Authorization: <hidden>\r\n\r\n");
  });

  test.each(["\r\n", "\n", "\r"])("finds lines that end in %j", (end) => {
    expect(redactMessage(`A: 1${end}Authorization: Digest secret${end} secret${end}B: 2${end}`)).toBe(
      `A: 1${end}Authorization: Digest <hidden>${end} <hidden>${end}B: 2${end}`,
    );
  });

  test.each([
    ["a=crypto:1  AES_80\tinline:abc", "a=crypto:1  AES_80\t<hidden>"],
    ["a=crypto:inline:abc", "a=crypto:<hidden>"],
    ["a=key-mgmt:abc", "a=key-mgmt:<hidden>"],
    ["k=abc", "k=<hidden>"],
    ["A=Crypto:1 AES_80 inline:abc", "A=Crypto:1 AES_80 <hidden>"],
  ])("rather hides too much than a key: %j", (line, expected) => {
    expect(redactMessage(`${line}\r\n`)).toBe(`${expected}\r\n`);
  });

  test("hides the keys of media streams in a session description (RFC 4568 §4, RFC 8866 §5.12, RFC 4567 §3)", () => {
    expect(
      redactMessage(
        "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc|2^20\r\nk=base64:abc\r\na=key-mgmt:mikey AQAF\r\na=sendrecv\r\n",
      ),
    ).toBe(
      "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 <hidden>\r\nk=base64:<hidden>\r\na=key-mgmt:mikey <hidden>\r\na=sendrecv\r\n",
    );
  });
});
