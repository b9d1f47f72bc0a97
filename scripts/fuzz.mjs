/**
 * Damages messages and calls and watches what a callee does with them: npm run fuzz -- --minutes 10 --seed 1
 *
 * The options stand in test/fuzz/main.ts, which this builds and runs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "tsup";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
try {
  await build({
    config: false,
    silent: true,
    entry: { fuzz: "test/fuzz/main.ts" },
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
  });
  await import(pathToFileURL(join(folder, "fuzz.mjs")).href);
} finally {
  rmSync(folder, { recursive: true });
}
