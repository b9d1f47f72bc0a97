import { describe, expect, test } from "vitest";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { type RequestTextOptions } from "../../src/testing/index.js";
import { DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import { inspectAccept, inspectContent } from "../../src/user-agent/inspect-content.js";
import { hostOf, requestOf } from "./support.js";

const ACCEPT = `Accept: ${DEFAULT_CAPABILITIES.contentTypes.join(", ")}`;

function invite(headers: RequestTextOptions["headers"] & object, contentType?: string): IncomingRequestMessage {
  return requestOf("INVITE", { headers, body: "v=0\r\n", ...(contentType === undefined ? {} : { contentType }) });
}

describe("RFC 3261 §8.2.3 the content", () => {
  const { capabilities } = hostOf();

  test.each(["application/sdp", "Application/SDP", "application/sdp;charset=utf-8"])(
    "of type %s is understood",
    (contentType) => {
      expect(inspectContent(invite({}, contentType), capabilities, DEFAULT_LIMITS)).toBeUndefined();
    },
  );

  test.each(["application/x-none", "text/plain", "application/sdpx", "constructor/prototype"])(
    "of type %s is not: 415 with Accept [UAS-8.2.3-a] [UAS-8.2.3-b]",
    (contentType) => {
      expect(inspectContent(invite({}, contentType), capabilities, DEFAULT_LIMITS)).toEqual({
        code: "unsupported-media-type",
        statusCode: 415,
        extraHeaders: [ACCEPT],
      });
    },
  );

  test.each([["text/*"], ["*/*"]])("is understood where %s is", (contentType) => {
    const can = { ...capabilities, contentTypes: [contentType] };

    expect(inspectContent(invite({}, "text/plain"), can, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("in an unknown coding is not understood: 415 with Accept-Encoding [UAS-8.2.3-a] [UAS-8.2.3-b]", () => {
    const refusal = {
      code: "unsupported-content-encoding",
      statusCode: 415,
      extraHeaders: ["Accept-Encoding: identity, gzip"],
    };
    const can = { ...capabilities, contentEncodings: ["gzip"] };

    expect(inspectContent(invite({ "Content-Encoding": "br" }), can, DEFAULT_LIMITS)).toEqual(refusal);
    expect(inspectContent(invite({ "Content-Encoding": "gzip, br" }), can, DEFAULT_LIMITS)).toEqual(refusal);
    expect(inspectContent(invite({ "Content-Encoding": "b r" }), can, DEFAULT_LIMITS)).toEqual(refusal);
    expect(inspectContent(invite({ "Content-Encoding": "GZIP" }), can, DEFAULT_LIMITS)).toBeUndefined();
    expect(inspectContent(invite({ "Content-Encoding": "identity" }), can, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("in an unknown language is not understood: 415 with Accept-Language [UAS-8.2.3-a] [UAS-8.2.3-b]", () => {
    const can = { ...capabilities, languages: ["de", "en-GB"] };

    expect(inspectContent(invite({ "Content-Language": "fr" }), can, DEFAULT_LIMITS)).toEqual({
      code: "unsupported-language",
      statusCode: 415,
      extraHeaders: ["Accept-Language: de, en-GB"],
    });
    expect(inspectContent(invite({ "Content-Language": "EN-gb, de" }), can, DEFAULT_LIMITS)).toBeUndefined();
    expect(inspectContent(invite({}), can, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("in any language is fine as long as none is named [UAS-8.2.3-d]", () => {
    expect(inspectContent(invite({ "Content-Language": "fr" }), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("with an unknown disposition is not understood: 415 [UAS-20.11-a]", () => {
    expect(inspectContent(invite({ "Content-Disposition": "hologram" }), capabilities, DEFAULT_LIMITS)).toEqual({
      code: "unsupported-disposition",
      statusCode: 415,
      extraHeaders: [ACCEPT],
    });
    expect(inspectContent(invite({ "Content-Disposition": "Session" }), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });

  test.each(["hologram;handling=optional", "session;handling=Optional", "render ; handling=OPTIONAL"])(
    "that may be skipped is not looked at: %s [UAS-8.2.3-c]",
    (disposition) => {
      const headers = { "Content-Disposition": disposition, "Content-Encoding": "br" };

      expect(inspectContent(invite(headers, "application/x-none"), capabilities, DEFAULT_LIMITS)).toBeUndefined();
    },
  );

  test.each(["session;handling=required", "session;handling=perhaps"])("has to be understood: %s", (disposition) => {
    const message = invite({ "Content-Disposition": disposition }, "application/x-none");

    expect(inspectContent(message, capabilities, DEFAULT_LIMITS)?.statusCode).toBe(415);
  });

  test.each([
    [undefined, "Missing Content-Type header field"],
    ["sdp", "Malformed Content-Type header field"],
    ["multipart/mixed", "Malformed Content-Type header field"], // no boundary
  ])("of type %j cannot be judged: 400 %s (RFC 2046 §5.1.1) [UAS-21.4.1-a]", (type, reasonPhrase) => {
    expect(inspectContent(invite({ "Content-Type": type }), capabilities, DEFAULT_LIMITS)).toEqual({
      code: "bad-content-type",
      statusCode: 400,
      reasonPhrase,
    });
  });

  test("is judged by the application in requests whose bodies are its own", () => {
    const options = { body: "?", contentType: "application/x-none" };

    expect(inspectContent(requestOf("MESSAGE", options), capabilities, DEFAULT_LIMITS)).toBeUndefined();
    expect(inspectContent(requestOf("INFO", options), capabilities, DEFAULT_LIMITS)).toBeUndefined();
    expect(inspectContent(requestOf("OPTIONS", options), capabilities, DEFAULT_LIMITS)?.statusCode).toBe(415);
  });

  test("that is not there needs no type", () => {
    const headers = { "Content-Type": "application/x-none", "Content-Encoding": "br" };

    expect(inspectContent(requestOf("INVITE", { headers }), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });
});

describe("RFC 5621 §9.3 a part that a header points at", () => {
  const { capabilities } = hostOf();
  const location = "Content-Type: application/pidf+xml\r\nContent-ID: <alice@example.com>\r\n";

  function inviteWith(part: string, headers: RequestTextOptions["headers"] & object): IncomingRequestMessage {
    const body = `--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b\r\n${part}\r\n<presence/>\r\n--b--`;
    return requestOf("INVITE", { headers, body, contentType: "multipart/mixed;boundary=b" });
  }

  test("is left to whoever reads that header, whatever its type [BDY-5621-9.3-a]", () => {
    const message = inviteWith(location, { Geolocation: "<cid:alice@example.com>" });

    expect(inspectContent(message, capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("that no header points at is as any other [BDY-5621-9.4-a]", () => {
    const byReference = `${location}Content-Disposition: by-reference\r\n`;
    const optional = `${location}Content-Disposition: by-reference;handling=optional\r\n`;
    const elsewhere = { Geolocation: "<cid:bob@example.com>" };

    expect(inspectContent(inviteWith(location, elsewhere), capabilities, DEFAULT_LIMITS)?.statusCode).toBe(415);
    expect(inspectContent(inviteWith(byReference, {}), capabilities, DEFAULT_LIMITS)?.statusCode).toBe(415);
    expect(inspectContent(inviteWith(optional, {}), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });

  test("an early session is not served: 415 where it has to be understood (RFC 3959 §4) [EMD-3959-4-a]", () => {
    const early = (handling: string) =>
      `Content-Type: application/sdp\r\nContent-Disposition: early-session${handling}\r\n`;

    expect(inspectContent(inviteWith(early(""), {}), capabilities, DEFAULT_LIMITS)?.statusCode).toBe(415);
    expect(inspectContent(inviteWith(early(";handling=optional"), {}), capabilities, DEFAULT_LIMITS)).toBeUndefined();
  });
});

describe("RFC 3261 §20.1 what the response may hold", () => {
  test.each([
    [undefined, undefined],
    ["application/sdp", undefined],
    ["text/plain, application/*;q=0.5", undefined],
    ["*/*", undefined],
    ["broken", undefined],
    ["text/nobodyKnowsThis", 406],
    ["text/plain, application/json", 406],
  ])("Accept %j: %j [UAS-21.4.7-a]", (accept, statusCode) => {
    expect(inspectAccept(requestOf("INVITE", { headers: { Accept: accept } }))?.statusCode).toBe(statusCode);
  });

  test("only an INVITE is answered with a session description", () => {
    expect(inspectAccept(requestOf("OPTIONS", { headers: { Accept: "text/plain" } }))).toBeUndefined();
  });
});
