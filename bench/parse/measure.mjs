/**
 * Lets one engine read every message, in this process alone; prints JSON.
 *
 * `time`: microseconds of CPU a message. `allocation`: octets a message. `fields`: what is read wrong.
 */
import { isDeepStrictEqual } from "node:util";
import { expectedFields, MESSAGES, octetsOf, POOL } from "../messages.mjs";

const [name, what] = process.argv.slice(2);
const { parse, read, uriText = String } = await import(`./engines/${name}.mjs`);

let sink = 0;
const stages = { parse: parseAll, read: read && readAll };
const pools = MESSAGES.map(octetsOf);

if (what === "fields") console.log(JSON.stringify(MESSAGES.map((message, i) => wrongFields(message, pools[i]))));
else {
  const readable = MESSAGES.map((message, i) => wrongFields(message, pools[i])[0] !== "everything");
  const measure = what === "time" ? cpuTime : allocation;
  // All messages in turn first: what is compiled has seen them all, as in a server.
  if (what === "time")
    for (let turn = 0; turn < 4; turn++) for (const [i, pool] of pools.entries()) if (readable[i]) warm(pool);
  const results = {};
  for (const [stage, once] of Object.entries(stages)) {
    if (once) results[stage] = pools.map((pool, i) => (readable[i] ? measure(pool, once) : null));
  }
  console.log(JSON.stringify(results));
}
if (sink === -1) console.log(sink);

function parseAll(pool, count) {
  for (let i = 0; i < count; i++) if (parse(pool[i % POOL])) sink++;
}

function readAll(pool, count) {
  for (let i = 0; i < count; i++) {
    const { branch, callId, contact, recordRoutes, sequence } = read(parse(pool[i % POOL]));
    // A URI counts once it is taken apart.
    if (contact.host === branch) sink++;
    for (const route of recordRoutes) if (route.host === callId) sink++;
    sink += sequence & 1;
  }
}

/** As many messages as fill 100 milliseconds. */
function warm(pool) {
  const end = performance.now() + 100;
  while (performance.now() < end) for (const once of Object.values(stages)) once?.(pool, 10);
}

function cpuTime(pool, once) {
  let count = 16;
  for (;;) {
    const before = process.cpuUsage();
    once(pool, count);
    const { user, system } = process.cpuUsage(before);
    if (user + system > 100_000) return (user + system) / count;
    count = Math.ceil(count * Math.min(8, 130_000 / Math.max(user + system, 1)));
  }
}

/** What the heap grows by while nothing is collected: the young generation is far larger than what is made here. */
function allocation(pool, once) {
  once(pool, POOL);
  for (let count = POOL; ; count *= 2) {
    gc();
    const before = process.memoryUsage().heapUsed;
    once(pool, count);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown > 16_000_000) return grown / count;
  }
}

/** The names of the fields that an engine gets wrong in any copy of a message. */
function wrongFields(message, pool) {
  if (!read) return [];
  const wrong = new Set();
  for (const [number, octets] of pool.entries()) {
    try {
      const fields = read(parse(octets));
      const found = { ...fields, contact: uriText(fields.contact), recordRoutes: fields.recordRoutes.map(uriText) };
      for (const [field, expected] of Object.entries(expectedFields(message, number))) {
        if (!isDeepStrictEqual(found[field] ?? undefined, expected)) wrong.add(field);
      }
    } catch {
      return ["everything"];
    }
  }
  return [...wrong];
}
