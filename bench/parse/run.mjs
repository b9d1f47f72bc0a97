/**
 * What reading a message costs, ours beside the others from npm. `npm run bench:parse` builds `dist` first; `-- --markdown` for tables as in
 * docs/performance.md.
 *
 * Each engine runs in a process of its own, by turns over some rounds. It is compared with the floor of its own round, over the messages
 * that it can read at all; the median of the rounds counts.
 */
import { fileURLToPath } from "node:url";
import { figure, isMarkdown, median, printTable, ROUNDS, runAlone, sum } from "../alone.mjs";
import { MESSAGES, octetsOf } from "../messages.mjs";

const ENGINES = [
  { name: "floor", title: "floor: decode, find the line ends" },
  { name: "slices", title: "slices by hand, nothing checked" },
  { name: "sip-uas", title: "sip-uas" },
  { name: "sip", title: "sip 0.0.6" },
  { name: "jssip", title: "jssip 3.13.8" },
  { name: "parsip", title: "parsip 1.0.7" },
  { name: "sipjs", title: "sip.js 0.21.2" },
];
const STAGES = { parse: "(a) from octets to parsed", read: "(b) parsed, and what a UAS needs read" };
// A young generation larger than what is made between two collections.
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];
const SCRIPT = fileURLToPath(new URL("measure.mjs", import.meta.url));

const wrong = measureAll("fields");
const allocation = measureAll("allocation", NO_COLLECTION);
const rounds = Array.from({ length: ROUNDS }, () => measureAll("time"));

const sizes = MESSAGES.map((message) => `${message.name} ${octetsOf(message)[0].length}`);
console.log(`Octets: ${sizes.join(", ")}. Node ${process.versions.node}; median of ${ROUNDS} rounds.\n`);
for (const [stage, title] of Object.entries(STAGES)) {
  console.log(isMarkdown ? `**${title}**\n` : title);
  printTable(
    ["a message", "µs of CPU", "× floor", "octets allocated"],
    ENGINES.flatMap((engine) => row(engine, stage)),
  );
}
console.log(isMarkdown ? "**sip-uas, each message**\n" : "sip-uas, each message");
printTable(
  ["", "(a) µs", "× floor", "octets", "(b) µs", "× floor", "octets"],
  MESSAGES.map(({ name }, i) => [name, ...Object.keys(STAGES).flatMap((stage) => cells("sip-uas", stage, [i]))]),
);
printWrong();

function measureAll(what, flags) {
  return Object.fromEntries(ENGINES.map(({ name }) => [name, runAlone(SCRIPT, [name, what], flags)]));
}

/** The floor has no second stage: both are measured by its first. */
function row({ name, title }, stage) {
  if (name !== "floor" && !rounds[0][name][stage]) return [];
  const readable = MESSAGES.map((_, i) => i).filter((i) => !wrong[name][i].includes("everything"));
  const partly = readable.length < MESSAGES.length ? ` (${readable.length} of ${MESSAGES.length} messages)` : "";
  return [[title + partly, ...cells(name, stage, readable)]];
}

function cells(name, stage, which) {
  const mean = (values) => sum(which.map((i) => values[i])) / which.length;
  const of = (round, engine) => mean(round[engine][stage] ?? round[engine].parse);
  return [
    figure(median(rounds.map((round) => of(round, name)))),
    figure(median(rounds.map((round) => of(round, name) / of(round, "floor")))),
    figure(Math.round(of(allocation, name))),
  ];
}

function printWrong() {
  for (const { name, title } of ENGINES) {
    const faults = MESSAGES.flatMap((message, i) => {
      const fields = wrong[name][i];
      return fields.length > 0 ? [`${message.name} (${fields.join(", ")})`] : [];
    });
    if (faults.length > 0) console.log(`${isMarkdown ? "- " : ""}${title} reads wrong: ${faults.join("; ")}`);
  }
  if (wrong["sip-uas"].some((fields) => fields.length > 0)) process.exitCode = 1;
}
