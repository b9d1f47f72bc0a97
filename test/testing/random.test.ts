import { describe, expect, test } from "vitest";
import { CountingRandom } from "../../src/testing/counting-random.js";
import { SeededRandom } from "../../src/testing/seeded-random.js";

describe("counting randomness", () => {
  test("gives tokens that count", () => {
    const random = new CountingRandom();

    expect([random.token(), random.token()]).toEqual(["tag-1", "tag-2"]);
    expect(new CountingRandom({ prefix: "b" }).token()).toBe("b-1");
  });

  test("draws 0, or what it was told, round and round and below the limit", () => {
    const random = new CountingRandom({ numbers: [3, 12] });

    expect([random.below(10), random.below(10), random.below(10)]).toEqual([3, 2, 3]);
    expect(new CountingRandom().below(10)).toBe(0);
  });
});

describe("seeded randomness", () => {
  test("is the same for the same seed, and another for another", () => {
    const draw = (seed: number) => {
      const random = new SeededRandom(seed);
      return [random.token(), ...Array.from({ length: 8 }, () => random.below(1000))];
    };

    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test("draws from the whole range and nothing else", () => {
    const random = new SeededRandom(1);
    const drawn = new Set(Array.from({ length: 1000 }, () => random.below(10)));

    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(random.token()).toMatch(/^[0-9a-v]{16}$/);
  });
});
