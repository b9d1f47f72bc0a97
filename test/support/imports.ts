import { posix } from "node:path";
import ts from "typescript";
import { type SourceFile, walk } from "./source-file.js";

/** One mention of another file: an import, a re-export, or a type taken from it. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file meant, below `src`; starts with `../` when it lies outside. `undefined` for a package. */
  readonly target: string | undefined;
  readonly offset: number;
}

/** All that a file takes from others. Types count as much as values. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(file.tree, (node) => {
    const name = moduleName(node);
    if (name === undefined) return;
    if (!ts.isStringLiteralLike(name)) {
      imports.push({ specifier: name.getText(), target: undefined, offset: name.getStart() });
      return;
    }
    const relative = name.text.startsWith(".");
    const target = relative ? posix.join(posix.dirname(file.path), name.text).replace(/\.js$/, ".ts") : undefined;
    imports.push({ specifier: name.text, target, offset: name.getStart() });
  });
  return imports;
}

function moduleName(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isCallExpression(node) && isLoader(node.expression)) return node.arguments[0];
  return undefined;
}

function isLoader(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}
