import { describe, expect, test } from "vitest";
import { parseNameAddr } from "../../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { parseUri, URI } from "../../../src/message/grammar/uri.js";
import { CallId } from "../../../src/message/header/call-id.js";
import { CSeq } from "../../../src/message/header/cseq.js";
import { RetryAfter } from "../../../src/message/header/retry-after.js";
import { Supported } from "../../../src/message/header/option-tags.js";

const ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const UNRESERVED = `${ALNUM}-_.!~*'()`;
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** The characters of ASCII for which something holds, in order. */
function whichOf(holds: (character: string) => boolean): string {
  return ASCII.filter(holds).join("");
}

function inOrder(characters: string): string {
  return Array.from(characters).sort().join("");
}

function isReadable(parsed: unknown): boolean {
  return !(parsed instanceof ParseFailure);
}

function escapeOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

describe("RFC 3261 §25.1 classes of characters", () => {
  test("a token has these and no others [MSG-25.1-a]", () => {
    const token = inOrder(`${ALNUM}-.!%*_+\`'~`);

    expect(whichOf((character) => isReadable(Supported.parse(`a${character}`)))).toBe(token);
    expect(whichOf((character) => isReadable(CSeq.parse(`1 ${character}`)))).toBe(token);
    expect(whichOf((character) => isReadable(parseNameAddr(`<sip:a@b>;tag=${character}`)))).toBe(token);
    expect(
      whichOf(
        (character) => isReadable(parseNameAddr(`<sip:a@b>;${character}`)) && character !== " " && character !== "\t",
      ),
    ).toBe(token);
  });

  test("a word, in a Call-ID, has these and no others [MSG-20.8-a]", () => {
    expect(whichOf((character) => isReadable(CallId.parse(`a${character}`)))).toBe(
      inOrder(`${ALNUM}-.!%*_+\`'~()<>:\\"/[]?{}`),
    );
  });

  test("a quoted string has all but quote, backslash, CR, LF and NUL; behind a backslash all but CR and LF [MSG-25.1-b]", () => {
    const plain = whichOf((character) => isReadable(parseNameAddr(`"${character}" <sip:a@b>`)));
    const escaped = whichOf((character) => isReadable(parseNameAddr(`"\\${character}" <sip:a@b>`)));
    const not = (characters: string) => whichOf((character) => !characters.includes(character));

    // RFC 3261 has no other control characters either; they are read, for they do no harm.
    expect(plain).toBe(not('"\\\r\n\0'));
    expect(escaped).toBe(not("\r\n"));
    expect(isReadable(parseNameAddr('"\\é" <sip:a@b>'))).toBe(false);
    expect(isReadable(parseNameAddr('"é" <sip:a@b>'))).toBe(true);
  });

  test("comments nest, and a backslash hides a parenthesis [MSG-25.1-c]", () => {
    expect(isReadable(RetryAfter.parse("1 (a (b (c)) \\( d)"))).toBe(true);
    expect(isReadable(RetryAfter.parse("1 (a (b)"))).toBe(false);
    expect(isReadable(RetryAfter.parse("1 (a \\)"))).toBe(false);
  });
});

describe("RFC 3261 §19.1.2 what stands unescaped in a URI", () => {
  const PARAMETER = `${UNRESERVED}[]/:&+$`;
  const HEADER = `${UNRESERVED}[]/?:+$`;

  test.each<[string, string, (character: string) => URI]>([
    ["user", `${UNRESERVED}&=+$,;?/`, (character) => new URI("sip", character, "h")],
    [
      "password",
      `${UNRESERVED}&=+$,`,
      (character) => {
        const uri = new URI("sip", "a", "h");
        uri.password = character;
        return uri;
      },
    ],
    ["parameter value", PARAMETER, (character) => new URI("sip", "a", "h", undefined, { x: character })],
    ["parameter name", PARAMETER, (character) => new URI("sip", "a", "h", undefined, { [character]: null })],
    ["header value", HEADER, (character) => new URI("sip", "a", "h", undefined, {}, { x: character })],
    ["header name", HEADER, (character) => new URI("sip", "a", "h", undefined, {}, { [character]: "1" })],
  ])("of a %s these, and no others; all are read back [URI-19.1.2-a]", (_, unescaped, make) => {
    const written = (character: string) => make(character).toString();

    expect(whichOf((character) => !written(character).includes(escapeOf(character)))).toBe(inOrder(unescaped));
    for (const character of ASCII) {
      const back = parseUri(written(character));
      expect(back instanceof URI ? back.toString() : back).toBe(written(character));
    }
  });

  test.each<[string, string, (character: string) => string]>([
    ["user", `${UNRESERVED}&=+$,;?/`, (character) => `sip:a${character}@h`],
    ["password", `${UNRESERVED}&=+$,/`, (character) => `sip:a:b${character}@h`],
    ["parameter value", PARAMETER, (character) => `sip:a@h;x=b${character}c`],
    ["header value", HEADER, (character) => `sip:a@h?x=b${character}c`],
  ])("of a %s these are read, and no others but what ends it [URI-19.1.1-b]", (name, unescaped, make) => {
    // What separates begins another part; that is read too.
    const separators = { user: ":", password: "", "parameter value": ";?", "header value": "&" }[name] ?? "";
    const read = whichOf((character) => isReadable(parseUri(make(character)))).replace(/./gs, (character) =>
      separators.includes(character) && !unescaped.includes(character) ? "" : character,
    );

    expect(read).toBe(inOrder(unescaped));
  });

  test("escapes are decoded once, as UTF-8, and what is no escape is none [URI-19.1.2-a]", () => {
    const user = (text: string) => {
      const uri = parseUri(`sip:${text}@h`);
      return uri instanceof URI ? uri.user : undefined;
    };

    expect([user("%2541"), user("%c3%A9"), user("%00"), user("%0d%0A")]).toEqual(["%41", "é", "\0", "\r\n"]);
    expect([user("%"), user("%4"), user("%4g"), user("%%")]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
