import { describe, expect, test } from "vitest";
import { fromBodyLegacy, getBody, isBody } from "../../src/message/body.js";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { sessionDescription } from "../../src/message/session-description.js";
import { request } from "./support.js";

function withBody(contentType: string, body: string, lines: readonly string[] = []) {
  return request({ lines: [`Content-Type: ${contentType}`, ...lines], body });
}

const sdpPart = "Content-Type: application/sdp\r\n\r\nv=0";

describe("RFC 3261 §20.11 what a body is for", () => {
  test.each([
    ["application/sdp", [], "session"],
    ["Application/SDP;charset=utf-8", [], "session"],
    ["text/plain", [], "render"],
    ["application/sdp", ["Content-Disposition: Render;handling=optional"], "render"],
    ["application/sdp", ["Content-Disposition: ;;"], "session"],
  ])("%s %j is for %s [MSG-20.11-a]", (contentType, lines, contentDisposition) => {
    expect(getBody(withBody(contentType, "x", lines))).toEqual({ contentDisposition, contentType, content: "x" });
  });

  test("without octets there is none, and without a type nothing can be said of it [MSG-20.15-a]", () => {
    expect(getBody(withBody("application/sdp", ""))).toBeUndefined();
    expect(getBody(request({ body: "v=0" }))).toBeUndefined();
  });

  test("a body of ours is made complete", () => {
    expect(getBody({ contentType: "text/plain", content: "x" } as never)).toMatchObject({
      contentDisposition: "render",
    });
    expect(getBody({ contentDisposition: "", contentType: "application/sdp", content: "x" })).toMatchObject({
      contentDisposition: "session",
    });
    expect(getBody({ contentDisposition: "session", contentType: "application/sdp", content: "" })).toBeUndefined();
  });

  test("the body of a request of ours is found", () => {
    const body = { contentDisposition: "session", contentType: "application/sdp", content: "v=0" };
    const options = {
      method: "INFO",
      requestUri: "sip:h",
      via: "SIP/2.0/UDP h",
      from: "<sip:a@b>",
      to: "<sip:c@d>",
      callId: "1",
      cseq: 1,
    };

    expect(getBody(new OutgoingRequestMessage({ ...options, body }))).toEqual(body);
    expect(getBody(new OutgoingRequestMessage(options))).toBeUndefined();
  });

  test.each([
    [{ contentType: "a/b", content: "x" }, true],
    [{ contentDisposition: "session", contentType: "a/b", content: "" }, true],
    [{ contentDisposition: 1, contentType: "a/b", content: "" }, false],
    [{ contentType: "a/b" }, false],
    ["v=0", false],
    [null, false],
    [undefined, false],
  ])("%j is a body: %s", (value, expected) => {
    expect(isBody(value)).toBe(expected);
  });

  test("what SIP.js took for a body becomes one", () => {
    expect(fromBodyLegacy("v=0")).toEqual({
      contentDisposition: "session",
      contentType: "application/sdp",
      content: "v=0",
    });
    expect(fromBodyLegacy({ body: "x", contentType: "a/b" })).toMatchObject({
      contentDisposition: "render",
      contentType: "a/b",
    });
  });
});

describe("RFC 5621 §4.2 the session description of a message", () => {
  const part = (type: string, content: string, more = "") =>
    `--b\r\nContent-Type: ${type}\r\n${more}\r\n${content}\r\n`;

  test("is the body itself", () => {
    expect(sessionDescription(withBody("application/sdp", "v=0"))?.content).toBe("v=0");
    expect(sessionDescription(withBody("text/plain", "v=0"))).toBeUndefined();
    expect(sessionDescription(request())).toBeUndefined();
  });

  test.each([
    ["multipart/mixed", "first"],
    ["multipart/foo", "first"],
    ["multipart/alternative", "last"],
  ])("of %s it is the %s that is understood [MSG-5621.4.2-a]", (type, expected) => {
    const body = `${part("text/xml", "<x/>")}${part("application/sdp", "first")}${part("application/sdp", "last")}${part("a/b", "?")}--b--`;

    expect(sessionDescription(withBody(`${type};boundary=b`, body))).toEqual({
      contentDisposition: "session",
      contentType: "application/sdp",
      content: expected,
    });
  });

  test("is found in multiparts within multiparts [MSG-5621.4.2-a]", () => {
    const inner = `--c\r\nContent-Type: application/x\r\n\r\n?\r\n--c\r\n${sdpPart}\r\n--c--`;

    expect(
      sessionDescription(
        withBody('multipart/mixed;boundary="b"', `${part('multipart/alternative;boundary="c"', inner)}--b--`),
      )?.content,
    ).toBe("v=0");
  });

  test("is not a part that is for something else", () => {
    const body = `${part("application/sdp", "early", "Content-Disposition: early-session\r\n")}${part("application/sdp", "v=0")}--b--`;

    expect(sessionDescription(withBody("multipart/mixed;boundary=b", body))?.content).toBe("v=0");
  });

  test("is not looked for without a boundary, nor without end", () => {
    let nested = "v=0";
    let type = "application/sdp";
    for (let depth = 0; depth < 7; depth++) {
      nested = `--b${depth}\r\nContent-Type: ${type}\r\n\r\n${nested}\r\n--b${depth}--`;
      type = `multipart/mixed;boundary=b${depth}`;
    }

    expect(sessionDescription(withBody("multipart/mixed", nested))).toBeUndefined();
    expect(sessionDescription(withBody(type, nested))).toBeUndefined();
    expect(sessionDescription(withBody("x", nested))).toBeUndefined();
  });
});
