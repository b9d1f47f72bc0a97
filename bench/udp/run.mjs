/**
 * Calls over UDP on loopback, made by SIPp: what 1,000 cost the callee's process, at most 40 open at once, and how many a second it bears
 * before SIPp has to repeat anything. `npm run bench:udp` builds `dist` first; `-- --markdown` for tables as in docs/performance.md,
 * `-- --callees sip-uas,floor --rounds 3 --highest no` for a short run.
 *
 * By turns over some rounds, each callee in a process of its own; the ratio is to the bare socket of the same round, the median counts.
 */
import { availableParallelism } from "node:os";
import { figure, median, printTable } from "../alone.mjs";
import { readOptions } from "../options.mjs";
import { highestRate } from "./highest-rate.mjs";
import { closedLoop } from "./sipp.mjs";
import { requireSipp, startCallee } from "./started.mjs";

const CALLEES = {
  floor: "bare socket, keeps nothing",
  stateful: "stateful floor: no checks",
  "sip-uas": "sip-uas",
  sip: "sip 0.0.6 (no dialogs)",
  sipp: "sipp -sn uas (C++)",
};
const WARM = 3_000;

const { callees, rounds, calls, highest } = readOptions({
  callees: Object.keys(CALLEES),
  rounds: 3,
  calls: 10_000,
  highest: ["yes", "no"],
});
requireSipp();

const times = [];
for (let round = 0; round < rounds; round += 1) {
  const seconds = {};
  for (const name of callees) seconds[name] = await cpuOfCalls(name);
  times.push(seconds);
}
const rates = new Map();
if (highest.includes("yes")) for (const name of callees) rates.set(name, await highestRate(name));

console.log(
  `SIPp and the callee share ${availableParallelism()} cores. Node ${process.versions.node}; ${rounds} rounds.\n`,
);
printTable(
  ["INVITE, 180, 200, ACK, BYE, 200", "CPU s a 1,000 calls, least", "median", "× bare socket", "most calls a second"],
  callees.map(row),
);

async function cpuOfCalls(name) {
  const callee = await startCallee(name);
  try {
    await closedLoop(callee.port, WARM);
    const before = callee.cpu();
    const { failed } = await closedLoop(callee.port, calls);
    if (failed > 0) throw new Error(`${name}: ${failed} of ${calls} calls failed`);
    return ((callee.cpu() - before) / calls) * 1_000;
  } finally {
    await callee.stop();
  }
}

function row(name) {
  const of = times.map((round) => round[name]);
  return [
    CALLEES[name],
    Math.min(...of).toFixed(3),
    median(of).toFixed(3),
    figure(median(times.map((round) => round[name] / round.floor))),
    rateOf(rates.get(name)),
  ];
}

function rateOf(found) {
  if (found === undefined) return "–";
  return `${found.isCallers ? "≥ " : ""}${found.rate.toLocaleString("en")}`;
}
