import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type FixtureEntry, isOutcome, readFixtures, rightOutcomes } from "../support/fixtures.js";

describe.each([
  ["rfc4475", 50],
  ["rfc5118", 12],
  ["malformed", 251],
] as const)("the fixtures of %s", (folder, count) => {
  const fixtures = readFixtures(folder);

  test("are all there, and are what their index says", () => {
    const found = fixtures.map(({ name, kept }) => [
      name,
      kept.length,
      createHash("sha256").update(kept).digest("hex"),
    ]);

    expect(found).toEqual(fixtures.map(({ name, entry }) => [name, entry.bytes, entry.sha256]));
    expect(new Set(fixtures.map(({ name }) => name)).size).toBe(count);
  });

  test("have a verdict each", () => {
    const verdicts = new Set(fixtures.map(({ entry }) => rightOutcomes(entry)[0]));

    expect(
      [...verdicts].filter((verdict) => !/^(?:accept(?: 200)?|discard|reject [4-6]\d\d)$/.test(String(verdict))),
    ).toEqual([]);
  });
});

describe("the words of an index", () => {
  test.each<[Pick<FixtureEntry, "expected" | "also_acceptable">, string[]]>([
    [{ expected: { action: "accept" } }, ["accept"]],
    [{ expected: { action: "accept", code: 200 } }, ["accept 200"]],
    [
      { expected: { action: "reject", code: 400 }, also_acceptable: ["discard", "reject 415"] },
      ["reject 400", "discard", "reject 415"],
    ],
    [
      { expected: { action: "reject", code: 416 }, also_acceptable: ["400 (two Contacts)"] },
      ["reject 416", "reject 400"],
    ],
    [
      { expected: { action: "reject", code: 405 }, also_acceptable: ["accept 200 at a registrar"] },
      ["reject 405", "accept 200"],
    ],
    [{ expected: { action: "accept" }, also_acceptable: ["ignore maddr"] }, ["accept"]],
  ])("%j means %j", (entry, outcomes) => {
    expect(rightOutcomes({ kind: "request", bytes: 0, sha256: "", ...entry })).toEqual(outcomes);
  });

  test("an outcome is one of them, or one of a kind", () => {
    expect(isOutcome("accept 200", "accept")).toBe(true);
    expect(isOutcome("reject 400", "reject 400")).toBe(true);
    expect(isOutcome("reject 400", "reject 415")).toBe(false);
    expect(isOutcome("discard", "accept")).toBe(false);
  });
});
