/**
 * Whether it stays as fast: a call beside 1 to 100,000 that stand, the event loop while 100,000 timers run and while 10,000 INVITEs come in
 * within one second, and how much of it is collecting garbage. `npm run bench:growth` builds `dist` first; `-- --markdown` for tables
 * as in docs/performance.md.
 */
import { fileURLToPath } from "node:url";
import { figure, median, printTable, runAlone } from "../alone.mjs";
import { readOptions } from "../options.mjs";

/** What the others are compared with. */
const COMPARED = 1_000;
const { live, calls, rounds, timers, seconds, invites } = readOptions({
  live: [1, 1_000, 10_000, 100_000],
  calls: 20_000,
  rounds: 3,
  timers: [1_000, 100_000],
  seconds: 20,
  invites: 10_000,
});
const run = (name, ...args) => runAlone(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), args.map(String));

console.log(`${rounds} rounds of ${calls} calls; ${seconds} s of timers. Node ${process.versions.node}.\n`);
printCosts();
printTimers();
printBurst();

function printCosts() {
  const measured = Array.from(
    { length: rounds },
    () => new Map(live.map((count) => [count, run("cost", count, calls)])),
  );
  const base = (round) => (round.get(COMPARED) ?? round.get(live[0])).cpu;
  printTable(
    [
      "calls that stand",
      "µs of CPU a call, least",
      "median",
      `× ${COMPARED.toLocaleString("en")}`,
      "collecting garbage",
    ],
    live.map((count) => [
      count.toLocaleString("en"),
      figure(Math.min(...measured.map((round) => round.get(count).cpu))),
      figure(median(measured.map((round) => round.get(count).cpu))),
      figure(median(measured.map((round) => round.get(count).cpu / base(round)))),
      percent(median(measured.map((round) => round.get(count).collecting))),
    ]),
  );
}

function printTimers() {
  printTable(
    ["timers that run", "fire a second", "late, ms: half", "99 %", "most", "loop's delay, ms: 99 %", "most"],
    timers.map((count) => {
      const { fired, late, delay } = run("timers", count, seconds);
      const delays = [late.p50, late.p99, late.most, delay.p99, delay.most];
      return [count, Math.round(fired / seconds)].map((value) => value.toLocaleString("en")).concat(delays.map(figure));
    }),
  );
}

function printBurst() {
  const { sent, within, seen, dropped, answered, buffer, delay, collecting } = run("burst", invites);
  printTable(
    [`${invites.toLocaleString("en")} INVITEs over UDP`, ""],
    [
      ["sent within, ms", figure(within)],
      ["seen by sip-uas", `${seen.toLocaleString("en")} of ${sent.toLocaleString("en")}`],
      ["answered with 200, which the caller saw", answered.toLocaleString("en")],
      ["datagrams dropped by the kernel, ACKs among them", dropped.toLocaleString("en")],
      ["receive buffer, octets as Linux counts", buffer.toLocaleString("en")],
      ["loop's delay, ms: 99 %", figure(delay.p99)],
      ["most", figure(delay.most)],
      ["collecting garbage", percent(collecting)],
    ],
  );
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
