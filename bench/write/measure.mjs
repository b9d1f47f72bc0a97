/**
 * Lets one engine write the three responses to every message, in this process alone; prints JSON.
 *
 * `time`: microseconds of CPU a response. `allocation`: octets a response. `faults`: what is written wrong.
 */
import { headers, ParseFailure, parseMessage } from "../../dist/index.js";
import { expectedFields, MESSAGES, octetsOf, POOL } from "../messages.mjs";
import { ANSWER, CONTACT_URI, RESPONSES, TO_TAG } from "./responses.mjs";

const [name, what] = process.argv.slice(2);
const { prepare, responses } = await import(`./engines/${name}.mjs`);

let sink = 0;
const pools = MESSAGES.map(octetsOf);

if (what === "faults") console.log(JSON.stringify(MESSAGES.map((message, i) => faults(message, pools[i]))));
else {
  const measure = what === "time" ? cpuTimes : allocations;
  // All messages in turn first: what is compiled has seen them all, as in a server.
  if (what === "time") for (let turn = 0; turn < 4; turn++) for (const pool of pools) measure(pool, 100_000);
  console.log(JSON.stringify(pools.map((pool) => measure(pool, 400_000))));
}
if (sink === -1) console.log(sink);

/** Text that is put together of pieces is nothing until it is octets. */
function write(response, requests) {
  for (const request of requests) sink += Buffer.from(response(request)).length;
}

/**
 * Each request is fresh from the reader and gets each response once, as in life: nothing that is kept with it helps twice. Few at a time, for
 * in life a request has not left the processor's cache when it is answered.
 */
function cpuTimes(pool, microseconds) {
  const totals = { 100: 0, 180: 0, 200: 0 };
  let count = 0;
  for (let left = microseconds; left > 0; count += POOL) {
    const started = process.cpuUsage();
    const requests = pool.map(prepare);
    for (const code of RESPONSES) {
      const before = process.cpuUsage();
      write(responses[code], requests);
      totals[code] += since(before);
    }
    left -= since(started);
  }
  return RESPONSES.map((code) => totals[code] / count);
}

function since(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** What the heap grows by while nothing is collected: the young generation is far larger than what is made here. */
function allocations(pool) {
  const requests = Array.from({ length: 16 * POOL }, (_, i) => prepare(pool[i % POOL]));
  return RESPONSES.map((code) => {
    write(responses[code], requests.slice(0, POOL));
    gc();
    const before = heap();
    write(responses[code], requests);
    return (heap() - before) / requests.length;
  });
}

function heap() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What is wrong with the responses of an engine, as our reader sees it. */
function faults(message, pool) {
  const found = [];
  for (const [number, octets] of pool.entries()) {
    const request = parseMessage(octets);
    const expected = expectedFields(message, number);
    for (const code of RESPONSES) {
      const response = parseMessage(Buffer.from(responses[code](prepare(octets))));
      if (response instanceof ParseFailure) found.push(`${code} unreadable`);
      else found.push(...differences(response, request, expected, code).map((difference) => `${code} ${difference}`));
    }
  }
  return [...new Set(found)];
}

function differences(response, request, expected, code) {
  const isTrying = code === "100";
  const uris = response.all(headers.RecordRoute).map((route) => route.uri.toRaw());
  const checks = {
    status: String(response.statusCode) === code,
    Via:
      response.viaBranch === expected.branch && response.getHeaders("via").length === request.getHeaders("via").length,
    From: response.fromTag === expected.fromTag && response.from.uri.toRaw() === request.from.uri.toRaw(),
    "To tag": isTrying || response.toTag === (expected.toTag ?? TO_TAG),
    "Call-ID": response.callId === expected.callId,
    CSeq: response.cseq === expected.sequence && response.method === "INVITE",
    "Record-Route": isTrying || uris.join() === expected.recordRoutes.join(),
    Contact: isTrying || response.first(headers.Contact)?.uri?.toRaw() === CONTACT_URI,
    body: response.body === (code === "200" ? ANSWER : ""),
  };
  return Object.keys(checks).filter((name) => !checks[name]);
}
