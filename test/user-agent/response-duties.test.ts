import { describe, expect, test } from "vitest";
import { DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import {
  allowLine,
  checkDuties,
  dutyHeaders,
  has,
  valueOf,
  withoutIdleRetryAfter,
} from "../../src/user-agent/response-duties.js";

const can = { ...DEFAULT_CAPABILITIES, methods: ["INVITE", "ACK"], contentTypes: ["application/sdp"] };

describe("RFC 3261 §21.4.2, §21.4.8, §21.4.15, §21.4.16 header fields that a code is nothing without", () => {
  test.each([
    [405, [], ["Allow: INVITE, ACK"]],
    [405, ["ALLOW : INVITE"], []],
    [415, [], ["Accept: application/sdp", "Accept-Encoding: identity"]],
    [415, ["accept-language: de"], []],
    [404, [], []],
    [200, [], []],
  ])("%i with %j is given %j [UAS-21.4.14-a]", (statusCode, given, added) => {
    expect(dutyHeaders(statusCode, given, can)).toEqual(added);
  });

  test.each([
    [401, "WWW-Authenticate"],
    [407, "Proxy-Authenticate"],
    [420, "Unsupported"],
    [421, "Require"],
  ])("%i is refused without %s, which only the application knows [UAS-21.4.14-a] [UAS-8.2.4-c]", (statusCode, name) => {
    expect(() => checkDuties({ statusCode })).toThrow(
      new TypeError(`cannot send ${statusCode}: extraHeaders has no ${name}`),
    );
    expect(() => checkDuties({ statusCode, extraHeaders: [`${name.toLowerCase()}: x`] })).not.toThrow();
  });
});

describe("RFC 7462 §4.1, RFC 6432 §3 header fields that a 100 never has", () => {
  test.each(["Alert-Info: <urn:alert:source:internal>", "reason : Q.850;cause=17"])(
    "%s is refused [ALT-7462-4.1-a] [RSN-6432-3-a]",
    (line) => {
      expect(() => checkDuties({ statusCode: 100, extraHeaders: ["Server: x", line] })).toThrow(TypeError);
      expect(() => checkDuties({ statusCode: 182, extraHeaders: [line] })).not.toThrow();
    },
  );

  test("others are not its business", () => {
    expect(() => checkDuties({ statusCode: 100 })).not.toThrow();
    expect(() => checkDuties({ statusCode: 100, extraHeaders: ["Server: x"] })).not.toThrow();
  });
});

describe("RFC 3261 §20.33 Retry-After", () => {
  test.each([404, 413, 480, 486, 500, 503, 600, 603])("stands in a %i [UAS-20.33-a]", (statusCode) => {
    expect(withoutIdleRetryAfter(statusCode, ["Retry-After: 5"])).toEqual(["Retry-After: 5"]);
  });

  test.each([180, 200, 302, 403, 487, 606])("does not stand in a %i [UAS-20.33-a]", (statusCode) => {
    expect(withoutIdleRetryAfter(statusCode, ["Subject: tea", "retry-after : 5"])).toEqual(["Subject: tea"]);
  });
});

describe("lines of a header", () => {
  test("are found by name, in any case, with space before the colon", () => {
    expect(has(["Subject: Contact: x"], "contact")).toBe(false);
    expect(has(["CONTACT : <sip:a@b>"], "contact")).toBe(true);
    expect(valueOf(["A: 1", "b : 2", "B: 3"], "b")).toBe("2");
    expect(valueOf([], "b")).toBeUndefined();
    expect(has([" Contact: x", "\tAllow: y", ""], "contact")).toBe(true);
    expect(has(["", "Contac: x", "Contacts: x"], "contact")).toBe(false);
  });

  test("Allow has what its list holds, even when that has changed since [MSG-20.5-a]", () => {
    const methods = ["INVITE", "ACK"];
    expect(allowLine({ ...can, methods })).toBe("Allow: INVITE, ACK");
    methods.push("BYE");

    expect(allowLine({ ...can, methods })).toBe("Allow: INVITE, ACK, BYE");
  });
});
