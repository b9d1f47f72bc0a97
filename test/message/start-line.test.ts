import { describe, expect, test } from "vitest";
import { constructOutgoingResponse } from "../../src/message/outgoing-response.js";
import { failure, inviteText, refusal, request, responseOf } from "./support.js";

describe("RFC 3261 §7.1 request line", () => {
  test.each([
    ["INVITE  sip:a@b SIP/2.0", "400 Malformed request line"],
    ["INVITE sip:a@b SIP/2.0  ", "400 Malformed request line"],
    ["INVITE\tsip:a@b SIP/2.0", "400 Malformed request line"],
    [" INVITE sip:a@b SIP/2.0", "400 Malformed request line"],
    ["INVITE  SIP/2.0", "400 Malformed request line"],
    ["INVITE sip:a@b", "400 Malformed request line"],
    ["IN/VITE sip:a@b SIP/2.0", "400 Malformed request line"],
  ])("%j is refused: one space stands between its parts, and nothing else [MSG-7.1-a]", (start, answer) => {
    expect(refusal(inviteText({ start }))).toBe(answer);
  });

  test.each(["invite", "%42YE", "__proto__", "!interesting-Method0123456789_*+`.%indeed'~"])(
    "%j is a method like any other token, and not another one [MSG-7.1-b] [MSG-25.1-a]",
    (method) => {
      expect(request({ start: `${method} sip:a@b SIP/2.0` }).method).toBe(method);
    },
  );

  test.each([
    ["INVITE <sip:a@b> SIP/2.0", "400 Malformed Request-URI"],
    ["INVITE sip:a@b; lr SIP/2.0", "400 Malformed request line"],
    ["INVITE sip:a\u0001@b SIP/2.0", "400 Malformed Request-URI"],
    ["INVITE sip:u@h#x SIP/2.0", "400 Malformed Request-URI"],
  ])("%j has something in its Request-URI that cannot be there [MSG-7.1-c]", (start, answer) => {
    expect(refusal(inviteText({ start }))).toBe(answer);
  });

  test("the version is read in any case and written in capitals [MSG-7.1-d]", () => {
    const message = request({ start: "INVITE sip:a@b sip/2.0" });

    const response = constructOutgoingResponse(message, { statusCode: 200, toTag: "b0b" });

    expect(response.message).toMatch(/^SIP\/2\.0 200 OK\r\n/);
  });

  test.each(["SIP/7.0", "SIP/2.00", "SIP/3.0", "HTTP/1.1"])("%s is answered 505 [MSG-7.1-e]", (version) => {
    expect(refusal(inviteText({ start: `INVITE sip:a@b ${version}` }))).toBe("505 Version Not Supported");
  });

  test("a URI of another scheme is kept as opaque text [MSG-7.1-f]", () => {
    const { ruri } = request({ start: "INVITE zzz:opaque SIP/2.0" });

    expect(ruri.scheme).toBe("zzz");
    expect(ruri.isOpaque).toBe(true);
    expect(ruri.toString()).toBe("zzz:opaque");
  });

  test("a Request-URI that is missing can still be asked for, where the request is answered", () => {
    const { request: refused } = failure(inviteText({ start: "INVITE  SIP/2.0" }));

    expect(refused?.ruri.isOpaque).toBe(true);
    expect(refused?.ruri.toString()).toBe(":");
    expect(refused?.ruri.clone().host).toBe("");
  });

  test("headers in a Request-URI are refused and never made header fields of [MSG-7.1-g] [URI-19.1.1-e]", () => {
    const text = inviteText({ start: "INVITE sip:u@h?Route=%3Csip:x%3E SIP/2.0" });

    expect(refusal(text)).toBe("400 Malformed Request-URI");
    expect(failure(text).request?.hasHeader("Route")).toBe(false);
  });
});

describe("RFC 3261 §7.2 status line", () => {
  test.each([
    ["SIP/2.0 100 ", 100, ""],
    ["SIP/2.0 200 Добре = ok", 200, "Добре = ok"],
    ["SIP/2.0 486 100%25 busy", 486, "100% busy"],
    ["SIP/2.0 699 a  b", 699, "a  b"],
  ])("%j is a code and a phrase [MSG-7.2-a] [MSG-7.2-b]", (start, statusCode, reasonPhrase) => {
    const response = responseOf(inviteText({ start }));

    expect(response).toMatchObject({ statusCode, reasonPhrase, method: "INVITE" });
  });

  test("RFC 4475 §3.1.1.13 the space behind the code may be missing [MSG-7.2-a]", () => {
    expect(responseOf(inviteText({ start: "SIP/2.0 100" }))).toMatchObject({ statusCode: 100, reasonPhrase: "" });
  });

  test.each([
    "SIP/2.0 7000 x",
    "SIP/2.0 099 x",
    "SIP/2.0 700 x",
    "SIP/2.0 4294967301 x",
    "SIP/2.0 20 x",
    "SIP/7.0 200 OK",
  ])("%j is dropped [MSG-7.2-d]", (start) => {
    expect(failure(inviteText({ start })).request).toBeUndefined();
  });
});
