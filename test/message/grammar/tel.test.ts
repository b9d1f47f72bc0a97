import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { parseTel, telAsUser } from "../../../src/message/grammar/tel-equality.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";
import { equivalentURI } from "../../../src/message/grammar/uri-equality.js";

function isEquivalent(a: string, b: string): unknown {
  const [first, second] = [parseUri(a), parseUri(b)];
  return first instanceof URI && second instanceof URI ? equivalentURI(first, second) : "unreadable";
}

describe("RFC 3966 §3 telephone numbers", () => {
  test.each([
    ["+44-20-5550-100;postd=q7", "+44205550100", { postd: "q7" }],
    ["+1(201)555.0123", "+12015550123", {}],
    ["+-.()1", "+1", {}],
    ["7042;phone-context=example.com", "7042", { "phone-context": "example.com" }],
    ["*21#;PHONE-CONTEXT=+1-914", "*21#", { "phone-context": "+1-914" }],
    ["Ab-c;phone-context=h", "abc", { "phone-context": "h" }],
    ["+1;isub=12%2034;ext=5", "+1", { isub: "12%2034", ext: "5" }],
    ["+1;x", "+1", { x: "" }],
  ])("%s", (text, number, parameters) => {
    expect(parseTel(text)).toEqual({ number, parameters: new Map(Object.entries(parameters)) });
  });

  test.each([
    "",
    "+",
    "+()",
    "+1a",
    "1",
    "g;phone-context=h",
    "--;phone-context=h",
    "1;phone-context",
    "1;phone-context=",
    "1;phone-context=a;phone-context=b",
    "+1;x=1;X=2",
    "+1;",
    "+1;=2",
    "+1;a_b=2",
    "+1;x=",
    "+1;ext=",
    "+1;ext=x",
    "1;phone-context=a b",
  ])("%j is none (RFC 3966 §5.1)", (text) => {
    expect(parseTel(text)).toBeUndefined();
  });

  test("tel URIs are read as any URI of another scheme, and written as they came [MSG-7.1-f]", () => {
    const [number, capitals] = [parseUri("tel:+44-20-5550-100;postd=q7"), parseUri("TEL:+1")];

    expect(number instanceof URI && number.toString()).toBe("tel:+44-20-5550-100;postd=q7");
    expect(capitals instanceof URI && capitals.toString()).toBe("tel:+1");
    expect(parseUri("tel:*21#;phone-context=h")).toBeInstanceOf(ParseFailure);
    expect(parseUri("tel:")).toBeInstanceOf(ParseFailure);
  });

  test.each([
    ["tel:+1-201-555-0123", "tel:+12015550123", true],
    ["tel:+1;a=1;b=2", "tel:+1;B=2;A=1", true],
    ["tel:+1;ext=1-2", "tel:+1;ext=12", true],
    ["tel:7042;phone-context=Example.COM", "tel:7042;phone-context=example.com", true],
    ["tel:1;phone-context=+1-914", "tel:1;phone-context=+1914", true],
    ["tel:+1;a=1", "tel:+1", false],
    ["tel:+1", "tel:1;phone-context=h", false],
    ["tel:1;phone-context=+1", "tel:1;phone-context=h", false],
    ["tel:+1", "sip:+1@h;user=phone", false],
    // RFC 3261 §19.1.4: within a SIP URI it is a user part like any other.
    ["sip:+1-2@h;user=phone", "sip:+12@h;user=phone", false],
    ["sip:+1;EXT=2@h", "sip:+1;ext=2@h", false],
    ["sip:+1;ext=2@h", "sip:+1;ext=2@h", true],
  ])("%s and %s are the same: %s, both ways [URI-3966.4-a]", (a, b, same) => {
    expect([isEquivalent(a, b), isEquivalent(b, a)]).toEqual([same, same]);
  });

  test("as a user part: `isub` or `ext` first, then `phone-context`, then by name, in lower case [URI-19.1.6-a]", () => {
    expect(telAsUser("+1;zeta=1;POSTD=Q7;Alpha=2;ext=3")).toMatch(/^\+1;ext=3;/);
    expect(telAsUser("7;b=1;Phone-Context=H;a=2;isub=3")).toBe("7;isub=3;phone-context=h;a=2;b=1");
    expect(new URI("sip", "*21#", "h", undefined, { user: "phone" }).toString()).toBe("sip:*21%23@h;user=phone");
  });
});
