import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

/** A program built from TypeScript, in a folder of its own. */
export interface Program {
  readonly path: string;
  remove(): void;
}

/**
 * Builds a program as the package is built, so that a test that runs one needs no `dist`.
 *
 * @param entry - Below the folder of `package.json`.
 */
export async function bundle(entry: string): Promise<Program> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  // Below the packages, where a program finds those that it leaves out, such as ws.
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "program-"));
  await build({
    config: false,
    silent: true,
    entry: { program: join(root, entry) },
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "node",
    target: "es2022",
  });
  return {
    path: join(folder, "program.mjs"),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
