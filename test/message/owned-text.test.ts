import { describe, expect, test } from "vitest";
import { ownedText } from "../../src/message/owned-text.js";

const LENGTHS = [0, 1, 12, 13, 27, 28, 200, 4_096, 4_097, 16_380, 16_381, 16_382, 16_383, 16_384, 16_385, 50_000];

describe("a text of its own", () => {
  test.each(LENGTHS)("is the same text, whatever stands in it, with %i characters", (length) => {
    for (const character of ["a", "é", "語", "\u{1F4DE}", "\uD83D", "\0"]) {
      for (const text of [character.repeat(length), "a".repeat(length) + character, character + "a".repeat(length)]) {
        expect(ownedText(text.slice(0, length)) === text.slice(0, length)).toBe(true);
      }
    }
  });
});
