/**
 * What a call costs while so many others stand, their timers over, in this process alone: by a manual clock, since nobody waits for 100,000
 * timers in a loop. Prints `{ cpu, collecting }`: microseconds of CPU a call, and the share of the time that went into collecting garbage.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { ManualClock } from "../../dist/testing.js";
import { KINDS, placeCall } from "../call.mjs";
import { startEngine } from "../engines/sip-uas.mjs";

const [live, calls] = process.argv.slice(2).map(Number);
const STANDING = { steps: KINDS.plain.steps.slice(0, 2) };
/** Calls that linger at once: what ends here is gone a while later. */
const PIECE = 500;

const clock = new ManualClock();
const engine = startEngine("accept", "plain", { clock });
let number = 1_000_000;

let collecting = 0;
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration;
});
observer.observe({ entryTypes: ["gc"] });

for (let i = 0; i < live; i += 1) {
  placeCall(STANDING, (number += 1), engine);
  if (i % 10_000 === 9_999) clock.advance(40_000);
}
clock.advance(40_000);
await place(3_000);
await pause(0);

collecting = 0;
const started = performance.now();
const before = process.cpuUsage();
await place(calls);
const { user, system } = process.cpuUsage(before);
await pause(0);
console.log(JSON.stringify({ cpu: (user + system) / calls, collecting: collecting / (performance.now() - started) }));
process.exit();

async function place(count) {
  for (let done = 0; done < count; done += PIECE) {
    for (let i = 0; i < PIECE; i += 1) placeCall(KINDS.plain, (number += 1), engine);
    clock.advance(40_000);
    // What is due in a later turn is part of a call.
    await pause(0);
  }
}
