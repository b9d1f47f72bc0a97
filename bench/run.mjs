/**
 * The CPU time of whole calls in memory, ours beside what can be written by hand and the others from npm. `npm run bench` builds `dist` first;
 * `-- --markdown` for tables as in docs/performance.md, `-- --engines sip-uas,stateful --kinds plain --rounds 3` for a short run.
 *
 * Each engine runs in a process of its own, by turns over some rounds. It is compared with the stateful floor of its own round; the median
 * of the rounds counts, and the least time, being the one least disturbed, stands beside it.
 */
import { fileURLToPath } from "node:url";
import { figure, median, printTable, runAlone } from "./alone.mjs";
import { KINDS } from "./call.mjs";
import { readOptions } from "./options.mjs";

/** `share` of the calls: sip.js and JsSIP need a hundred times as long, and JsSIP longer the more calls there have been. */
const ENGINES = {
  floor: { title: "floor: answers, keeps nothing", share: 1 },
  stateful: { title: "stateful floor: no checks", share: 1 },
  "sip-uas": { title: "sip-uas", share: 1 },
  sip: { title: "sip 0.0.6 (no dialogs)", share: 1 },
  jssip: { title: "jssip 3.13.8", share: 1 / 40 },
  sipjs: { title: "sip.js 0.21.2 (core)", share: 1 / 40 },
  caller: { title: "the caller alone (in each of the above)", share: 1 },
};
const SCRIPT = fileURLToPath(new URL("measure.mjs", import.meta.url));
const { engines, kinds, rounds, calls } = readOptions({
  engines: Object.keys(ENGINES),
  kinds: Object.keys(KINDS),
  rounds: 5,
  calls: 20_000,
});

console.log(`From text to text, ${calls} calls of each kind. Node ${process.versions.node}; ${rounds} rounds.\n`);
for (const kind of kinds) {
  const times = Array.from({ length: rounds }, () => measureAll(kind));
  printTable(
    [KINDS[kind].title, "µs of CPU, least", "median", "× stateful floor", "calls a CPU second"],
    engines.map((name) => row(name, times)),
  );
}

function measureAll(kind) {
  const of = (name) => runAlone(SCRIPT, [name, kind, String(Math.ceil(calls * ENGINES[name].share))]);
  return Object.fromEntries(engines.map((name) => [name, of(name)]));
}

function row(name, times) {
  const least = Math.min(...times.map((round) => round[name]));
  return [
    ENGINES[name].title,
    figure(least),
    figure(median(times.map((round) => round[name]))),
    figure(median(times.map((round) => round[name] / round.stateful))),
    figure(1e6 / least),
  ];
}
