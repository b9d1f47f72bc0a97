/** Sends INVITEs evenly over one second, acknowledges each 200, waits for those that are missing, and prints `{ sent, within, answered }`. */
import { setTimeout as pause } from "node:timers/promises";
import { ack, invite, toTag } from "../call.mjs";
import { HOST, openSocket } from "../udp/socket.mjs";

const [port, count] = process.argv.slice(2, 4).map(Number);
const DURATION = 1_000;
const PATIENCE = 5_000;
const callee = { address: HOST, port };
// Calls of its own for the burst that counts.
const first = process.argv[4] === "warm" ? 1_000_000 : 2_000_000;
const answered = new Set();

const send = await openSocket(0, (text) => {
  if (!text.startsWith("SIP/2.0 200 ")) return;
  const number = Number(/^From:.*;tag=9fxced76sl(\d+)/m.exec(text)[1]);
  answered.add(number);
  send(ack(number, toTag(text)), callee);
});

const start = performance.now();
let sent = 0;
while (sent < count) {
  const due = Math.min(count, Math.ceil(((performance.now() - start) / DURATION) * count));
  for (; sent < due; sent += 1) send(invite(first + sent), callee);
  // Evenly: what is due by then goes with the next turn.
  await pause(1);
}
const within = performance.now() - start;
while (answered.size < count && performance.now() - start < PATIENCE) await pause(20);
console.log(JSON.stringify({ sent, within, answered: answered.size }));
process.exit();
