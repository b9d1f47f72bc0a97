import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseUri, URI } from "../../src/message/grammar/uri.js";
import { readReferTarget } from "../../src/message/refer-target.js";
import { referToLine } from "../../src/message/refer-to-line.js";
import { request } from "./support.js";

describe("RFC 3515 §2.1 writing a Refer-To", () => {
  test("takes a text or a URI", () => {
    expect(referToLine("sip:carol@example.com")).toBe("Refer-To: <sip:carol@example.com>");
    expect(referToLine(new URI("sips", "carol", "example.com", 5071))).toBe("Refer-To: <sips:carol@example.com:5071>");
    expect(referToLine("tel:+15551234", { displayName: "Carol" })).toBe('Refer-To: "Carol" <tel:+15551234>');
  });

  test("names the method of the request that is wanted", () => {
    expect(referToLine("sip:carol@example.com", { method: "BYE" })).toBe(
      "Refer-To: <sip:carol@example.com;method=BYE>",
    );
  });

  test("names the call that is to be replaced as its other party sees it", () => {
    const session = { callId: "12345@example.com", localTag: "b0b", remoteTag: "car0l" };

    const line = referToLine("sip:carol@example.com", { replaces: session });

    expect(line).toBe(
      "Refer-To: <sip:carol@example.com?Replaces=12345%40example.com%3Bto-tag%3Dcar0l%3Bfrom-tag%3Db0b>",
    );
    expect(readReferTarget(request({ lines: [line] }))).toMatchObject({
      replaces: { callId: "12345@example.com", toTag: "car0l", fromTag: "b0b", earlyOnly: false },
    });
  });

  test("names a party without a tag by 0", () => {
    const session = { callId: "12345", localTag: "b0b", remoteTag: "" };

    expect(referToLine("sip:carol@example.com", { replaces: session })).toContain("to-tag%3D0");
  });

  test("leaves the URI that it was given as it was", () => {
    const uri = parseUri("sip:carol@example.com");
    if (uri instanceof ParseFailure) throw new Error("no URI");

    referToLine(uri, { method: "BYE", replaces: { callId: "1", localTag: "2", remoteTag: "3" } });

    expect(uri.toString()).toBe("sip:carol@example.com");
  });

  test.each([
    ["what is no URI", () => referToLine("carol at home")],
    ["what is no method", () => referToLine("sip:carol@example.com", { method: "B YE" })],
    ["a name that breaks lines", () => referToLine("sip:carol@example.com", { displayName: "x\r\nRoute: y" })],
  ])("refuses %s", (_what, write) => {
    expect(write).toThrow(TypeError);
  });
});
