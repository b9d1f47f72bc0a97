import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import { inspectContent } from "../../src/user-agent/inspect-content.js";
import { hostOf, requestOf } from "./support.js";

const { capabilities } = hostOf();
const ACCEPT = `Accept: ${DEFAULT_CAPABILITIES.contentTypes.join(", ")}`;
const UNKNOWN = { code: "unsupported-media-type", statusCode: 415, extraHeaders: [ACCEPT] };

/** A part of a type, with further lines. */
function part(type: string, ...lines: string[]): string {
  return ["--b", `Content-Type: ${type}`, ...lines, "", "x", ""].join("\r\n");
}

const sdp = part("application/sdp");

function refusal(parts: readonly string[], subtype = "mixed", headers = {}, can = capabilities) {
  const options = { headers, body: `${parts.join("")}--b--\r\n`, contentType: `multipart/${subtype};boundary=b` };
  return inspectContent(requestOf("INVITE", options), can, DEFAULT_LIMITS);
}

describe("RFC 5621 §8 the parts of multipart content", () => {
  test.each([
    [[sdp]],
    [[sdp, part("application/x-none", "Content-Disposition: render;handling=optional")]],
    [[part("application/x-none", "Content-Disposition: signal ; Handling=OPTIONAL", "Content-Encoding: br"), sdp]],
    [[sdp, "--b\r\nContent-Type: application/x-none\r\n\r\n\r\n"]],
    [[sdp, part("application/sdp", "Content-Encoding: Identity")]],
    [[sdp, part("multipart/mixed;boundary=c", "Content-Disposition: x;handling=optional")]],
  ])("are understood, optional or empty: %# [BDY-3204-6-a]", (parts) => {
    expect(refusal(parts)).toBeUndefined();
  });

  test.each([
    ["an unknown type", part("application/x-none"), UNKNOWN],
    [
      "an unknown type that says it is required",
      part("a/b", "Content-Disposition: session;handling=required"),
      UNKNOWN,
    ],
    ["no type, which is text/plain", "--b\r\n\r\nx\r\n", UNKNOWN],
    ["a type that cannot be read", part("sdp"), UNKNOWN],
    [
      "an unknown disposition",
      part("application/sdp", "Content-Disposition: hologram"),
      { ...UNKNOWN, code: "unsupported-disposition" },
    ],
    ["a transfer encoding", part("application/sdp", "Content-Transfer-Encoding: base64"), UNKNOWN],
    [
      "an unknown coding",
      part("application/sdp", "Content-Encoding: identity, GZIP"),
      { code: "unsupported-content-encoding", statusCode: 415, extraHeaders: ["Accept-Encoding: identity"] },
    ],
  ])(
    "with %s and no word that they may be left out are refused [BDY-3204-6-a] [BDY-3261-21.4.13-a]",
    (_, odd, expected) => {
      expect(refusal([sdp, odd])).toEqual(expected);
      expect(refusal([odd, sdp])).toEqual(expected);
    },
  );

  test("in an unknown language are refused with Accept-Language [UAS-8.2.3-b]", () => {
    const can = { ...capabilities, languages: ["de"] };

    expect(refusal([part("application/sdp", "Content-Language: fr")], "mixed", {}, can)).toEqual({
      code: "unsupported-language",
      statusCode: 415,
      extraHeaders: ["Accept-Language: de"],
    });
  });

  test("of a body that may be left out are not looked at [BDY-5621-8.2-a]", () => {
    const headers = { "Content-Disposition": "session;handling=optional" };

    expect(refusal([part("application/x-none")], "mixed", headers)).toBeUndefined();
  });

  test.each([
    [[part("application/x-new"), sdp]],
    [[sdp, part("application/x-new", "Content-Disposition: session;handling=required")]],
  ])("of an alternative (RFC 5621 §8.3): one that is understood is enough: %# [BDY-5621-8.3-a]", (parts) => {
    expect(refusal(parts, "alternative")).toBeUndefined();
  });

  test("of an alternative of which none is understood are refused", () => {
    expect(refusal([part("a/b"), part("c/d")], "alternative")).toEqual(UNKNOWN);
  });

  test("of a subtype that nobody knows count as mixed [BDY-5621-4.2-a] [BDY-3261-23.4-a]", () => {
    expect(refusal([sdp], "foo")).toBeUndefined();
    expect(refusal([sdp, part("application/x-none")], "signed")).toEqual(UNKNOWN);
  });

  test("of parts are looked at likewise [BDY-5621-4.2-a]", () => {
    const within = (inner: string) =>
      `--b\r\nContent-Type: multipart/alternative;boundary=c\r\n\r\n--c\r\nContent-Type: ${inner}\r\n\r\nx\r\n--c--\r\n`;

    expect(refusal([within("application/sdp")])).toBeUndefined();
    expect(refusal([sdp, within("application/x-none")])).toEqual(UNKNOWN);
  });

  test("a whole in an unknown coding is not taken apart", () => {
    expect(refusal([sdp], "mixed", { "Content-Encoding": "gzip" })).toEqual({
      code: "unsupported-content-encoding",
      statusCode: 415,
      extraHeaders: ["Accept-Encoding: identity"],
    });
  });

  test.each([
    ["has no part", [], "Malformed multipart body"],
    ["has no boundary in it", ["no boundary"], "Malformed multipart body"],
    ["has none in a multipart within it", [part('multipart/mixed;boundary="c"')], "Malformed multipart body"],
    ["does not say which, within it", [part("multipart/mixed")], "Malformed multipart body"],
    ["has 33 parts", Array<string>(33).fill(sdp), "Too Many Body Parts"],
  ])(
    "that cannot be taken apart since it %s are refused with 400 [BDY-5621-8.4-b] [BDY-2046-5.1-a]",
    (_, parts, phrase) => {
      expect(refusal(parts)).toEqual({ code: "bad-body", statusCode: 400, reasonPhrase: phrase });
    },
  );

  test("of requests whose bodies are the application's are the application's", () => {
    const options = { body: part("application/x-none"), contentType: "multipart/mixed;boundary=b" };

    expect(inspectContent(requestOf("INFO", options), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });
});
