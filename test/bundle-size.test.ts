import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

/** What a page may load of us at most, in kB (1 000 octets) after gzip. Lower them when it has become less. */
const CALLEE = 76;
const EVERYTHING = 92;

describe("what a page has to load", { timeout: 60_000 }, () => {
  test(`a callee in a browser: core, sessions and WebSocket, in ${CALLEE} kB [WSK-7118-5.4-a]`, async () => {
    const bundle = await bundled(`
      import { UserAgentCore } from "./src/index.js";
      import { WebSocketTransport } from "./src/adapters/web/index.js";
      const core = new UserAgentCore({}, { onInvite: (invite) => invite.accept() });
      new WebSocketTransport({ server: "wss://sip.example.com" }, core).connect();
    `);

    print("a callee in a browser", bundle);
    expect(kilobytes(bundle)).toBeLessThan(CALLEE);
    expect(bundle.files.filter((path) => /^src\/(?:adapters\/node|testing|sipjs|cli)\//.test(path))).toEqual([]);
    expect(bundle.imports).toEqual([]);
  });

  test(`everything that both doors give, in ${EVERYTHING} kB`, async () => {
    const bundle = await bundled(`
      export * as core from "./src/index.js";
      export * as web from "./src/adapters/web/index.js";
    `);

    print("everything", bundle);
    expect(kilobytes(bundle)).toBeLessThan(EVERYTHING);
  });

  test("the transport alone is a small part of it", async () => {
    const bundle = await bundled('export { WebSocketTransport } from "./src/adapters/web/index.js";');

    print("the WebSocket transport alone", bundle);
    expect(kilobytes(bundle)).toBeLessThan(5);
  });
});

interface Bundle {
  readonly code: Uint8Array;
  readonly files: readonly string[];
  /** What is not in it, and has to be there where it runs. */
  readonly imports: readonly string[];
}

/** As the bundler of an application would make it. For a browser it finds no module of Node, and fails where one is asked for. */
async function bundled(contents: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("../", import.meta.url)), loader: "ts" },
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  const [code] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (code === undefined || output === undefined) throw new Error("nothing was bundled");
  return {
    code: code.contents,
    files: Object.keys(output.inputs),
    imports: output.imports.map(({ path }) => path),
  };
}

function kilobytes({ code }: Bundle): number {
  return gzipSync(code, { level: 9 }).length / 1_000;
}

function print(what: string, bundle: Bundle): void {
  const minified = (bundle.code.length / 1_000).toFixed(1);
  process.stdout.write(`${what}: ${minified} kB minified, ${kilobytes(bundle).toFixed(1)} kB gzip\n`);
}
