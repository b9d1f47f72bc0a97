import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { describe, expect, onTestFinished, test } from "vitest";
import { inviteText, offer, requestText } from "../../src/testing/index.js";
import { Phone } from "./phone.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DEADLINE = 20_000;

describe("the README", () => {
  test("answers a call in at most fifteen lines that run as they stand", { timeout: 2 * DEADLINE }, async () => {
    const example =
      /## Answering a call\n\n```js\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
    const lines = await run(example);
    const port = Number(/:(\d+)$/.exec(await lines.next())?.[1]);
    const caller = await Phone.to(port);

    caller.sends(inviteText({ via: caller.via("1"), offer }));
    const accepted = await caller.receives("SIP/2.0 200 ");
    const toTag = /^To: .*;tag=(\S+)/m.exec(accepted)?.[1];
    caller.sends(requestText("ACK", { via: caller.via("2"), toTag }));
    caller.sends(requestText("BYE", { via: caller.via("3"), toTag, cseq: 1002 }));

    expect(await lines.next()).toBe("sip:alice@example.org hung up");
    expect(example.trim().split("\n").length).toBeLessThanOrEqual(15);
  });
});

/** Starts a program whose imports are ours; gives its lines. */
async function run(source: string): Promise<{ next(): Promise<string> }> {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-readme-"));
  writeFileSync(join(folder, "example.ts"), source);
  await build({
    config: false,
    silent: true,
    entry: { example: join(folder, "example.ts") },
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "node",
    target: "node20",
    esbuildOptions: (options) => {
      options.alias = {
        "sip-uas/node": join(root, "src/adapters/node/index.ts"),
        "sip-uas": join(root, "src/index.ts"),
      };
    },
  });
  const program = spawn(process.execPath, [join(folder, "example.mjs")], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    program.kill();
    if (program.exitCode === null) await once(program, "exit");
    rmSync(folder, { recursive: true });
  });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const line = await lines.next();
      if (line.done === true) throw new Error("the program has ended");
      return line.value;
    },
  };
}
