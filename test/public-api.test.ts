import { describe, expect, test } from "vitest";
import { exportsOf } from "./support/exports.js";

describe("the public names", () => {
  // Whoever adds, drops or renames one changes these lists in sight: `vitest run test/public-api.test.ts -u`.
  test.each([
    ["index", "src/index.ts"],
    ["node", "src/adapters/node/index.ts"],
    ["web", "src/adapters/web/index.ts"],
    ["testing", "src/testing/index.ts"],
    ["trace", "src/trace/index.ts"],
    ["sipjs", "src/sipjs/index.ts"],
  ])("the door %s gives these and no others", { timeout: 60_000 }, async (door, path) => {
    const names = exportsOf(path);

    expect(names.length).toBeGreaterThan(0);
    await expect(`${names.join("\n")}\n`).toMatchFileSnapshot(`public-api/${door}.txt`);
  });
});
