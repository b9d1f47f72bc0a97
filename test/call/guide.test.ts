import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the page takes for granted. */
const AROUND = `
import { CallEndedError, readDtmf, UserAgentCore } from "./src/index.js";
import { answer, callFlow, offer } from "./src/testing/index.js";
const sdp = answer;
const core = new UserAgentCore();
declare function firstToPickUp(signal: AbortSignal): Promise<string | undefined>;
declare function play(file: string, signal: AbortSignal): Promise<void>;
declare function log(line: string): void;
`;

describe("the page about calls", () => {
  test("has code that compiles", { timeout: 60_000 }, () => {
    const page = readFileSync(`${root}docs/calls.md`, "utf8");
    const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block = ""]) => block);

    expect(blocks.length).toBeGreaterThan(4);
    expect(faultsIn(blocks)).toEqual([]);
  });
});

/** What the compiler says of them, one after the other. */
function faultsIn(blocks: readonly string[]): string[] {
  const path = `${root}calls-page.ts`;
  const bodies = blocks.map((block) => `{\n${block.replace(/^import .*$/gm, "")}}\n`);
  const text = AROUND + bodies.join("");
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const settings = { ...options, noUnusedLocals: false, noEmit: true };
  const host = ts.createCompilerHost(settings);
  const program = ts.createProgram([path], settings, {
    ...host,
    fileExists: (name) => name === path || host.fileExists(name),
    readFile: (name) => (name === path ? text : host.readFile(name)),
    getSourceFile: (name, version) =>
      name === path ? ts.createSourceFile(name, text, version, true) : host.getSourceFile(name, version),
  });
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(
      ({ messageText, start = 0 }) =>
        `${ts.flattenDiagnosticMessageText(messageText, "\n")}: ${text.slice(start, start + 60)}`,
    );
}
