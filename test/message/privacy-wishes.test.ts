import { describe, expect, test } from "vitest";
import { readPrivacyWishes } from "../../src/message/privacy-wishes.js";
import { request } from "./support.js";

describe("RFC 3323 §4.2 what a caller does not want to be known", () => {
  test.each([
    [[], [], true],
    [["id;header;critical"], ["id", "header", "critical"], true],
    [["id, user", "ID;session"], ["id", "user", "session"], true],
    [["none"], ["none"], true],
    [["none;id"], ["none", "id"], false],
    [["none", "id"], ["none", "id"], false],
    [["id", '"'], ["id"], false],
    [["id;<"], ["id"], false],
    [[""], [], false],
  ])("%j is %j, valid: %s [PRV-3323-4.2-a]", (rows, values, isValid) => {
    expect(readPrivacyWishes(request({ lines: rows.map((row) => `Privacy: ${row}`) }))).toEqual({ values, isValid });
  });
});
