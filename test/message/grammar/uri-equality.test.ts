import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { equivalentTel, parseTel, telAsUser } from "../../../src/message/grammar/tel-equality.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";
import { equivalentURI } from "../../../src/message/grammar/uri-equality.js";

function uri(text: string): URI {
  const parsed = parseUri(text);
  if (parsed instanceof ParseFailure) throw new Error(`${text} has no ${parsed.expected}`);
  return parsed;
}

describe("RFC 3261 §19.1.4 comparison of URIs", () => {
  test.each([
    ["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"],
    ["sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"],
    [
      "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
      "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
    ],
    [
      "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
      "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
    ],
    ["zzz:same", "ZZZ:same"],
  ])("%s and %s are equivalent [URI-19.1.4-a] [URI-19.1.4-c]", (a, b) => {
    expect(equivalentURI(uri(a), uri(b))).toBe(true);
    expect(equivalentURI(uri(b), uri(a))).toBe(true);
  });

  test.each([
    ["SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"],
    ["sip:carol@chicago.com?Subject=a", "sip:carol@chicago.com?Subject=b"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"],
    ["sip:a@h", "sips:a@h"],
    ["sip:a@h;user=ip", "sip:a@h"],
    ["sip:a@h;ttl=1", "sip:a@h"],
    ["sip:a@h;method=INVITE", "sip:a@h"],
    ["sip:a@h;maddr=h", "sip:a@h"],
    ["sip:a:p@h", "sip:a@h"],
    ["sip:a@h", "sip:h"],
    ["sip:a%2Cb@h", "sip:a,b@h"],
    ["zzz:same", "zzz:SAME"],
  ])("%s and %s are not [URI-19.1.4-a] [URI-19.1.4-b] [URI-19.1.4-c]", (a, b) => {
    expect(equivalentURI(uri(a), uri(b))).toBe(false);
    expect(equivalentURI(uri(b), uri(a))).toBe(false);
  });

  test("a name never equals an address [URI-19.1.4-d]", () => {
    expect(equivalentURI(uri("sip:bob@phone21.boxesbybob.com"), uri("sip:bob@192.0.2.4"))).toBe(false);
  });
});

describe("RFC 5954 §4.2 comparison of addresses", () => {
  test.each([
    ["sip:bob@[::ffff:192.0.2.128]", "sip:bob@[::ffff:c000:280]"],
    ["sip:bob@[2001:db8::9:1]", "sip:bob@[2001:db8::9:01]"],
    ["sip:bob@[0:0:0:0:0:FFFF:129.144.52.38]", "sip:bob@[::FFFF:129.144.52.38]"],
  ])("%s and %s are the same by value [URI-5954.4.2-a]", (a, b) => {
    expect(equivalentURI(uri(a), uri(b))).toBe(true);
  });
});

describe("RFC 3966 §4 comparison of telephone numbers", () => {
  test.each([
    ["tel:+1-201-555-0123", "tel:+12015550123", true],
    ["tel:+1(201)555.0123;a=1;b=2", "TEL:+12015550123;B=2;A=1", true],
    ["tel:7042;phone-context=Example.com", "tel:7042;phone-context=example.com", true],
    ["tel:863-1234;phone-context=+1-914-555", "tel:8631234;phone-context=+1914555", true],
    ["tel:+12015550123;ext=1", "tel:+12015550123", false],
    ["tel:+12015550123;x=1", "tel:+12015550123;x=2", false],
    ["tel:+12015550123;x=1", "tel:+12015550123;y=1", false],
    ["tel:+12015550123", "tel:12015550123;phone-context=+1", false],
  ])("%s and %s: %s [URI-3966.4-a]", (a, b, same) => {
    expect(equivalentURI(uri(a), uri(b))).toBe(same);
  });

  test("what is no number at all is compared as text", () => {
    expect(equivalentTel("x", "X")).toBe(true);
    expect(equivalentTel("x", "+1")).toBe(false);
  });
});

describe("RFC 3966 §3 telephone numbers", () => {
  test("are read without their separators", () => {
    expect(parseTel("+44-20-5550-100;postd=q7")).toEqual({
      number: "+44205550100",
      parameters: new Map([["postd", "q7"]]),
    });
  });

  test.each(["", "+", "+-", "12;x=1;x=2;phone-context=a", "12;;phone-context=a", "+1x"])("fail on %j", (text) => {
    expect(parseTel(text)).toBeUndefined();
  });

  test("RFC 3966 §5.1 a local number needs a phone-context", () => {
    expect(parseTel("7042")).toBeUndefined();
  });

  test("RFC 3261 §19.1.6 go wholly into the user part of a SIP URI [URI-19.1.6-a]", () => {
    const user = telAsUser("+44-20-5550-100;zeta=1;POSTD=Q7;alpha=2");

    expect(user).toBe("+44-20-5550-100;postd=q7;alpha=2;zeta=1");
    expect(new URI("sip", user, "gw.example", undefined, { user: "phone" }).toString()).toBe(
      "sip:+44-20-5550-100;postd=q7;alpha=2;zeta=1@gw.example;user=phone",
    );
  });
});
