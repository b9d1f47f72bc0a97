/**
 * What a call keeps of the heap while it rings, while it stands, and after its end while its transactions linger (RFC 6026: 32 s), and how
 * many timers of the runtime. `npm run bench:live` builds `dist` first; `-- --markdown` for tables as in docs/performance.md,
 * `-- --calls 20000 --engines sip-uas,stateful` for a short run.
 *
 * The clocks are real, so what their timers keep is counted; sip-uas by a manual clock shows how much that is. The heap is not disturbed by
 * what else goes on, so whatever only waits for 64*T1 to pass is measured at the same time.
 */
import { fileURLToPath } from "node:url";
import { figure, printTable, runAlone, runBeside } from "../alone.mjs";
import { OFFER } from "../call.mjs";
import { readOptions } from "../options.mjs";

/** `most`: how many calls are enough where they are slow. */
const ENGINES = {
  stateful: { title: "stateful floor: no checks" },
  "sip-uas": { title: "sip-uas" },
  "sip-uas-manual": { title: "sip-uas, by a manual clock" },
  sip: { title: "sip 0.0.6 (no dialogs)", most: 20_000 },
  jssip: { title: "jssip 3.13.8", most: 2_000 },
  sipjs: { title: "sip.js 0.21.2 (core)", most: 2_000 },
};
const STAGES = { early: "ringing", confirmed: "established, its timers over", ended: "ended, lingering" };
const SCRIPT = fileURLToPath(new URL("measure.mjs", import.meta.url));
const FLAGS = ["--expose-gc"];
const { engines, calls } = readOptions({ engines: Object.keys(ENGINES), calls: [20_000, 100_000] });

const runs = engines.flatMap((name) => {
  const counts = calls.map((count) => Math.min(count, ENGINES[name].most ?? count));
  return [...new Set(counts)].map((count) => ({ name, count, stages: {} }));
});
for (const stage of ["early", "ended"]) {
  for (const run of runs) run.stages[stage] = runAlone(SCRIPT, argumentsOf(run, stage), FLAGS);
}
await Promise.all(
  runs.map(async (run) => (run.stages.confirmed = await runBeside(SCRIPT, argumentsOf(run, "confirmed"), FLAGS))),
);

console.log(`A session description of ${OFFER.length} octets from each caller. Node ${process.versions.node}.\n`);
printTable(
  ["octets of heap a call", "calls", ...Object.values(STAGES).flatMap((title) => [title, "× floor"])],
  runs.map((run) => [...titleOf(run), ...Object.keys(STAGES).flatMap((stage) => octetsOf(run, stage))]),
);
printTable(
  ["timers of the runtime a call", "calls", ...Object.values(STAGES)],
  runs
    .filter(({ name }) => name !== "sip-uas-manual")
    .map((run) => [...titleOf(run), ...Object.keys(STAGES).map((stage) => timersOf(run, stage))]),
);

function argumentsOf({ name, count }, stage) {
  return [name, stage, String(count)];
}

function titleOf({ name, count }) {
  return [ENGINES[name].title, count.toLocaleString("en")];
}

/** Beside the floor with as many calls, or with the fewest. */
function octetsOf({ count, stages }, stage) {
  const floors = runs.filter(({ name }) => name === "stateful");
  const floor = floors.find((run) => run.count === count) ?? floors[0];
  const { octets } = stages[stage];
  return [figure(Math.round(octets)), figure(octets / floor?.stages[stage].octets)];
}

function timersOf({ stages }, stage) {
  return stages[stage].timers.toFixed(4);
}
