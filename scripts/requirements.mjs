/**
 * Prints how many rows of the pages in docs/reference a test names in its title: a table for each page.
 *
 *   node scripts/requirements.mjs             the tables
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
const LEVELS = ["MUST", "SHOULD", "MAY", "POLICY"];

/** The pages, the level that their rows have where they say none, and by what the rows are grouped: the layer, or a part of the id. */
const PAGES = [
  { name: "requirements-core.md", groupOf: byLayer },
  { name: "requirements-extensions.md", groupOf: byLayer },
  { name: "torture-expectations.md", groupOf: byLayer },
  // "Every row of Tables I–C is a requirement of level MUST unless it says policy/default": its id names the table.
  { name: "offer-answer.md", usual: "MUST", groupOf: ({ id }) => id.replace(/-(?:\d\d|[a-z])$/, "") },
  // "Each row is a test."
  { name: "call-flows.md", usual: "MUST", groupOf: ({ id }) => id.replace(/-.*/, "") },
];

const { values: options } = parseArgs({
  options: { missing: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});

const pages = PAGES.map((page) => ({ ...page, rows: rowsOf(page) }));
const known = new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id)));
const prefixes = new Set([...known].map((id) => id.replace(/-.*/, "")));
const named = new Set(readTitles().flatMap((title) => title.match(/\b[A-Z]{2,5}-[\w.]+(?:-[\w.]+)*\b/g) ?? []));
for (const page of pages) page.missing = page.rows.filter(({ id }) => !named.has(id));
const unknown = [...named]
  .filter((id) => prefixes.has(id.replace(/-.*/, "")) && /\d/.test(id) && !known.has(id))
  .sort();

if (options.json) {
  const counted = pages.map(({ name, rows, missing }) => ({ name, rows: rows.length, missing }));
  console.log(JSON.stringify({ pages: counted, unknown }, undefined, 2));
} else {
  for (const page of pages) printTable(page);
  if (options.missing) for (const page of pages) printMissing(page);
  if (unknown.length > 0) console.log(`\nnamed by a test, and on no page: ${unknown.join(", ")}`);
}

function byLayer({ cells }) {
  return cells[2];
}

/** The rows of all tables whose first cell is an id, or a range of them: `SVC-2.7–2.9`, `OAX-6337-14..19`. */
function rowsOf({ name, usual, groupOf }) {
  const page = readFileSync(join(root, "docs/reference", name), "utf8");
  return [...page.matchAll(/^\| ([A-Z]{2,5}-.*) \|$/gm)].flatMap(([, line]) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const level = LEVELS.find((each) => cells[1].startsWith(each)) ?? usual;
    if (level === undefined) return [];
    return idsIn(cells[0]).map((id) => ({ id, level, group: groupOf({ id, cells }), text: textIn(cells, level) }));
  });
}

function idsIn(cell) {
  const [, stem, first, last] = /^([A-Z]+-(?:[\w.]+[-.])*?)(\d+)(?:\.\.|–(?:[\d.]+\.)?)(\d+)$/.exec(cell) ?? [];
  if (stem === undefined) return [cell.split(" ")[0]];
  return Array.from({ length: last - first + 1 }, (_, index) => `${stem}${Number(first) + index}`);
}

/** What the row is about: after level and layer in a catalogue, all but the id elsewhere. */
function textIn(cells, level) {
  const rest = cells[1].startsWith(level) ? cells.slice(cells[2].includes(" ") ? 2 : 3) : cells.slice(1);
  const text = rest.join(" | ");
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function readTitles() {
  const folder = mkdtempSync(join(tmpdir(), "requirements-"));
  const file = join(folder, "titles.json");
  try {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    // Nothing is run, so the files need not be kept apart: seven times as fast.
    const run = spawnSync(process.execPath, [vitest, "list", "--no-isolate", `--json=${file}`], {
      cwd: root,
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(`cannot list the tests: ${run.stderr || run.stdout}`);
    return JSON.parse(readFileSync(file, "utf8")).map(({ name }) => name);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function printTable({ name, rows, missing }) {
  const levels = LEVELS.filter((level) => rows.some((row) => row.level === level));
  console.log(`\n${name.padEnd(28)}${levels.map((level) => level.padStart(12)).join("")}`);
  const groups = [...new Set(rows.map(({ group }) => group))];
  for (const group of groups.length > 1 ? [...groups, "all"] : groups) {
    const cells = levels.map((level) => {
      const inCell = (row) => row.level === level && (group === "all" || row.group === group);
      const total = rows.filter(inCell).length;
      return (total === 0 ? "" : `${total - missing.filter(inCell).length} of ${total}`).padStart(12);
    });
    console.log(`  ${group.padEnd(26)}${cells.join("")}`);
  }
}

function printMissing({ name, missing }) {
  for (const level of LEVELS) {
    const inLevel = missing.filter((row) => row.level === level);
    if (inLevel.length === 0) continue;
    console.log(`\n${name}, ${level}: ${inLevel.length} without a test`);
    for (const { id, group, text } of inLevel) console.log(`  ${id.padEnd(24)} ${group.padEnd(12)} ${text}`);
  }
}
