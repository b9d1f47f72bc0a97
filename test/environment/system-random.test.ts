import { describe, expect, test } from "vitest";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";

describe("RFC 3261 §19.3 the system's chance", () => {
  test("gives tokens of letters and digits with 80 bits, none twice, over many pools", () => {
    const { random } = createSystemEnvironment();

    const tokens = Array.from({ length: 5000 }, () => random.token());

    expect(new Set(tokens).size).toBe(5000);
    expect(tokens.every((token) => /^[0-9a-v]{16}$/.test(token))).toBe(true);
  });

  test("uses every digit at every place", () => {
    const { random } = createSystemEnvironment();

    const tokens = Array.from({ length: 3000 }, () => random.token());

    const digitsAt = Array.from({ length: 16 }, (_, place) => new Set(tokens.map((token) => token[place])).size);
    expect(digitsAt).toEqual(Array.from({ length: 16 }, () => 32));
  });

  test.each([1, 2, 11, 1000])("gives whole numbers below %i, the first and the last among them", (limit) => {
    const { random } = createSystemEnvironment();

    const numbers = Array.from({ length: 50 * limit }, () => random.below(limit));

    expect(numbers.every((number) => Number.isInteger(number) && number >= 0 && number < limit)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(limit * 0.9);
  });

  test("is of its own for each environment", () => {
    expect(createSystemEnvironment().random.token()).not.toBe(createSystemEnvironment().random.token());
  });
});
