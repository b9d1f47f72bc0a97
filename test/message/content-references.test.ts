import { describe, expect, test } from "vitest";
import { BodyPart } from "../../src/message/body-part.js";
import { contentIdOf, isReferenced } from "../../src/message/content-references.js";
import { requestOf } from "../user-agent/support.js";

const TYPE = "multipart/mixed;boundary=b";
const BODY = [
  "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n",
  "--b\r\nContent-Type: application/pidf+xml\r\nContent-ID: <alice@example.com>\r\n\r\n<presence/>\r\n--b--",
].join("");

describe("RFC 5621 §9.3, RFC 2392 §2 a part of the body that is pointed at", () => {
  test.each([
    ["<alice@example.com>", "alice@example.com"],
    [" alice@example.com ", "alice@example.com"],
    ["cid:alice@example.com", "alice@example.com"],
    ["<CID:a%2Bb@example.com>", "a+b@example.com"],
    ["cid:a%2@example.com", "a%2@example.com"],
    ["", ""],
  ])("%j names %j", (reference, id) => {
    expect(contentIdOf(reference)).toBe(id);
  });

  test.each([
    [{ Geolocation: "<cid:alice@example.com>" }, true],
    [{ Geolocation: "<sips:3sdefrhy2jj7@lis.example.com>, <cid:alice@example.com>" }, true],
    [{ "Call-Info": "<cid:alice@example.com>;purpose=icon" }, true],
    [{ "Alert-Info": "<cid:%61lice@example.com>" }, true],
    [{ "Referred-By": '<sip:carol@example.com>;cid="alice@example.com"' }, true],
    [{ Geolocation: "<cid:alice@example.com.evil>" }, false],
    [{ Subject: "<cid:alice@example.com>" }, false],
    [{}, false],
  ])("by %j: %j", (headers, expected) => {
    expect(isReferenced(requestOf("INVITE", { headers }), "<alice@example.com>")).toBe(expected);
  });

  test("nothing points at a part without a name", () => {
    expect(isReferenced(requestOf("INVITE", { headers: { Geolocation: "<cid:>" } }), "")).toBe(false);
  });

  test("is found by whoever reads that header, as often as it is pointed at [BDY-5621-9.3-a]", () => {
    const body = BodyPart.of(requestOf("INVITE", { contentType: TYPE, body: BODY }));

    expect(body?.find("cid:alice@example.com")?.content).toBe("<presence/>");
    expect(body?.find("<alice@example.com>")).toBe(body?.find("cid:alice@example.com"));
    expect(body?.find("cid:bob@example.com")).toBeUndefined();
    expect(body?.find("")).toBeUndefined();
  });
});
