import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as SipjsApi from "sip.js/lib/api/index.js";
import { build } from "tsup";

/** The published `lib/api` of sip.js, as far as the tests use it. */
export type UpperLayer = typeof SipjsApi;

const DOOR = fileURLToPath(new URL("../../src/sipjs/index.ts", import.meta.url));
const SIPJS = dirname(createRequire(import.meta.url).resolve("sip.js"));

/**
 * Bundles the published `lib/api` with every import of `../core/**` and `../grammar/**` turned to our door. What the door lacks
 * fails the build.
 */
export async function loadUpperLayer(): Promise<{ api: UpperLayer; redirected: readonly string[]; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-compat-"));
  const redirected: string[] = [];
  await build({
    config: false,
    silent: true,
    entry: { api: join(SIPJS, "api", "index.js") },
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "neutral",
    target: "es2022",
    noExternal: [/.*/],
    esbuildPlugins: [
      {
        name: "to-our-door",
        setup(plugin) {
          plugin.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
            const target = resolve(resolveDir, path);
            const isCore = [join(SIPJS, "core"), join(SIPJS, "grammar")].some((part) => target.startsWith(part + sep));
            if (!isCore) return undefined;
            redirected.push(target.slice(SIPJS.length + 1));
            return { path: DOOR };
          });
        },
      },
    ],
  });
  const bundled: unknown = await import(pathToFileURL(join(folder, "api.mjs")).href);
  return {
    // Proof for the assertion: the bundle was made of that very module.
    api: bundled as UpperLayer,
    redirected,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
