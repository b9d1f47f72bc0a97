import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { areEqualTexts } from "../../../src/user-agent/digest/equal-texts.js";
import { NonceCounts } from "../../../src/user-agent/digest/nonce-counts.js";
import { type NonceOptions, Nonces } from "../../../src/user-agent/digest/nonces.js";
import { CountingRandom, SeededRandom } from "../../../src/testing/index.js";

function noncesOf(options: Partial<NonceOptions> = {}): Nonces {
  return new Nonces({
    purpose: "server example.test",
    secret: "s",
    hmac: (key, text) => createHmac("sha256", key).update(text).digest("hex"),
    random: new CountingRandom(),
    areEqual: areEqualTexts,
    ...options,
  });
}

describe("RFC 7616 §3.3 a nonce", () => {
  test("tells its time to whoever has the secret [AUT-7616-3.3-b]", () => {
    const nonce = noncesOf().issue(1_700_000_000_123.7);

    expect(noncesOf().issuedAt(nonce)).toBe(1_700_000_000_123);
  });

  test("is another one each time, in the same millisecond too [AUT-7616-3.3-b]", () => {
    const nonces = noncesOf({ random: new SeededRandom(1) });

    expect(new Set(Array.from({ length: 100 }, () => nonces.issue(1))).size).toBe(100);
  });

  test.each([
    ["another secret", { secret: "t" }],
    ["another realm", { purpose: "server example.com" }],
    ["a proxy", { purpose: "proxy example.test" }],
  ])("of %s is not ours [AUT-7616-3.3-b]", (_title, difference) => {
    const nonce = noncesOf(difference).issue(1);

    expect(noncesOf().issuedAt(nonce)).toBeUndefined();
  });

  test("with any character changed is not ours [AUT-7616-3.3-b]", () => {
    const nonces = noncesOf();
    const nonce = nonces.issue(1_700_000_000_000);

    const changed = Array.from(
      nonce,
      (character, at) => `${nonce.slice(0, at)}${character === "0" ? "1" : "0"}${nonce.slice(at + 1)}`,
    );
    expect(changed.map((text) => nonces.issuedAt(text))).toEqual(changed.map(() => undefined));
  });

  test.each([
    "",
    ".",
    "..",
    "a.b",
    "1.1.0",
    `zzzzzzzzzzz.1.${"0".repeat(32)}`,
    `1.1.${"é".repeat(32)}`,
    "x".repeat(20_000),
  ])("%.20j is none", (text) => {
    expect(noncesOf().issuedAt(text)).toBeUndefined();
  });
});

describe("RFC 7616 §3.4, RFC 7616 §5.5 the uses of a nonce", () => {
  /** Uses one nonce with these numbers. */
  function uses(numbers: readonly number[]): boolean[] {
    const counts = new NonceCounts(1_000, 10);
    return numbers.map((number) => counts.use("n", 0, number, 0));
  }

  test.each([
    [
      [1, 2, 3],
      [true, true, true],
    ],
    [
      [1, 3, 2, 3],
      [true, true, true, false],
    ],
    [
      [1, 1],
      [true, false],
    ],
    [
      [1, 5, 9, 2, 5],
      [true, true, true, true, false],
    ],
    [
      [64, 1, 1, 65, 1, 2, 2],
      [true, true, false, true, false, true, false],
    ],
    [
      [100, 36, 37],
      [true, false, true],
    ],
    [
      [1, 0xffff_ffff, 1, 0xffff_ffff, 0xffff_fffe],
      [true, true, false, false, true],
    ],
    [
      [0, 0, 1],
      [true, false, true],
    ],
  ])("numbers %j: a gap is fine, a number twice is not [AUT-7616-3.4-a]", (numbers, expected) => {
    expect(uses(numbers)).toEqual(expected);
  });

  test("without a number there is one", () => {
    expect(uses([Infinity, Infinity, 1])).toEqual([true, false, false]);
    expect(uses([1, Infinity, Infinity, 2])).toEqual([true, true, false, false]);
  });

  test("are forgotten with the nonce", () => {
    const counts = new NonceCounts(1_000, 10);
    counts.use("a", 0, 1, 500);
    counts.use("b", 400, 1, 900);

    counts.use("c", 1_100, 1, 1_100);

    expect(counts.size).toBe(2);
    counts.use("d", 2_200, 1, 2_200);
    expect(counts.size).toBe(1);
  });

  test("of no more nonces than allowed; what was forgotten so cannot be used any more", () => {
    const counts = new NonceCounts(1_000, 2);
    counts.use("a", 0, 1, 0);
    counts.use("b", 5, 1, 5);

    const third = counts.use("c", 6, 1, 6);

    expect([third, counts.size]).toEqual([true, 2]);
    expect(counts.use("a", 0, 2, 7)).toBe(false);
    expect(counts.use("unseen, and as old", 0, 1, 7)).toBe(false);
    expect(counts.use("b", 5, 2, 7)).toBe(true);
  });
});

describe("comparing texts", () => {
  test.each([
    ["", "", true],
    ["abc", "abc", true],
    ["abc", "abd", false],
    ["xbc", "abc", false],
    ["abc", "abcd", false],
  ])("%j and %j: %s", (a, b, equal) => {
    expect(areEqualTexts(a, b)).toBe(equal);
  });
});
