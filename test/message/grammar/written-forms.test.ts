import { describe, expect, test } from "vitest";
import { NameAddrHeader, parseNameAddr } from "../../../src/message/grammar/name-addr-header.js";
import { unquote } from "../../../src/message/grammar/scanner.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";

/** What an application may put into a field: it is written so that it reads back, or refused by name. */
const TEXTS = [
  "plain",
  "a b",
  " a ",
  'a"b',
  "a\\b",
  'a\\"',
  "a;b=c",
  "a,b",
  "a>b<c",
  "a@b",
  "a?b&c=d",
  "a%41",
  "a:b",
  "[::1]",
  '"quoted"',
  '"half',
  "ünï",
  "😀",
  "a\tb",
  "a\r\nX-Injected: b",
  "a\rb",
  "a\nb",
  "a\0b",
  "a\u007fb",
];

/** The text that was written, or the name that a TypeError gives. */
function writtenOrRefused(make: () => { toString(): string }, field: string): string | undefined {
  try {
    return String(make());
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(field);
    return undefined;
  }
}

const uri = () => new URI("sip", "a", "h");

describe("RFC 3261 §7.3.1 whatever is written reads back, or is refused by name [MSG-7.2-c]", () => {
  test.each<[string, (text: string) => URI, (back: URI) => unknown]>([
    ["user", (text) => new URI("sip", text, "h"), (back) => back.user],
    [
      "password",
      (text) => {
        const made = uri();
        made.password = text;
        return made;
      },
      (back) => back.password,
    ],
    ["host", (text) => new URI("sip", "a", text), (back) => back.host],
    ["scheme", (text) => new URI(text, "a", "h"), (back) => back.scheme],
    ["parameter", (text) => new URI("sip", "a", "h", undefined, { x: text }), (back) => back.getParam("x")],
    ["header", (text) => new URI("sip", "a", "h", undefined, {}, { x: text }), (back) => back.getHeader("x")?.[0]],
  ])("the %s of a URI", (field, make, read) => {
    for (const text of TEXTS) {
      const written = writtenOrRefused(() => make(text), field);
      if (written === undefined) continue;
      const back = parseUri(written);
      expect(written).not.toMatch(/[\r\n\0]/);
      expect(back instanceof URI ? read(back) : `unreadable: ${written}`).toBe(text);
    }
  });

  test.each([0.5, -1, 65_536, Number.NaN])("port %s is refused", (port) => {
    expect(writtenOrRefused(() => new URI("sip", "a", "h", port), "port")).toBeUndefined();
  });

  test.each<[string, (text: string) => NameAddrHeader, (back: NameAddrHeader) => unknown]>([
    ["displayName", (text) => new NameAddrHeader(uri(), text), (back) => back.displayName],
    [
      "parameter",
      (text) => new NameAddrHeader(uri(), undefined, { [text]: "1" }),
      (back) => Object.keys(back.parameters)[0],
    ],
  ])("the %s of a name-addr, or its name", (field, make, read) => {
    for (const text of TEXTS) {
      const written = writtenOrRefused(() => make(text), field);
      if (written === undefined) continue;
      const back = parseNameAddr(written);
      expect(written).not.toMatch(/[\r\n\0]/);
      expect(back instanceof NameAddrHeader ? read(back) : `unreadable: ${written}`).toBe(text);
    }
  });

  test("the value of a parameter of a name-addr; what is given in quotes stands in these", () => {
    for (const text of TEXTS) {
      const written = writtenOrRefused(() => new NameAddrHeader(uri(), undefined, { x: text }), "parameter");
      if (written === undefined) continue;
      const back = parseNameAddr(written);
      expect(written).not.toMatch(/[\r\n\0]/);
      const value = back instanceof NameAddrHeader ? back.getParam("x") : `unreadable: ${written}`;
      expect(unquote(value ?? "")).toBe(text.endsWith('"') && text.startsWith('"') ? unquote(text) : text);
    }
  });

  test("parameters are written as they were read, quotes included [MSG-20-c]", () => {
    const text = '<sip:a@h>;x="a;b \\" c";y=[::1];z';
    const header = parseNameAddr(text);

    expect(header instanceof NameAddrHeader && String(header)).toBe(text);
    expect(header instanceof NameAddrHeader && String(header.clone())).toBe(text);
  });

  test("what is no token is put in quotes, and what stands in quotes already is not [MSG-25.1-b]", () => {
    const header = new NameAddrHeader(uri(), undefined, { a: "x y", b: '"x y"', c: "x", d: "[::1]", e: 5, f: null });

    expect(String(header)).toBe('<sip:a@h>;a="x y";b="x y";c=x;d=[::1];e=5;f');
  });
});
