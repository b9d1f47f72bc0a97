import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles the scripts of the pages.
 *
 * @param {Record<string, string>} [alias] where `sip-uas` is, if not in the package as it was built
 * @returns {Promise<Map<string, string>>} by their names: `page.js`, `caller.js`
 */
export async function bundlePages(alias = {}) {
  const here = (name) => fileURLToPath(new URL(name, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [here("page.js"), here("caller.js")],
    outdir: here("."),
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    alias,
    logLevel: "error",
    // JsSIP asks where it is.
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
  });
  return new Map(outputFiles.map(({ path, text }) => [path.split("/").at(-1), text]));
}
