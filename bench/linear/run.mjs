/**
 * Whether any reader can be made to run long: hostile runs in every place of everything that is read, up to 1 MiB, with the limits out of the
 * way. `npm run bench:linear` builds `dist` first; `-- --markdown` for the table as in docs/performance.md.
 *
 * Every reader meets every run in every place at 4 and 32 KiB. What cost most for an octet there, and what grew fastest, is doubled up to 1 MiB. Fails where anything clearly grows faster than its input.
 */
import { figure, isMarkdown, printTable } from "../alone.mjs";
import { INPUTS } from "./inputs.mjs";
import { READERS } from "./readers.mjs";

const KIB = 1_024;
const SCREEN = [4 * KIB, 32 * KIB];
const DOUBLINGS = [16, 32, 64, 128, 256, 512, 1_024].map((size) => size * KIB);
/** How many of a reader's dearest, and of its steepest, are doubled. */
const DOUBLED = 4;
const MILLISECOND = 1;
/** The exponent over the last three doublings from which on a reader is worse than linear: memory that grows costs some by itself. */
const LIMIT = 1.6;

const runs = new Map();
const results = READERS.map((reader) => {
  const tried = screen(reader);
  const chosen = new Set([...top(tried, "cost"), ...top(tried, "growth")]);
  return {
    ...reader,
    tried: tried.length,
    doubled: [...chosen].map(({ shape, input }) => double(reader, shape, input)),
  };
});
report();

/** Every input in every shape: what it costs for an octet, and how fast that grows. */
function screen(reader) {
  return reader.shapes.flatMap((shape) =>
    (reader.inputs ?? INPUTS).map((input) => {
      const [small, large] = SCREEN.map((size) => timed(reader, shape, input, size, 1) / size);
      // What takes no time has no growth.
      return { shape, input, cost: large, growth: large * SCREEN[1] > 0.2 * MILLISECOND ? large / small : 0 };
    }),
  );
}

function top(tried, member) {
  return tried.toSorted((a, b) => b[member] - a[member]).slice(0, DOUBLED);
}

function double(reader, shape, input) {
  const first = doubledOnce(reader, shape, input);
  // Once may be the collector's doing.
  const second = first.exponent > LIMIT ? doubledOnce(reader, shape, input) : first;
  return second.exponent < first.exponent ? second : first;
}

function doubledOnce(reader, shape, input) {
  const times = [];
  for (const size of DOUBLINGS) {
    times.push(timed(reader, shape, input, size, 5));
    // Its growth is known by now.
    if (times.at(-1) > 300 * MILLISECOND) break;
  }
  const size = DOUBLINGS[times.length - 1];
  const last = times.at(-1);
  const ratios = times.slice(1).flatMap((time, i) => (time > 2 * MILLISECOND ? [time / times[i]] : []));
  const place = placeOf(shape);
  return {
    ...{ reader: reader.name, place, input: input.name, size, time: last, cost: (last / size) * 1e6 },
    worst: ratios.length > 0 ? Math.max(...ratios) : undefined,
    // What stays below 100 ns an octet at 1 MiB harms nobody, whatever it grows like.
    exponent: last > 50 * MILLISECOND && last / size > 1e-4 * MILLISECOND ? exponentOf(times.slice(-4)) : 0,
  };
}

/** 1 where the time doubles with the input, 2 where it grows fourfold. */
function exponentOf(times) {
  return Math.log2(times.at(-1) / times[0]) / (times.length - 1);
}

/** The least of some tries, in milliseconds of CPU; what takes long is tried once. */
function timed(reader, shape, input, size, tries) {
  const text = shape.replace("~", () => runOf(input, size));
  // As it comes off the wire: one flat text, not a tree of pieces.
  const data = reader.prepare(Buffer.from(text, "latin1").toString("latin1"));
  let least = Infinity;
  for (let spent = 0; tries > 0 && spent < 100 * MILLISECOND; tries--) {
    const before = process.cpuUsage();
    reader.read(data);
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1_000;
    spent += time;
    least = Math.min(least, time);
  }
  return least;
}

function runOf(input, size) {
  const key = `${input.name} ${size}`;
  const known = runs.get(key);
  if (known !== undefined) return known;
  const made = input.make(size);
  runs.set(key, made);
  return made;
}

/** The line of a shape in which the run stands. */
function placeOf(shape) {
  return shape.split("\r\n").find((line) => line.includes("~")) ?? shape;
}

function report() {
  console.log(`Runs up to 1 MiB. Node ${process.versions.node}.\n`);
  const byCost = (a, b) => b.cost - a.cost;
  const byRatio = (a, b) => (b.worst ?? 0) - (a.worst ?? 0);
  const groups = groupsOf(results, isMarkdown ? "group" : "name");
  const rows = [...groups].map(([title, members]) => {
    const doubled = members.flatMap((member) => member.doubled);
    const dearest = doubled.toSorted(byCost)[0];
    const steepest = doubled.toSorted(byRatio)[0];
    const count = members.reduce((total, { tried }) => total + tried, 0);
    return [
      members.length > 1 ? `${title} (${members.length})` : title,
      count.toLocaleString("en"),
      figure(dearest.cost),
      nameOf(dearest),
      figure(steepest.worst),
      steepest.worst === undefined ? "all below 2 ms" : nameOf(steepest),
    ];
  });
  printTable(["readers", "tried", "ns an octet", "dearest run", "× at a doubling", "steepest run"], rows);
  const worse = results.flatMap(({ doubled }) => doubled.filter(({ exponent }) => exponent > LIMIT));
  for (const result of worse) {
    console.log(
      `${isMarkdown ? "- " : ""}worse than linear: ${result.reader}, ${nameOf(result)}: ${figure(result.time)} ms for ${result.size / KIB} KiB`,
    );
  }
  if (worse.length > 0) process.exitCode = 1;
}

function groupsOf(values, member) {
  const groups = new Map();
  for (const value of values) groups.set(value[member], [...(groups.get(value[member]) ?? []), value]);
  return groups;
}

function nameOf({ place, input }) {
  const text = `${place} of ${input}`;
  return isMarkdown ? `\`${place}\` of ${input}`.replaceAll("|", "\\|") : text;
}
