/**
 * The CPU time of a whole call in memory, ours beside sip.js and `sip`. `npm run bench` builds `dist` first.
 *
 * Each engine runs in a process of its own, several times by turns; the least is taken, being the one least disturbed.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ENGINES = [
  { name: "sip-uas", title: "sip-uas", calls: 20_000 },
  { name: "sipjs", title: "sip.js 0.21.2", calls: 500 },
  { name: "sip", title: "sip 0.0.6 (no dialogs)", calls: 20_000 },
  { name: "caller", title: "the caller alone (in each of the above)", calls: 20_000 },
];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const least = new Map();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { name, calls } of ENGINES) least.set(name, Math.min(measure(name, calls), least.get(name) ?? Infinity));
}

console.log(
  `INVITE, 100, 180, 200, ACK, BYE, 200 from text to text; Node ${process.versions.node}; least of ${ROUNDS}\n`,
);
console.log(`${"".padEnd(42)}${"µs of CPU a call".padStart(18)}${"against sip-uas".padStart(18)}`);
for (const { name, title } of ENGINES) {
  const ratio = (least.get(name) / least.get("sip-uas")).toFixed(2);
  console.log(`${title.padEnd(42)}${least.get(name).toFixed(1).padStart(18)}${ratio.padStart(18)}`);
}

function measure(name, calls) {
  const script = fileURLToPath(new URL("measure.mjs", import.meta.url));
  const run = spawnSync(process.execPath, [script, name, String(calls)], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${name} failed: ${run.stderr}`);
  return Number(run.stdout);
}
