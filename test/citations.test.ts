import { describe, expect, test } from "vitest";
import { citedIn, describedIn, dropped, testedIn, untested } from "./support/citation-rules.js";
import { sectionsNamed } from "./support/sections.js";
import { readSourceFiles, sourceFile } from "./support/source-file.js";

describe("every section that is cited is tested", () => {
  const cited = citedIn(readSourceFiles("src"));
  // What this file and its tools name are examples.
  const tests = readSourceFiles("test").filter(({ path }) => path !== "citations.test.ts");

  test("a section cited in src is named by the title of a test", () => {
    expect(cited.size).toBeGreaterThan(0);
    expect(untested(cited, testedIn(tests))).toEqual([]);
  });

  test("a section that is the subject of tests is cited in src", () => {
    expect(dropped(describedIn(tests), cited)).toEqual([]);
  });
});

describe("what counts as citing a section", () => {
  test.each([
    ["// RFC 3261 §17.2.1: the machine", ["RFC 3261 §17.2.1"]],
    ["/** RFC 3261 §20.5, §20.32 and §20.37 */", ["RFC 3261 §20.5", "RFC 3261 §20.32", "RFC 3261 §20.37"]],
    ["RFC 3261 §8.2.1–§8.2.3", ["RFC 3261 §8.2.1", "RFC 3261 §8.2.3"]],
    ["RFC 3261 §17.2.1, RFC 6026 §7.1.", ["RFC 3261 §17.2.1", "RFC 6026 §7.1"]],
    ["RFC 5407 §B", ["RFC 5407 §B"]],
    ["@see https://www.rfc-editor.org/rfc/rfc3261#section-13.3.1.4", ["RFC 3261 §13.3.1.4"]],
    [" * RFC 3261\n   * §9.2: folded", ["RFC 3261 §9.2"]],
    ["RFC 6026 is silent; architecture.md §5", []],
  ])("%j", (text, sections) => {
    expect(sectionsNamed(text)).toEqual(sections);
  });
});

describe("what counts as a test of a section", () => {
  const cited = citedIn([sourceFile("dialog/a.ts", "// RFC 3261 §14.2: later\n// RFC 6026 §7.1\n")]);

  test.each([
    ["the title of a group", 'describe("RFC 3261 §14.2 re-INVITE", f); test("RFC 6026 §7.1", f);'],
    ["a part of the section", 'describe("RFC 3261 §14.2.1", f); describe("RFC 6026 §7.1.9", f);'],
    ["the id of a requirement", 'test("is refused [REI-14.2-a]", f); test(`absorbs [IST-6026-7.1-b]`, f);'],
    ["a row of a named table", 'const ROWS = [["[REI-14.2-a]"], ["[IST-6026.7.1-b]"]]; test.each(ROWS)("%s", f);'],
    ["a row of a table", 'test.each([["[REI-14.2-a]"], [{ id: "IST-6026.7.1-b" }]])("%s", f);'],
  ])("%s counts", (_title, text) => {
    expect(untested(cited, testedIn([sourceFile("dialog/a.test.ts", text)]))).toEqual([]);
  });

  test.each([
    ["the whole of which it is a part", 'describe("RFC 3261 §14", f); describe("RFC 6026 §7", f);'],
    ["a section that starts alike", 'describe("RFC 3261 §14.20", f); describe("RFC 6026 §7.10", f);'],
    ["another RFC", 'describe("RFC 6026 §14.2", f); describe("RFC 3261 §7.1", f);'],
    ["a comment", "// RFC 3261 §14.2, RFC 6026 §7.1"],
    ["a text that is no title", 'expect("RFC 3261 §14.2, RFC 6026 §7.1");'],
  ])("%s does not", (_title, text) => {
    expect(untested(cited, testedIn([sourceFile("dialog/a.test.ts", text)]))).toEqual([
      "RFC 3261 §14.2 (src/dialog/a.ts:1): no test names it in its title",
      "RFC 6026 §7.1 (src/dialog/a.ts:2): no test names it in its title",
    ]);
  });

  test("a group about a section that src does not cite any more is told", () => {
    const tests = [sourceFile("dialog/a.test.ts", 'describe("RFC 3261 §15.1", f); describe("RFC 3261 §14", f);')];

    expect(dropped(describedIn(tests), cited)).toEqual([
      "RFC 3261 §15.1 (test/dialog/a.test.ts): nothing in src cites it",
    ]);
  });
});
