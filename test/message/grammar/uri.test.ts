import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";

function uri(text: string): URI {
  const parsed = parseUri(text);
  if (parsed instanceof ParseFailure) throw new Error(`${text} has no ${parsed.expected}`);
  return parsed;
}

describe("RFC 3261 §19.1.1 SIP and SIPS URIs", () => {
  test.each([
    [
      "sip:alice@atlanta.com",
      { scheme: "sip", user: "alice", host: "atlanta.com", port: undefined, password: undefined },
    ],
    ["sip:alice:secretword@atlanta.com;transport=tcp", { password: "secretword", parameters: { transport: "tcp" } }],
    [
      "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
      { scheme: "sips", headers: { Subject: ["project x"], Priority: ["urgent"] } },
    ],
    [
      "sip:+1-212-555-1212:1234@gateway.com;user=phone",
      { user: "+1-212-555-1212", password: "1234", parameters: { user: "phone" } },
    ],
    [
      "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
      { user: undefined, parameters: { method: "REGISTER" }, headers: { To: ["alice@atlanta.com"] } },
    ],
    ["sip:alice;day=tuesday@atlanta.com", { user: "alice;day=tuesday", host: "atlanta.com" }],
    ["sip:user;par=u%40example.net@example.com", { user: "user;par=u@example.net", host: "example.com" }],
    ["sip:j%40s0n@example.com", { user: "j@s0n" }],
    ["sip:[2001:db8::10]:5070", { host: "[2001:db8::10]", port: 5070 }],
    ["sip:[2001:db8::10:5070]", { host: "[2001:db8::10:5070]", port: undefined }],
    ["sip:sips%3Auser%40example.com@example.net", { user: "sips:user@example.com", host: "example.net" }],
    ["sip:p;lr", { parameters: { lr: null } }],
    ["sip:p;lr=on", { parameters: { lr: "on" } }],
    ["sip:a:@h", { user: "a", password: "" }],
    ["SIP:BOB@Example.COM", { scheme: "sip", user: "BOB", host: "example.com" }],
    ["sip:a@h.", { host: "h." }],
    ["sip:a@my_host", { host: "my_host" }],
    ["sip:a@h:0", { port: 0 }],
    ["sip:a@h;n%61me=v%41lue", { parameters: { name: "vAlue" } }],
  ])("reads %s [URI-19.1.1-a]", (text, expected) => {
    expect(uri(text)).toMatchObject(expected);
  });

  test.each([
    "",
    "sip:",
    "alice@atlanta.com",
    "sip:2001:db8::10",
    "sip:bob@444.555.666.777",
    "sip:bob@1.2.3",
    "sip:bob@1.2.3.4.5",
    "sip:bob@0x7f.1",
    "sip:bob@0x7f000001",
    "sip:bob@host.0x7f",
    "sip:bob@host.123.",
    "sip:bob@01.2.3.4",
    "sip:@example.com",
    "sip:a@b@c",
    "sip:a%6c@ex%61mple.com",
    "sip:a%4@h",
    "sip:a%zz@h",
    "sip:a b@h",
    'sip:a"b@h',
    "sip:a\\b@h",
    "sip:\u00e9@h",
    "sip:a@h:",
    "sip:a@h:65536",
    "sip:a@h:x",
    "sip:a@h;",
    "sip:a@h;x=",
    "sip:a@h;x=1;X=2",
    "sip:a@h?x",
    "sip:a@.h",
    "sip:a@h..h",
    "sip:a@-h",
    "sip:a@[2001:db8::10",
    "sip:a@[::1]x",
    "sip:a@[fe80::1%25eth0]",
    "sip:a@[]",
    "<sip:a@h>",
    "sip:a@h ",
    "1sip:a",
    "zzz:",
  ])("fails on %j [URI-19.1.1-a] [URI-19.1.1-b]", (text) => {
    expect(parseUri(text)).toBeInstanceOf(ParseFailure);
  });

  test.each(["7f3a9c", "sip.7f3a9c", "4a.example.com."])("%s is a host as it stands in the field", (host) => {
    expect(uri(`sip:bob@${host}:5070`)).toMatchObject({ host, port: 5070 });
    expect(String(new URI("sip", "bob", host))).toBe(`sip:bob@${host}`);
  });

  test("JSON and logs show what it says", () => {
    const text = "sip:bob@h;lr?to=x";

    expect(JSON.stringify({ uri: uri(text) })).toBe(`{"uri":"sip:bob@h;lr?To=x"}`);
    expect(inspect(uri(text))).toBe("URI sip:bob@h;lr?To=x");
  });

  test("a port of null, from code without types, is none", () => {
    const changed = uri("sip:bob@h:5070");
    Reflect.set(changed, "port", null);

    expect(String(changed)).toBe("sip:bob@h");
  });

  test("one colon too many before an IPv4 address is read, and not written [URI-5118.4.10-a]", () => {
    expect(String(uri("sip:user@[2001:db8:::192.0.2.1]"))).toBe("sip:user@[2001:db8::c000:201]");
    expect(parseUri("sip:[2001:db8:::1]")).toBeInstanceOf(ParseFailure);
    expect(parseUri("sip:[::1:::192.0.2.1]")).toBeInstanceOf(ParseFailure);
  });

  test.each(["sip:2001:db8::10"])("RFC 5118 knows %s as malformed [URI-5118.4.2-a]", (text) => {
    expect(parseUri(text)).toBeInstanceOf(ParseFailure);
  });

  test("parameters that nobody knows survive [URI-19.1.1-b]", () => {
    expect(uri("sip:a@h;x=1;lr").toString()).toBe("sip:a@h;x=1;lr");
  });

  test("names of Object.prototype are names like any other", () => {
    const { parameters, headers } = uri("sip:a@h;__proto__=1;constructor?__proto__=x&tostring=y");

    expect(Object.keys(parameters)).toEqual(["__proto__", "constructor"]);
    expect(Object.keys(headers)).toHaveLength(2);
    expect(uri("sip:a@h").hasParam("constructor")).toBe(false);
  });
});

describe("RFC 3261 §19.1.2 escapes", () => {
  test("are decoded once on reading, and written where they are needed [URI-19.1.2-a]", () => {
    expect(uri("sip:%2541@h").user).toBe("%41");
    expect(new URI("sip", "j@s0n", "example.com").toString()).toBe("sip:j%40s0n@example.com");
    expect(new URI("sip", "*21#", "h").toString()).toBe("sip:*21%23@h");
    expect(new URI("sip", "Zoë", "h", undefined, { a: "b;c" }).toString()).toBe("sip:Zo%C3%AB@h;a=b%3Bc");
  });

  test("do not exist in a host [URI-19.1.2-b]", () => {
    expect(parseUri("sip:ex%61mple.com")).toBeInstanceOf(ParseFailure);
  });

  test("of NUL do not shorten a user part [URI-19.1.2-c]", () => {
    expect(uri("sip:ab%00cd@h").user).toHaveLength(5);
    expect(uri("sip:ab%00cd@h").toString()).toBe("sip:ab%00cd@h");
  });

  test("that came are written as they came, for a reserved character is not its escape", () => {
    expect(uri("sip:a%2Cb@h").toString()).toBe("sip:a%2Cb@h");
    expect(uri("sip:%ff@h").toString()).toBe("sip:%ff@h");
  });

  test("are made anew once the part is changed", () => {
    const changed = uri("sip:a%2Cb@h:5070;lr");
    changed.user = "c d";
    changed.host = "2001:db8::1";
    changed.port = undefined;

    expect(changed.toString()).toBe("sip:c%20d@[2001:db8::1];lr");
  });
});

describe("RFC 3261 §19.1 the URI of SIP.js, mended", () => {
  test("aor is user and host, or the host alone", () => {
    expect(uri("sip:bob@Example.com:5070;x").aor).toBe("bob@example.com");
    expect(uri("sip:example.com").aor).toBe("example.com");
  });

  test("a clone is another one", () => {
    const original = uri("sip:a:b@H:1;x=1?y=2");
    const copy = original.clone();
    copy.setParam("x", "2");
    copy.setHeader("y", "3");

    expect(original.toRaw()).toBe("sip:a:b@H:1;x=1?Y=2");
    expect(copy.toString()).toBe("sip:a:b@h:1;x=2?Y=3");
    expect(uri("zzz:Opaque").clone().toString()).toBe("zzz:Opaque");
  });

  test("without a host there is none", () => {
    expect(() => new URI("sip", "a", "")).toThrow(TypeError);
  });

  test("parameters and headers are set, read and removed by name in any case", () => {
    const changed = new URI("sip", undefined, "h");
    changed.setParam("Transport", "tcp");
    changed.setParam("lr", null);
    changed.setHeader("call-id", "x");

    expect(changed.toString()).toBe("sip:h;transport=tcp;lr?Call-ID=x");
    expect(changed.getParam("TRANSPORT")).toBe("tcp");
    expect(changed.getHeader("Call-Id")).toEqual(["x"]);
    expect(changed.deleteParam("transport")).toBe("tcp");
    expect(changed.deleteHeader("CALL-ID")).toEqual(["x"]);
    expect(changed.toString()).toBe("sip:h;lr");
    changed.clearParams();
    changed.clearHeaders();
    expect(changed.toString()).toBe("sip:h");
  });
});

describe("RFC 5954 §4.1 RFC 5952 §4 §5 addresses", () => {
  test.each([
    ["[2001:DB8:0:0:0:0:9:01]", "[2001:db8::9:1]"],
    ["[2001:db8:0:1:1:1:1:1]", "[2001:db8:0:1:1:1:1:1]"],
    ["[2001:db8:0:0:1:0:0:1]", "[2001:db8::1:0:0:1]"],
    ["[::]", "[::]"],
    ["[::1]", "[::1]"],
    ["[1::]", "[1::]"],
    ["[::ffff:c000:0201]", "[::ffff:192.0.2.1]"],
    ["[2001:db8::192.0.2.1]", "[2001:db8::c000:201]"],
    ["[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"],
  ])("%s is written %s [URI-5954.5-a] [URI-5954.4.1-a]", (host, canonical) => {
    expect(uri(`sip:a@${host}`).toString()).toBe(`sip:a@${canonical}`);
  });

  test.each([
    "1::2::3",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "g::1",
    "12345::",
    "::1.2.3",
    "1.2.3.4::",
    "::256.1.1.1",
    "1:",
  ])("[%s] is no address [URI-5954.4.1-a]", (host) => {
    expect(parseUri(`sip:[${host}]`)).toBeInstanceOf(ParseFailure);
  });
});
