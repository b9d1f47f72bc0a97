/**
 * Calls over UDP, made by SIPp, for a long time: whether memory stays, timers are on time, and nobody has to repeat anything.
 * `npm run bench:soak -- --minutes 30` builds `dist` first and takes half the highest rate, which it finds; `--rate 500` another.
 * Ends with a verdict, and with code 1 when it is bad.
 */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { figure, printTable } from "../alone.mjs";
import { readOptions } from "../options.mjs";
import { highestRate } from "../udp/highest-rate.mjs";
import { openLoop } from "../udp/sipp.mjs";
import { requireSipp, startCallee } from "../udp/started.mjs";

/** Seconds until as many transactions end as begin: 64*T1 and some. */
const FILLING = 40;
/** How much more the later half may have than the earlier one. 1.1 is the noise of two minutes. */
const GROWTH = 1.1;

const { minutes, rate: given } = readOptions({ minutes: 2, rate: "half" });
const isHalf = given === "half";
if (!(isHalf || Number(given) > 0) || minutes < 1.5) {
  console.error(`--rate has to be a number above 0 or "half", --minutes at least 1.5: the first 40 s do not count`);
  process.exit(2);
}
requireSipp();
const rate = isHalf ? Math.round((await highestRate("sip-uas")).rate / 2) : Number(given);
const seconds = minutes * 60;
const period = minutes >= 5 ? 60 : 20;

const callee = await startCallee("sip-uas", new URL("callee.mjs", import.meta.url), ["--expose-gc"]);
const samples = [];
const cpuBefore = callee.cpu();
const calls = openLoop(callee.port, rate, seconds);
for (let at = period; at <= seconds; at += period) {
  await pause(period * 1_000);
  samples.push({ at, ...(await ask("sample")) });
}
const { successful, failed, retransmissions } = await calls;
const cpu = callee.cpu() - cpuBefore;
// Until the last transactions are over.
await pause(FILLING * 1_000);
const over = await ask("collect");
await callee.stop();
report();

async function ask(question) {
  const answered = once(callee.child, "message");
  callee.child.send(question);
  return (await answered)[0];
}

function report() {
  console.log(`${rate} calls a second for ${minutes} minutes over UDP. Node ${process.versions.node}.\n`);
  printTable(
    ["after", "heap, least, MiB", "RSS, MiB", "late timers", "pauses over 40 ms", "longest, ms", "diagnostics"],
    [...samples.map((sample) => row(`${sample.at} s`, sample)), row("the end, all over", over)],
  );
  const heap = growth(({ heap }) => heap);
  const rss = growth(({ rss }) => rss);
  const verdict = {
    [`calls that failed, of ${(successful + failed).toLocaleString("en")}`]: [failed, failed === 0],
    "messages that SIPp sent again": [retransmissions, retransmissions === 0],
    [`late timers, of ${over.fired.toLocaleString("en")}`]: [over.late, over.late === 0],
    diagnostics: [over.diagnostics, over.diagnostics === 0],
    "heap, later half against earlier": [figure(heap), heap <= GROWTH],
    "RSS, later half against earlier": [figure(rss), rss <= GROWTH],
  };
  const rows = Object.entries(verdict).map(([what, [value, isGood]]) => [what, value, isGood ? "good" : "BAD"]);
  printTable(["verdict", "", ""], [...rows, ["CPU s a 1,000 calls", ((cpu / successful) * 1_000).toFixed(3), ""]]);
  if (Object.values(verdict).some(([, isGood]) => !isGood)) process.exitCode = 1;
}

function row(after, { heap, rss, late, pauses, longestPause, diagnostics }) {
  const mebibytes = [heap, rss].map((octets) => (octets / 2 ** 20).toFixed(1));
  return [after, ...mebibytes, late, pauses, figure(longestPause), diagnostics];
}

/** Of the samples once as many calls end as begin; the least, because what waits to be collected is no growth. */
function growth(of) {
  const full = samples.filter(({ at }) => at - period >= FILLING).map(of);
  const half = Math.ceil(full.length / 2);
  return Math.min(...full.slice(half)) / Math.min(...full.slice(0, half));
}
