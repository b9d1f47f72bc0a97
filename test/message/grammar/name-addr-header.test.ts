import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { NameAddrHeader, parseNameAddr } from "../../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";

function nameAddr(text: string): NameAddrHeader {
  const parsed = parseNameAddr(text);
  if (parsed instanceof ParseFailure) throw new Error(`${text} has no ${parsed.expected}`);
  return parsed;
}

describe("RFC 3261 §20.10 name-addr and addr-spec", () => {
  test.each([
    ["sip:v@h.example.com ;   tag    = 191n", undefined, "sip:v@h.example.com", { tag: "191n" }],
    ['"J Ros \\\\\\""       <sip:j@example.com> ; tag = 98', 'J Ros \\"', "sip:j@example.com", { tag: "98" }],
    ["sip:+1972@gw1.example.net;unknownparam", undefined, "sip:+1972@gw1.example.net", { unknownparam: null }],
    ["<sip:+1972@gw1.example.net;unknownparam>", undefined, "sip:+1972@gw1.example.net;unknownparam", {}],
    ["Ann<sip:ann@example.com>;tag=3k", "Ann", "sip:ann@example.com", { tag: "3k" }],
    ["Ann  of \t Green <sip:ann@example.com>", "Ann of Green", "sip:ann@example.com", {}],
    ['" two  spaces " <sip:a@b>', " two  spaces ", "sip:a@b", {}],
    ['"" <sip:a@b>', "", "sip:a@b", {}],
    ['<sip:a@b>;x="a;b,c";Y', undefined, "sip:a@b", { x: '"a;b,c"', y: null }],
    ["<sip:a@b>;maddr=[2001:db8::1]", undefined, "sip:a@b", { maddr: "[2001:db8::1]" }],
    ["<isbn:2983792873>", undefined, "isbn:2983792873", {}],
    ["Жанна <sip:a@b>", "Жанна", "sip:a@b", {}],
  ])("reads %j [MSG-20.10-a] [MSG-20.10-b]", (text, display, uri, parameters) => {
    const header = nameAddr(text);

    expect(header.displayName).toBe(display);
    expect(header.uri.toString()).toBe(uri);
    expect({ ...header.parameters }).toEqual(parameters);
  });

  test.each([
    "",
    '"Mr. J. User <sip:j.user@example.com>',
    '"a" "b" <sip:a@b>',
    '"a"b <sip:a@b>',
    '"a\\" <sip:a@b>',
    '"a\0" <sip:a@b>',
    "<sip:a@b",
    "<sip:a@b>>",
    "<<sip:a@b>>",
    "<>",
    "< sip:a@b >",
    "Doe, Ann <sip:t@h>",
    "sip:a@b?x=y",
    "sip:a@b,c",
    "sip:a@b x",
    "<sip:a@b>;tag=1;tag=2",
    "<sip:a@b>;tag",
    '<sip:a@b>;tag="x"',
    "<sip:a@b>;x=1;X=2",
    "<sip:a@b>;;x",
    "<sip:a@b>;x=",
    '<sip:a@b>;x="a',
    "<sip:a@b>x",
  ])("fails on %j [MSG-25.1-b] [MSG-7.3.1-e]", (text) => {
    expect(parseNameAddr(text)).toBeInstanceOf(ParseFailure);
  });

  test("RFC 4475 §3.1.2.15 an unquoted display name with odd characters is refused [MSG-4475-c]", () => {
    expect(parseNameAddr("Bell, Alexander <sip:a.g.bell@example.com>;tag=43")).toBeInstanceOf(ParseFailure);
  });

  test("RFC 8217 §3 a URI is always written in brackets [MSG-8217.3-a]", () => {
    expect(nameAddr("sip:a@h;tag=1").toString()).toBe("<sip:a@h>;tag=1");
    expect(new NameAddrHeader(new URI("sip", "a", "h", undefined, { user: "phone" }), undefined).toString()).toBe(
      "<sip:a@h;user=phone>",
    );
  });

  test("RFC 3261 §25.1 a quoted string may hold whatever can be escaped [MSG-25.1-b]", () => {
    const text = '"a\\"b\\\\\\\u0000\\\u0007" <sip:a@b>';

    expect(nameAddr(text).displayName).toBe('a"b\\\u0000\u0007');
    expect(new NameAddrHeader(new URI("sip", "a", "b"), 'a"b\\').toString()).toBe('"a\\"b\\\\" <sip:a@b>');
  });

  test("the friendly name is the display name, or who it is", () => {
    expect(nameAddr("Bob <sip:b@h>").friendlyName).toBe("Bob");
    expect(nameAddr("<sip:b@h>").friendlyName).toBe("b@h");
  });

  test("a clone is another one", () => {
    const original = nameAddr("Bob <sip:b@h>;q=1");
    const copy = original.clone();
    copy.uri.user = "c";
    copy.setParam("q", 0.5);

    expect(original.toString()).toBe('"Bob" <sip:b@h>;q=1');
    expect(copy.toString()).toBe('"Bob" <sip:c@h>;q=0.5');
  });
});

describe("RFC 3261 §19.1 what is written is read back", () => {
  const text = fc.string({ unit: "grapheme" }).map((s) => s.replace(/[\r\n\0]/g, " ").normalize());
  const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,12}$/);
  const host = fc.constantFrom("example.com", "192.0.2.1", "[2001:db8::1]", "localhost", "xn--h.example");

  test("URIs of any user, password, parameters and headers", () => {
    const parts = fc.record({
      user: text.filter((user) => user !== ""),
      password: fc.option(text, { nil: undefined }),
      host,
      port: fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined }),
      value: text.filter((value) => value !== ""),
      header: text,
    });

    fc.assert(
      fc.property(parts, ({ user, password, host, port, value, header }) => {
        const uri = new URI("sip", user, host, port, { lr: null, x: value }, { subject: header });
        uri.password = password;

        const back = parseUri(uri.toString());

        expect(back).toMatchObject({
          user,
          password,
          host,
          port,
          parameters: { lr: null, x: value },
          headers: { Subject: [header] },
        });
        expect(back instanceof ParseFailure ? back : back.toString()).toBe(uri.toString());
      }),
    );
  });

  test("name-addrs of any display name", () => {
    fc.assert(
      fc.property(text, token, host, (display, tag, host) => {
        const header = new NameAddrHeader(new URI("sip", "a", host), display, { tag });

        expect(nameAddr(header.toString())).toMatchObject({ displayName: display || undefined, parameters: { tag } });
      }),
    );
  });

  test("nothing makes a reader throw", () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'sip:<>"\\;,?@[]%=:0aé\0 \t'.split("")), maxLength: 60 });

    fc.assert(
      fc.property(hostile, (input) => {
        expect(() => parseUri(input)).not.toThrow();
        expect(() => parseUri(`sip:${input}`)).not.toThrow();
        expect(() => parseNameAddr(input)).not.toThrow();
      }),
    );
  });
});
