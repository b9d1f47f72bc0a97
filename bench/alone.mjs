/** What the benchmarks share: a process for each measurement, and a table at the end. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

/** Whether the tables are wanted as Markdown. */
export const isMarkdown = process.argv.includes("--markdown");

export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** Runs a script in a process of its own; gives what it prints, which is JSON. */
export function runAlone(script, args, flags = []) {
  const run = spawnSync(process.execPath, [...flags, script, ...args], { encoding: "utf8", maxBuffer: 1e8 });
  if (run.status !== 0) throw new Error(`${script} ${args.join(" ")} failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** The same, while others run. */
export async function runBeside(script, args, flags = []) {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, ...args], { maxBuffer: 1e8 });
  return JSON.parse(stdout);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** Three digits that count. */
export function figure(value) {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Prints a table: the first column to the left, the others to the right. */
export function printTable(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => String(line[column]).length)));
  const cell = (text, column) =>
    column === 0 ? String(text).padEnd(widths[0]) : String(text).padStart(widths[column]);
  const [first, ...rest] = lines.map((line) => line.map(cell));
  if (!isMarkdown) return console.log([first, ...rest].map((line) => line.join("  ")).join("\n") + "\n");
  const rule = widths.map((width, column) => "-".repeat(width - (column === 0 ? 0 : 1)) + (column === 0 ? "" : ":"));
  console.log([first, rule, ...rest].map((line) => `| ${line.join(" | ")} |`).join("\n") + "\n");
}
