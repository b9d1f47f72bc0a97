/**
 * What writing a response costs, ours beside sip.js and `sip`: 100, 180 and 200 with a session description to each message, from the parsed
 * request to octets. `npm run bench:write` builds `dist` first; `-- --markdown` for tables as in docs/performance.md.
 */
import { fileURLToPath } from "node:url";
import { figure, isMarkdown, median, printTable, ROUNDS, runAlone, sum } from "../alone.mjs";
import { MESSAGES } from "../messages.mjs";
import { RESPONSES } from "./responses.mjs";

const ENGINES = [
  { name: "floor", title: "floor: a text that lies ready, to octets" },
  { name: "sip-uas", title: "sip-uas" },
  { name: "sip", title: "sip 0.0.6" },
  { name: "sipjs", title: "sip.js 0.21.2" },
];
// A young generation larger than what is made between two collections.
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];
const SCRIPT = fileURLToPath(new URL("measure.mjs", import.meta.url));

const faults = measureAll("faults");
const allocation = measureAll("allocation", NO_COLLECTION);
const rounds = Array.from({ length: ROUNDS }, () => measureAll("time"));

console.log(`From a parsed request to octets. Node ${process.versions.node}; median of ${ROUNDS} rounds.\n`);
printTable(
  ["µs of CPU a response", ...RESPONSES, "180 against sip-uas", "octets allocated for a 180"],
  ENGINES.map(({ name, title }) => [
    title,
    ...RESPONSES.map((_, i) => figure(median(rounds.map((round) => mean(round[name], i))))),
    figure(median(rounds.map((round) => mean(round[name], 1) / mean(round["sip-uas"], 1)))),
    figure(Math.round(mean(allocation[name], 1))),
  ]),
);
console.log(isMarkdown ? "**sip-uas, each message**\n" : "sip-uas, each message");
printTable(
  ["µs of CPU a response", ...RESPONSES],
  MESSAGES.map(({ name }, message) => [
    name,
    ...RESPONSES.map((_, i) => figure(median(rounds.map((round) => round["sip-uas"][message][i])))),
  ]),
);
for (const { name, title } of ENGINES) {
  const found = MESSAGES.flatMap((message, i) =>
    faults[name][i].length > 0 ? [`${message.name} (${faults[name][i].join(", ")})`] : [],
  );
  if (found.length > 0) console.log(`${isMarkdown ? "- " : ""}${title} writes wrong: ${found.join("; ")}`);
  if (name === "sip-uas" && found.length > 0) process.exitCode = 1;
}

function measureAll(what, flags) {
  return Object.fromEntries(ENGINES.map(({ name }) => [name, runAlone(SCRIPT, [name, what], flags)]));
}

/** Over all messages, of one response. */
function mean(table, response) {
  return sum(table.map((row) => row[response])) / table.length;
}
