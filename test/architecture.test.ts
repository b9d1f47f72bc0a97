import { describe, expect, test } from "vitest";
import {
  coreNamesNoGlobals,
  filesAreShort,
  importsRunDownward,
  importsRunInNoCircle,
  importsStayInside,
  nothingIsLeftToDo,
  onlyDoorsAreIndexFiles,
  type Rule,
} from "./support/architecture-rules.js";
import { readSourceFiles, sourceFile } from "./support/source-file.js";

const sources = readSourceFiles("src");

describe("the source tree", () => {
  test.each<[string, Rule]>([
    ["imports run downward", importsRunDownward],
    ["imports run in no circle, types counted", importsRunInNoCircle],
    ["imports stay inside the package", importsStayInside],
    ["the core names no globals", coreNamesNoGlobals],
    ["files are short", filesAreShort],
    ["only doors are index files", onlyDoorsAreIndexFiles],
    ["nothing is left to do", nothingIsLeftToDo],
  ])("%s", (_title, rule) => {
    expect(sources.length).toBeGreaterThan(0);
    expect(rule(sources)).toEqual([]);
  });
});

/** A small tree: paths below `src`, with their texts. */
type Tree = Readonly<Record<string, string>>;

function broken(rule: Rule, tree: Tree): string[] {
  return rule(Object.entries(tree).map(([path, text]) => sourceFile(path, text)));
}

describe("imports run downward", () => {
  test.each<[string, Tree]>([
    ["a layer takes from one above", { "message/a.ts": 'import { b } from "../dialog/b.js";' }],
    ["a type is taken from above", { "message/a.ts": 'import { type B } from "../dialog/b.js";' }],
    ["a type is named in place", { "message/a.ts": 'type B = import("../dialog/b.js").B;' }],
    ["something above is exported again", { "transaction/a.ts": 'export * from "../dialog/b.js";' }],
    ["something above is loaded late", { "transaction/a.ts": 'void import("../dialog/b.js");' }],
    ["a layer takes from its own door", { "dialog/a.ts": 'import { b } from "../index.js";' }],
    ["the errors take from a layer", { "errors.ts": 'import { b } from "./message/b.js";' }],
    ["the core takes from an adapter", { "user-agent/a.ts": 'import { b } from "../adapters/node/b.js";' }],
    ["an adapter takes from the trace", { "adapters/node/a.ts": 'import { b } from "../../trace/index.js";' }],
    ["the trace takes from the tests' tools", { "trace/a.ts": 'import { b } from "../testing/b.js";' }],
    ["the main door opens on another", { "index.ts": 'export { b } from "./sipjs/index.js";' }],
    ["the tests' tools take from the program", { "testing/a.ts": 'import { b } from "../cli/b.js";' }],
    ["the program takes from behind a door", { "cli/a.ts": 'import { b } from "../message/b.js";' }],
    ["the program takes from the SIP.js door", { "cli/a.ts": 'import { b } from "../sipjs/index.js";' }],
    ["a folder has no place yet", { "extras/a.ts": 'import { b } from "../message/b.js";' }],
  ])("fails when %s", (_title, tree) => {
    expect(broken(importsRunDownward, tree)).toHaveLength(1);
  });

  test.each<[string, Tree]>([
    ["from its own layer", { "message/header/a.ts": 'import { b } from "../b.js";' }],
    ["from a layer below", { "user-agent/a.ts": 'import { b } from "../message/header/b.js";' }],
    ["from the errors", { "message/a.ts": 'import { b } from "../errors.js";' }],
    ["in an adapter, from the core", { "adapters/node/a.ts": 'import { b } from "../../environment/b.js";' }],
    ["in the tests' tools, from the trace", { "testing/a.ts": 'import { b } from "../trace/b.js";' }],
    ["in the program, from a door", { "cli/a.ts": 'import { b } from "../adapters/node/index.js";' }],
  ])("a file may take %s", (_title, tree) => {
    expect(broken(importsRunDownward, tree)).toEqual([]);
  });
});

describe("imports run in no circle", () => {
  test.each<[string, Tree, string]>([
    ["itself", { "message/a.ts": 'import "./a.js";' }, "message/a.ts -> message/a.ts"],
    [
      "a file that takes from it, if only a type",
      { "message/a.ts": 'import { b } from "./b.js";', "message/b.ts": 'import { type A } from "./a.js";' },
      "message/a.ts -> message/b.ts -> message/a.ts",
    ],
    [
      "a file round two corners",
      {
        "message/a.ts": 'import "./b.js";',
        "message/b.ts": 'import "./c.js";',
        "message/c.ts": 'export type B = import("./b.js").B;',
      },
      "message/b.ts -> message/c.ts -> message/b.ts",
    ],
  ])("fails when a file takes from %s", (_title, tree, circle) => {
    expect(broken(importsRunInNoCircle, tree)).toEqual([circle]);
  });

  test("two ways down to one file are no circle", () => {
    const tree = {
      "message/a.ts": 'import "./b.js"; import "./c.js";',
      "message/b.ts": 'import "./c.js";',
      "message/c.ts": "",
    };

    expect(broken(importsRunInNoCircle, tree)).toEqual([]);
  });
});

describe("imports stay inside the package", () => {
  test.each<[string, Tree]>([
    ["a layer speaks to Node", { "message/a.ts": 'import { Buffer } from "node:buffer";' }],
    ["the browser's adapter speaks to Node", { "adapters/web/a.ts": 'import "node:dgram";' }],
    ["an adapter takes a package", { "adapters/node/a.ts": 'import ws from "ws";' }],
    ["the program takes a package that is not bundled", { "cli/a.ts": 'import yargs from "yargs";' }],
    ["a file of the tests is taken", { "testing/a.ts": 'import { b } from "../../test/b.js";' }],
    ["a module is named by a variable", { "message/a.ts": "void import(name);" }],
  ])("fails when %s", (_title, tree) => {
    expect(broken(importsStayInside, tree)).toHaveLength(1);
  });

  test("Node's adapter and the program may speak to Node", () => {
    const tree = {
      "adapters/node/web-socket-library.ts": 'export const load = () => import("ws");',
      "adapters/node/a.ts": 'import { createSocket } from "node:dgram";',
      "cli/a.ts": 'import { parseArgs } from "node:util"; import sdp from "sdp-transform";',
    };

    expect(broken(importsStayInside, tree)).toEqual([]);
  });
});

describe("the core names no globals", () => {
  test.each([
    "setTimeout(fire, 1);",
    "export const now = () => Date.now();",
    "export const at: Date = day;",
    "export const now = performance.now();",
    "export const lot = Math.random();",
    'export const lot = Math["random"]();',
    "export const { random } = Math;",
    "crypto.getRandomValues(octets);",
    "process.nextTick(fire);",
    "export const octets = Buffer.from(text);",
    "console.log(text);",
    "window.addEventListener(name, fire);",
    "export const later = globalThis.setTimeout;",
    "export const held = { process };",
  ])("fails on %j", (text) => {
    expect(broken(coreNamesNoGlobals, { "trace/a.ts": text })).toHaveLength(1);
  });

  test.each([
    "// setTimeout would do here",
    "/** Unlike Date.now(). */",
    'export const name = "process";',
    "export const report = (log: Log): void => log.console(text);",
    "export interface Work { process(): void }",
    "export class Work { process(): void {} }",
    "export const work = { process: 1 };",
    "export const least = Math.min(1, 2);",
  ])("does not mind %j", (text) => {
    expect(broken(coreNamesNoGlobals, { "message/a.ts": text })).toEqual([]);
  });

  test.each(["environment/runtime.ts", "adapters/node/a.ts", "cli/a.ts", "testing/a.ts"])("%s may", (path) => {
    expect(broken(coreNamesNoGlobals, { [path]: "setTimeout(fire, 1);" })).toEqual([]);
  });
});

describe("files are short", () => {
  test.each([
    [300, 0],
    [301, 1],
  ])("%i lines break the rule %i times", (lines, times) => {
    expect(broken(filesAreShort, { "message/a.ts": "//\n".repeat(lines) })).toHaveLength(times);
  });
});

describe("only doors are index files", () => {
  test.each([
    "message/index.ts",
    "message/header/index.ts",
    "adapters/index.ts",
    "cli/index.ts",
    "trace/ladder/index.ts",
  ])("fails on %s", (path) => {
    expect(broken(onlyDoorsAreIndexFiles, { [path]: "" })).toHaveLength(1);
  });

  test.each(["index.ts", "adapters/node/index.ts", "testing/index.ts", "trace/index.ts", "sipjs/index.ts"])(
    "%s is a door",
    (path) => {
      expect(broken(onlyDoorsAreIndexFiles, { [path]: "" })).toEqual([]);
    },
  );
});

describe("nothing is left to do", () => {
  test.each(["TODO", "FIXME", "XXX", "HACK"])("fails on %s", (word) => {
    expect(broken(nothingIsLeftToDo, { "message/a.ts": `// ${word}: later` })).toHaveLength(1);
  });

  test("a word that only holds one of them is no plan", () => {
    expect(broken(nothingIsLeftToDo, { "message/a.ts": "// HACKNEY, mastodon, XXXII" })).toEqual([]);
  });
});
