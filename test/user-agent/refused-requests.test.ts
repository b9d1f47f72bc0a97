import { describe, expect, test } from "vitest";
import { RefusedRequests } from "../../src/user-agent/refused-requests.js";

describe("INVITEs that were refused are remembered [OVL-3261-17.1-a]", () => {
  test("with what they were told, for as long as a copy may come", () => {
    const refused = new RefusedRequests(32_000);
    refused.add("a", 7, 0);
    refused.add("b", undefined, 0);

    expect(refused.find("a", 31_999)).toMatchObject({ retryAfter: 7 });
    expect(refused.find("b", 0)).toMatchObject({ retryAfter: undefined });
    expect(refused.find("c", 0)).toBeUndefined();
    expect(refused.find("a", 32_000)).toBeUndefined();
  });

  test("no more than a thousand, the oldest going first", () => {
    const refused = new RefusedRequests(32_000);

    for (let i = 0; i < 5_000; i += 1) refused.add(`tag-${i}`, undefined, 0);

    expect(refused.size).toBe(1_000);
    expect([refused.find("tag-3999", 0), refused.find("tag-4000", 0)].map((found) => found !== undefined)).toEqual([
      false,
      true,
    ]);
  });

  test("those that are over leave room", () => {
    const refused = new RefusedRequests(1_000);
    for (let i = 0; i < 10; i += 1) refused.add(`tag-${i}`, undefined, 0);

    refused.add("late", undefined, 1_000);

    expect(refused.size).toBe(1);
  });
});
