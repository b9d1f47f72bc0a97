import ts from "typescript";
import { type SourceFile, walk } from "./source-file.js";

/** The title of a group of tests or of one test. */
export interface Title {
  readonly kind: "describe" | "test";
  readonly text: string;
}

/** Every title in a file. Where a table gives the rest of a title, the table's texts are titles too. */
export function titlesIn({ tree }: Pick<SourceFile, "tree">): Title[] {
  const titles: Title[] = [];
  walk(tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const kind = kindOf(node.expression);
    const [title] = node.arguments;
    if (kind === undefined || title === undefined || !isText(title)) return;
    titles.push({ kind, text: textOf(title) });
    if (/[%$]/.test(textOf(title))) titles.push(...rowTexts(node.expression).map((text) => ({ kind, text })));
  });
  return titles;
}

/** `test`, `test.each(…)`, `describe.skipIf(…)`: what they all start with. */
function kindOf(callee: ts.Expression): Title["kind"] | undefined {
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) return kindOf(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return kindOf(callee.tag);
  if (!ts.isIdentifier(callee)) return undefined;
  if (callee.text === "describe") return "describe";
  return callee.text === "test" || callee.text === "it" ? "test" : undefined;
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function textOf(node: ts.StringLiteralLike | ts.TemplateExpression): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

function rowTexts(callee: ts.Expression): string[] {
  const texts: string[] = [];
  if (!ts.isCallExpression(callee)) return texts;
  for (const table of callee.arguments) {
    walk(tableOf(table), (node) => {
      if (ts.isStringLiteralLike(node)) texts.push(node.text);
    });
  }
  return texts;
}

/** A table may be named, and stand elsewhere in the file. */
function tableOf(table: ts.Expression): ts.Node {
  let found: ts.Node = table;
  if (!ts.isIdentifier(table)) return found;
  walk(table.getSourceFile(), (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === table.text) found = node;
  });
  return found;
}
