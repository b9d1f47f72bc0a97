import ts from "typescript";
import { importsOf } from "./imports.js";
import { place, type SourceFile, walk } from "./source-file.js";

/** Says what breaks a rule, one line for each place; nothing when all is well. */
export type Rule = (files: readonly SourceFile[]) => string[];

/** From the ground up. A file may take from its own layer and from those below it. */
const LAYERS = ["environment", "message", "transaction", "dialog", "user-agent", "call", "registration"];

/** What stands on the layers, and what of each other these may take. */
const TOPS: Readonly<Record<string, (target: string) => boolean>> = {
  "index.ts": () => false,
  adapters: () => false,
  trace: () => false,
  sipjs: () => false,
  testing: (target) => topOf(target) === "trace",
  // The program is written as any user of the package would write it: against the doors.
  cli: (target) => isDoor(target) && topOf(target) !== "sipjs",
};

/** The files that the package's `exports` lead to. */
function isDoor(path: string): boolean {
  return /^(?:index|(?:adapters\/[^/]+|testing|trace|sipjs)\/index)\.ts$/.test(path);
}

/** The first part of a path: a layer, a top, or a file beside them. */
function topOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

/** No import runs upward, or sideways between what stands on the layers. */
export const importsRunDownward: Rule = (files) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => target !== undefined && !target.startsWith("../") && !mayImport(file.path, target))
      .map(({ target, offset }) => `${place(file, offset)} imports ${target ?? ""}: ${topOf(file.path)} may not`),
  );

function mayImport(from: string, target: string): boolean {
  const source = topOf(from);
  const destination = topOf(target);
  if (source === destination || destination === "errors.ts") return true;
  if (LAYERS.includes(source)) {
    return LAYERS.includes(destination) && LAYERS.indexOf(destination) < LAYERS.indexOf(source);
  }
  // A folder that is on neither list may take nothing, so that a new one must be given its place here.
  const allowed = TOPS[source];
  return allowed !== undefined && (LAYERS.includes(destination) ? source !== "cli" : allowed(target));
}

/** No file leads back to itself, directly or round a corner. */
export const importsRunInNoCircle: Rule = (files) => {
  const targets = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap(({ target }) => (target === undefined ? [] : [target]))]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return circles;
};

/** Nothing is taken from outside the package, but for Node's own modules where Node is spoken to. */
export const importsStayInside: Rule = (files) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier, target }) =>
        target === undefined ? !mayLeave(file.path, specifier) : target.startsWith("../"),
      )
      .map(({ specifier, offset }) => `${place(file, offset)} imports ${specifier}: not part of src`),
  );

function mayLeave(path: string, specifier: string): boolean {
  const forNode = path.startsWith("adapters/node/") || path.startsWith("cli/");
  // Bundled into the program, so that whoever installs the package installs nothing else.
  const bundled = path.startsWith("cli/") && specifier === "sdp-transform";
  // Loaded only where somebody serves WebSockets, who has then installed it.
  const loaded = path === "adapters/node/web-socket-library.ts" && specifier === "ws";
  return (forNode && specifier.startsWith("node:")) || bundled || loaded;
}

const GLOBALS = new Set(
  "setTimeout setInterval setImmediate clearTimeout clearInterval queueMicrotask Date performance crypto process Buffer console window globalThis global".split(
    " ",
  ),
);

/** The core knows no time, no chance, no machine but what it is handed. */
export const coreNamesNoGlobals: Rule = (files) =>
  files.filter(({ path }) => isCore(path)).flatMap((file) => globalsNamed(file));

function isCore(path: string): boolean {
  return !["adapters", "cli", "testing"].includes(topOf(path)) && path !== "environment/runtime.ts";
}

function globalsNamed(file: SourceFile): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (ts.isIdentifier(node) && GLOBALS.has(node.text) && !isMemberName(node)) {
      found.push(`${place(file, node.getStart())} names ${node.text}`);
    }
    if (isMathRandom(node)) found.push(`${place(file, node.getStart())} names Math.random`);
  });
  return found;
}

/** `x.process`, `{ process: … }`, a method called `process`: words of our own, which reach no global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return node === (ts.isQualifiedName(parent) ? parent.right : parent.name);
  }
  return (
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) && parent.name === node
  );
}

function isMathRandom(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.expression.getText() === "Math" && node.name.text === "random";
  if (ts.isElementAccessExpression(node)) return node.expression.getText() === "Math";
  // `const { random } = Math` and `const m = Math` hand the generator on under another name.
  return ts.isVariableDeclaration(node) && node.initializer?.getText() === "Math";
}

/** Lines of a file at most. */
const CEILING = 300;

/** One idea a file. */
export const filesAreShort: Rule = (files) =>
  files
    .map((file) => ({ path: file.path, lines: file.text.replace(/\n$/, "").split("\n").length }))
    .filter(({ lines }) => lines > CEILING)
    .map(({ path, lines }) => `src/${path} has ${lines} lines: more than ${CEILING}`);

/** One path to each thing: a list of exports stands at a door and nowhere else. */
export const onlyDoorsAreIndexFiles: Rule = (files) =>
  files
    .filter(({ path }) => /(?:^|\/)index\.ts$/.test(path) && !isDoor(path))
    .map(({ path }) => `src/${path} is an index file below a layer`);

/** A plan that nobody can see is an issue that nobody has filed. */
export const nothingIsLeftToDo: Rule = (files) =>
  files.flatMap((file) =>
    [...file.text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g)].map(
      ({ 0: word, index }) => `${place(file, index)} says ${word}: file an issue instead`,
    ),
  );
