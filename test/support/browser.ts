import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium or another, where one is on this machine: `describe.skipIf(chromiumPath === undefined)`. */
export const chromiumPath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => existsSync(path));

/** Starts a browser without a window, whose microphone is a machine's: it beeps, and asks nobody. Whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("cannot launch a browser: no Chromium is on this machine");
  return chromium.launch({
    executablePath: chromiumPath,
    timeout: 60_000,
    args: [
      // Continuous integration runs as root, where Chromium has no sandbox.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      // Pages in the background beat as fast as the one in front.
      "--disable-background-timer-throttling",
      "--disable-renderer-backgrounding",
      "--disable-backgrounding-occluded-windows",
    ],
  });
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Makes one script for a page of TypeScript or JavaScript and all it imports.
 *
 * @param source - Its imports are found from the folder of `package.json`: `./src/index.js`, `jssip`; the doors under their public names, too.
 */
export async function bundleForPage(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2022",
    logLevel: "error",
    alias: { "sip-uas/web": join(root, "src/adapters/web/index.ts"), "sip-uas": join(root, "src/index.ts") },
    // Some packages ask which environment they are built for.
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

/** A page on loopback, which browsers trust with a microphone as they trust https. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an empty page that runs the script. */
export async function servePage(script: string): Promise<ServedPage> {
  const files: Readonly<Record<string, readonly [string, string]>> = {
    "/": [
      "text/html; charset=utf-8",
      '<!doctype html><html lang="en"><title>phone</title><script src="/page.js"></script>',
    ],
    "/page.js": ["text/javascript; charset=utf-8", script],
  };
  const server = createServer((request, response) => {
    const [type, content] = files[request.url ?? ""] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { "Content-Type": type }).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // Proof for the assertion: it listens on an address, not on a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
