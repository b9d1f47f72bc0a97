/**
 * So many INVITEs within one second from another process, to sip-uas over its own UDP transport, after a smaller burst to get warm. Prints what was
 * sent, seen, dropped by the kernel and answered, the receive buffer, the loop's delay meanwhile, and the share of collecting garbage.
 */
import dgram from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { runBeside } from "../alone.mjs";
import { answer, listen } from "../udp/callees/sip-uas.mjs";
import { HOST, RECEIVE_BUFFER } from "../udp/socket.mjs";
import { freePort } from "../udp/started.mjs";
import { LoopDelay } from "./loop-delay.mjs";

const count = Number(process.argv[2]);
const CALLER = fileURLToPath(new URL("burst-caller.mjs", import.meta.url));
let seen = 0;
let collecting = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration;
}).observe({ entryTypes: ["gc"] });

const port = await freePort();
await listen(
  port,
  {},
  {
    onInvite: (request) => {
      seen += 1;
      answer(request);
    },
  },
);
await runBeside(CALLER, [String(port), String(Math.ceil(count / 4)), "warm"]);

seen = collecting = 0;
const dropped = droppedBy(port);
const delay = new LoopDelay();
const started = performance.now();
const { sent, within, answered } = await runBeside(CALLER, [String(port), String(count), "count"]);
const took = performance.now() - started;
const delays = delay.stop();
console.log(
  JSON.stringify({
    sent,
    within,
    seen,
    dropped: droppedBy(port) - dropped,
    answered,
    buffer: await grantedBuffer(),
    delay: delays,
    collecting: collecting / took,
  }),
);
process.exit();

/** The last column of the kernel's table of sockets; `NaN` where there is none. */
function droppedBy(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const row = readFileSync("/proc/net/udp", "utf8")
    .split("\n")
    .find((line) => line.includes(`:${hex} 00000000:`));
  return Number(row?.trim().split(/\s+/).at(-1));
}

/** What the kernel gives when it is asked for as much. Linux tells twice of it, for its own accounts. */
async function grantedBuffer() {
  const socket = dgram.createSocket("udp4");
  socket.bind(0, HOST);
  await once(socket, "listening");
  socket.setRecvBufferSize(RECEIVE_BUFFER);
  const size = socket.getRecvBufferSize();
  socket.close();
  return size;
}
