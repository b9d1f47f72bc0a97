import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** One file of TypeScript, read and parsed. */
export interface SourceFile {
  /** Below the folder it was read from, with `/` on every system: `message/header/cseq.ts`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** A source file made from a text: what the rules are tried on. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Every TypeScript file of a folder beside `package.json`, in the order of their paths. */
export function readSourceFiles(folder: "src" | "test"): SourceFile[] {
  const root = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => sourceFile(path, readFileSync(root + path, "utf8")));
}

/** Visits a node and everything below it, in the order of the text. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}

/** `path:line`, as editors open it. */
export function place(file: SourceFile, offset: number): string {
  return `src/${file.path}:${file.tree.getLineAndCharacterOfPosition(offset).line + 1}`;
}
