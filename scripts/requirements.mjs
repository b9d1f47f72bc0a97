/**
 * Prints how many rows of docs/reference/requirements-core.md and torture-expectations.md a test names in its title, by layer and level.
 *
 *   node scripts/requirements.mjs             the table
 *   node scripts/requirements.mjs --missing   and the rows that no test names
 *   node scripts/requirements.mjs --json      both, for programs
 *
 * The titles are those that vitest itself lists: what a table of cases makes of them, and nothing that is commented out.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const LEVELS = ["MUST", "SHOULD", "MAY"];
const LAYERS = ["message", "transport", "transaction", "uas-core", "dialog", "session"];
const ROW = /^\| ([A-Z]{2,5}-[\w.*-]+-[a-z]) \| (MUST|SHOULD|MAY)[^|]*\| ([a-z-]+) \| (.*?) \| /gm;
const ID = /\b[A-Z]{2,5}-[\w.]+(?:-[\w.]+)?-[a-z]\b/g;

const { values: options } = parseArgs({
  options: { missing: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});

const rows = readRows();
const named = new Set(readTitles().flatMap((title) => title.match(ID) ?? []));
const missing = rows.filter(({ id }) => !named.has(id));
const extensions = rowsOf("requirements-extensions.md");
const unknown = [...named].filter((id) => ![...rows, ...extensions].some((row) => row.id === id)).sort();

if (options.json) {
  console.log(JSON.stringify({ rows: rows.length, missing, unknown }, undefined, 2));
} else {
  printTable();
  if (options.missing) printMissing();
}

function readRows() {
  return [...rowsOf("requirements-core.md"), ...rowsOf("torture-expectations.md")];
}

function rowsOf(name) {
  const page = readFileSync(join(root, "docs/reference", name), "utf8");
  return [...page.matchAll(ROW)].map(([, id, level, layer, text]) => ({ id, level, layer, text }));
}

function readTitles() {
  const folder = mkdtempSync(join(tmpdir(), "requirements-"));
  const file = join(folder, "titles.json");
  try {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const run = spawnSync(process.execPath, [vitest, "list", `--json=${file}`], { cwd: root, encoding: "utf8" });
    if (run.status !== 0) throw new Error(`cannot list the tests: ${run.stderr || run.stdout}`);
    return JSON.parse(readFileSync(file, "utf8")).map(({ name }) => name);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function printTable() {
  console.log(["layer".padEnd(12), ...LEVELS.map((level) => level.padStart(12))].join(""));
  for (const layer of [...LAYERS, "all"]) {
    const cells = LEVELS.map((level) => {
      const inCell = (row) => row.level === level && (layer === "all" || row.layer === layer);
      const total = rows.filter(inCell).length;
      return `${total - missing.filter(inCell).length} of ${total}`.padStart(12);
    });
    console.log([layer.padEnd(12), ...cells].join(""));
  }
}

function printMissing() {
  for (const level of LEVELS) {
    const inLevel = missing.filter((row) => row.level === level);
    console.log(`\n${level}: ${inLevel.length} without a test`);
    for (const { id, layer, text } of inLevel) console.log(`  ${id.padEnd(24)} ${layer.padEnd(12)} ${text}`);
  }
}
