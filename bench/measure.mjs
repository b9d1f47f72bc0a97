/** Places calls to one engine, in this process alone, and prints the CPU time of one, in microseconds. */
import { placeCall } from "./call.mjs";

const [name, calls] = process.argv.slice(2);
const count = Number(calls);
const { startEngine, place } = await import(`./engines/${name}.mjs`);
const engine = startEngine?.();
const once = place ?? ((number) => placeCall(number, engine));

// Warm; sip.js needs the fewest calls and has the most to compile.
let number = 100_000;
for (const end = number + Math.min(count, 2_000); number < end; number += 1) once(number);

// In pieces, so that promises settle and the collector gets its turns as in a real server.
const PIECE = 50;
const before = process.cpuUsage();
for (let done = 0; done < count; done += PIECE) {
  for (const end = number + PIECE; number < end; number += 1) once(number);
  await new Promise((resolve) => setImmediate(resolve));
}
const { user, system } = process.cpuUsage(before);
console.log((user + system) / count);
// The transactions' timers have half a minute to go.
process.exit();
