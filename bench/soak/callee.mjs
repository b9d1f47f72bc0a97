/** sip-uas over UDP in a process of its own, which tells how it is when it is asked. */
import { getHeapStatistics } from "node:v8";
import { listen } from "../udp/callees/sip-uas.mjs";
import { WatchedClock } from "./watched-clock.mjs";

const port = Number(process.argv[3]);
const clock = new WatchedClock();
let diagnostics = 0;
let leastHeap = Infinity;

await listen(port, { clock }, { onDiagnostic: () => (diagnostics += 1) });
// The least of many looks is what is left after a collection; a forced one would be a pause of our own making.
setInterval(() => (leastHeap = Math.min(leastHeap, getHeapStatistics().used_heap_size)), 100);

process.on("message", (question) => {
  if (question === "collect") {
    for (let turn = 0; turn < 3; turn += 1) globalThis.gc();
    leastHeap = getHeapStatistics().used_heap_size;
  }
  const { fired, late, pauses, longestPause } = clock;
  process.send({ heap: leastHeap, rss: process.memoryUsage.rss(), fired, late, pauses, longestPause, diagnostics });
  leastHeap = Infinity;
});
process.send("ready");
