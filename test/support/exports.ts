import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * What a file exports, values and types, one line each: `class URI`, `type Verdict`.
 *
 * @param path - Below the folder of `package.json`.
 */
export function exportsOf(path: string): string[] {
  const program = ts.createProgram([root + path], { ...settings(), noEmit: true, types: [] });
  const file = program.getSourceFile(root + path);
  const checker = program.getTypeChecker();
  const door = file && checker.getSymbolAtLocation(file);
  if (door === undefined) throw new Error(`cannot list the exports of ${path}: it is not a module`);
  return namesIn(checker, door, "").sort(byName);
}

/** A namespace is listed with what it holds: `const headers.CSeq`. */
function namesIn(checker: ts.TypeChecker, module: ts.Symbol, prefix: string): string[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) return namesIn(checker, symbol, `${name}.`);
    return [`${kindsOf(symbol)} ${name}`];
  });
}

function settings(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options;
}

/** A name may stand for a value and for a type at once: `const and type Levels`. */
function kindsOf({ flags }: ts.Symbol): string {
  const kinds = KINDS.filter(([flag]) => flags & flag).map(([, kind]) => kind);
  return kinds.join(" and ") || "unknown";
}

const KINDS: readonly (readonly [ts.SymbolFlags, string])[] = [
  [ts.SymbolFlags.Class, "class"],
  [ts.SymbolFlags.Function, "function"],
  [ts.SymbolFlags.Variable, "const"],
  [ts.SymbolFlags.Interface, "interface"],
  [ts.SymbolFlags.TypeAlias, "type"],
  [ts.SymbolFlags.Enum, "enum"],
];

/** In the order of the names, whatever the machine's language is. */
function byName(a: string, b: string): number {
  const nameOf = (line: string): string => line.slice(line.lastIndexOf(" ") + 1);
  return nameOf(a) < nameOf(b) ? -1 : 1;
}
