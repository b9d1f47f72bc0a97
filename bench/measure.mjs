/** Places calls to one engine, in this process alone, and prints the CPU time of one, in microseconds. */
import { KINDS, placeCall, placeCallInTurns } from "./call.mjs";
import { checkCall } from "./check-call.mjs";

const [name, kindName, calls] = process.argv.slice(2);
const count = Number(calls);
const kind = KINDS[kindName];
const { startEngine } = await import(`./engines/${name}.mjs`);
const engine = startEngine(kind.application, kindName);

if (name !== "caller") await checkCall(kind, 99_999, engine);

// Warm; sip.js needs the fewest calls and has the most to compile.
let number = 100_000;
await place(Math.min(count, 2_000));

const before = process.cpuUsage();
await place(count);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify((user + system) / count));
// The transactions' timers have half a minute to go.
process.exit();

/** In pieces, so that promises settle and the collector gets its turns as in a real server. */
async function place(calls) {
  const PIECE = 50;
  const last = number + calls;
  while (number < last) {
    for (const end = Math.min(number + PIECE, last); number < end; number += 1) {
      if (engine.settle) await placeCallInTurns(kind, number, engine);
      else placeCall(kind, number, engine);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
