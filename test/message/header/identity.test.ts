import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { Identity } from "../../../src/message/header/identity.js";
import { read, request, requestOf } from "../support.js";

const HEAD = "eyJhbGciOiJFUzI1NiJ9";
const INFO = "info=<https://biloxi.example.org/biloxi.cer>";

describe("RFC 8224 §4 Identity", () => {
  test.each([
    [`${HEAD}.eyJvcmlnIn0.rq3pjT1h-RwK_;${INFO};alg=ES256`, { form: "full", alg: "ES256", ppt: undefined }],
    [`..rq3pjT1hoRwakE==;${INFO}`, { form: "compact", digest: "..rq3pjT1hoRwakE==", alg: "ES256" }],
    [`a/b+c.d.e ; ${INFO} ; alg = ES384 ; ppt = shaken`, { form: "full", alg: "ES384", ppt: "shaken" }],
    [`..x;${INFO};ppt="shaken"`, { ppt: "shaken" }],
    ["..x;alg=ES256;Info = <https://a/b?c=d;e,f&g>", { info: "https://a/b?c=d;e,f&g" }],
    [`..x;y="<";${INFO};z`, { parameters: expect.objectContaining({ y: "<", z: null }) as unknown }],
    [`abc;${INFO}`, { form: undefined, digest: "abc" }],
    [`a.b.c.d;${INFO}`, { form: undefined }],
    [`...;${INFO}`, { form: undefined }],
  ])("reads %j [IDN-8224-4-a]", (text, expected) => {
    expect(read(Identity, text)).toMatchObject(expected);
  });

  test.each([
    "",
    "..x",
    "..x;alg=ES256",
    `;${INFO}`,
    "..x;info=https://a/b",
    "..x;info=<https://a/b",
    "..x;info=<>",
    "..x;info=<no uri>",
    `..x;${INFO};${INFO}`,
    `..x;${INFO};alg=a;alg=b`,
    `..x;${INFO};`,
    `..x ${INFO}`,
    `..x<;${INFO}`,
    "..x;<https://a/b>",
    "..x;=<https://a/b>",
    '"signed, as in RFC 4474"',
    '"CyI4+nAkHrH3ntmaxgr01TMxTmtjP7MASwliNRdupRI1vpkXRvZXx1ja9k0nB2sN+yPXZ7fUkh3=="',
  ])("%j cannot be read, and does no harm [IDN-8224-4-a]", (text) => {
    expect(Identity.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test.each(["Identity", "y"])("%s: any number of them, in rows or with commas [IDN-8224-4-a]", (name) => {
    expect(request().all(Identity)).toEqual([]);
    const lines = [`${name}: ..a;${INFO}, ..b;info=<https://x/y,z>`, `${name}: "old"`, `${name}: ..c;${INFO}`];

    const [a, b, old, c] = request({ lines }).all(Identity);

    expect([a, b, c]).toMatchObject([{ digest: "..a" }, { info: "https://x/y,z" }, { digest: "..c" }]);
    expect(old).toBeInstanceOf(ParseFailure);
  });

  test("the message with an old one can be read: mpart01 of RFC 4475 [IDN-8224-4-a]", () => {
    const message = requestOf(readFileSync("test/fixtures/rfc4475/mpart01.dat"));

    expect(message.first(Identity)).toBeInstanceOf(ParseFailure);
    expect(message.getHeader("Identity")).toMatch(/^r5mwre.*UA=$/);
  });

  test("more parameters than may be are refused", () => {
    const many = `..x;${INFO}${Array.from({ length: 64 }, (_, i) => `;p${i}`).join("")}`;

    expect(read(Identity, many)).toMatchObject({ digest: "..x" });
    expect(Identity.parse(many, 64)).toMatchObject({ code: "too-long" });
  });
});
