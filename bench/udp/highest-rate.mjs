/** How many calls a second a callee bears before SIPp has to send anything again. */
import { openLoop } from "./sipp.mjs";
import { startCallee } from "./started.mjs";

const SECONDS = 3;
/** Between the highest rate that went well and the lowest that did not. */
const STEPS = 4;

/** @returns `{ rate, isCallers }`: to about a twentieth, and whether it is SIPp that could make no more. */
export async function highestRate(name) {
  let good = 0;
  let bad = 500;
  for (;;) {
    const verdict = await tryTwice(name, bad);
    if (verdict === "slow caller") return { rate: good, isCallers: true };
    if (verdict === "bad") break;
    good = bad;
    bad *= 2;
  }
  for (let step = 0; step < STEPS; step += 1) {
    const middle = Math.round((good + bad) / 20) * 10;
    if ((await tryTwice(name, middle)) === "good") good = middle;
    else bad = middle;
  }
  return { rate: good, isCallers: false };
}

/** What went wrong once may have been the machine. */
async function tryTwice(name, rate) {
  const first = await tryOnce(name, rate);
  return first === "bad" ? tryOnce(name, rate) : first;
}

async function tryOnce(name, rate) {
  const callee = await startCallee(name);
  try {
    // Warm, at a rate that everyone bears.
    await openLoop(callee.port, 250, 1);
    const run = await openLoop(callee.port, rate, SECONDS);
    if (run.failed > 0 || run.retransmissions > 0) return "bad";
    return run.rate < rate * 0.9 ? "slow caller" : "good";
  } finally {
    await callee.stop();
  }
}
