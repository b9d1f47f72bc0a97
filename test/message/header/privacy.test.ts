import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { areIdentities, PAssertedIdentity, PPreferredIdentity } from "../../../src/message/header/asserted-identity.js";
import { formatPrivacy, Privacy } from "../../../src/message/header/privacy.js";
import { tokens } from "../generators.js";
import { read, request } from "../support.js";

describe("RFC 3323 §4.2 Privacy", () => {
  test.each([
    ["id;header;critical", ["id", "header", "critical"], true],
    ["id , header,critical", ["id", "header", "critical"], true],
    ["ID; id ;Id", ["id"], true],
    ["none", ["none"], true],
    ["none;none", ["none"], true],
    ["none;id", ["none", "id"], false],
    ["critical,none", ["critical", "none"], false],
    ["session;history;x-own", ["session", "history", "x-own"], true],
  ])("%j is %j, valid: %s [PRV-3323-4.2-a]", (text, values, isValid) => {
    expect(read(Privacy, text)).toEqual({ values, isValid });
  });

  test.each([
    ["id;", ["id"]],
    [";;id", ["id"]],
    ['"x";id', ["id"]],
    ["id session", undefined],
    ["header;id=1", ["header"]],
  ])("%j: what can be read counts, and it is not valid [PRV-3323-4.2-a]", (text, values) => {
    const privacy = Privacy.parse(text);

    if (values === undefined) expect(privacy).toBeInstanceOf(ParseFailure);
    else expect(privacy).toEqual({ values, isValid: false });
  });

  test.each(["", ";", " , ", '"id"', "<id>"])("fails on %j", (text) => {
    expect(Privacy.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test("each row is one value [PRV-3323-4.2-a]", () => {
    expect(request({ lines: ["Privacy: id, user", "privacy: header"] }).all(Privacy)).toEqual([
      { values: ["id", "user"], isValid: true },
      { values: ["header"], isValid: true },
    ]);
  });

  test("is written with semicolons, each word once [PRV-3323-4.2-c]", () => {
    expect(formatPrivacy(["id"])).toBe("id");
    expect(formatPrivacy(["id", "header", "ID"])).toBe("id;header");
  });

  test.each([[[]], [["none", "id"]], [["a b"]], [["id\r\nX: y"]], [[""]]])("%j is not written", (values) => {
    expect(() => formatPrivacy(values)).toThrow(TypeError);
  });

  test("what is written is what was read", () => {
    const words = fc.uniqueArray(
      tokens.map((token) => token.toLowerCase()).filter((token) => token !== "none"),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(words, (values) => {
        expect(read(Privacy, formatPrivacy(values))).toEqual({ values, isValid: true });
      }),
      { seed: 3323 },
    );
  });
});

describe("RFC 3325 §9.1 P-Asserted-Identity, RFC 3325 §9.2 P-Preferred-Identity", () => {
  test.each([
    ["P-Asserted-Identity", PAssertedIdentity],
    ["P-Preferred-Identity", PPreferredIdentity],
  ])("%s is a list of addresses", (name, key) => {
    const invite = request({ lines: [`${name}: "Cullen, J." <sip:fluffy@example.com>, tel:+14085264000`] });

    expect(invite.all(key).map(String)).toEqual(['"Cullen, J." <sip:fluffy@example.com>', "<tel:+14085264000>"]);
    expect(key.parse("Cullen")).toBeInstanceOf(ParseFailure);
    expect(key.parse("<sip:a@b")).toBeInstanceOf(ParseFailure);
  });

  test.each([
    [["sip:a@b"], true],
    [["sips:a@b"], true],
    [["tel:+1"], true],
    [["sip:a@b", "tel:+1"], true],
    [["tel:+1", "sips:a@b"], true],
    [["sip:a@b", "sip:c@d"], false],
    [["sip:a@b", "sips:a@b"], false],
    [["tel:+1", "tel:+2"], false],
    [["http://a"], false],
    [["sip:a@b", "urn:x:y"], false],
    [["sip:a@b", "tel:+1", "tel:+2"], false],
    [[], false],
  ])("%j may stand together: %s [PRV-3325-9.1-a]", (uris, may) => {
    expect(areIdentities(uris.map((uri) => read(PAssertedIdentity, uri)))).toBe(may);
  });
});
