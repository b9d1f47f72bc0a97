/**
 * What calls in one stage keep of the heap, and how many timers of the runtime run for them: in this process alone, with the engine's real
 * clock, or for sip-uas by a manual one. Prints `{ octets, timers }`, each of one call.
 */
import { setTimeout as pause } from "node:timers/promises";
import { KINDS } from "../call.mjs";

/** How far a call goes, and whether what is left of it then is waited for. */
const STAGES = {
  early: { application: "ring", steps: KINDS.cancelled.steps.slice(0, 1), isSettled: false },
  confirmed: { application: "accept", steps: KINDS.plain.steps.slice(0, 2), isSettled: true },
  ended: { application: "accept", steps: KINDS.plain.steps, isSettled: false },
};
/** 64*T1 and a second. */
const LINGERING = 33_000;

const [name, stageName, calls] = process.argv.slice(2);
const count = Number(calls);
const stage = STAGES[stageName];
const engine = await startEngine();
let number = 10_000;

await place(Math.min(2_000, count / 10));
if (stage.isSettled) await engine.pass(LINGERING);
const warm = performance.now();
const before = { octets: heap(), timers: runtimeTimers() };
await place(count);
if (stage.isSettled) await engine.pass(LINGERING);
// What was placed to be warm has to be there still, or it would be missing from what has grown.
else if (performance.now() - warm > LINGERING - 3_000) throw new Error("too slow: the first of them are gone already");
const after = { octets: heap(), timers: runtimeTimers() };
console.log(
  JSON.stringify({ octets: (after.octets - before.octets) / count, timers: (after.timers - before.timers) / count }),
);
process.exit();

async function startEngine() {
  const isManual = name === "sip-uas-manual";
  const { startEngine } = await import(`../engines/${isManual ? "sip-uas" : name}.mjs`);
  if (!isManual) return { ...startEngine(stage.application), pass };
  const { ManualClock } = await import("../../dist/testing.js");
  const clock = new ManualClock();
  return { ...startEngine(stage.application, undefined, { clock }), pass: (time) => clock.advance(time) };
}

/** By real clocks whatever has to be over is waited for. */
function pass(time) {
  return pause(time);
}

/** As from a socket: octets that nobody else has, which whoever wants text has to decode. */
async function place(calls) {
  const { receive, sent, settle, takesOctets } = engine;
  for (const end = number + calls; number < end; number += 1) {
    let tag = "";
    for (const { says, answers } of stage.steps) {
      const octets = Uint8Array.from(Buffer.from(says(number, tag)));
      receive(takesOctets ? octets : Buffer.from(octets).toString());
      if (settle) await settle();
      if (sent.length !== answers.length) throw new Error(`the call went wrong: ${JSON.stringify(sent)}`);
      if (tag === "") tag = tagOf(sent[sent.length - 1]);
      // A socket would make octets of it, and so one text of its pieces.
      for (const text of sent) Buffer.byteLength(text);
      sent.length = 0;
    }
    if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** In a text of its own: a slice would keep the response. */
function tagOf(response) {
  const [, tag] = /^To:.*;tag=(\w+)/m.exec(response);
  return Buffer.from(tag).toString();
}

function heap() {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function runtimeTimers() {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}
