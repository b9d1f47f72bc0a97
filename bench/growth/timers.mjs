/**
 * So many timers of the real clock at once, of the lengths that SIP has, each started again when it has fired, for some seconds; a tenth of those
 * that run are stopped and started anew each second, as an ACK does. Prints `{ fired, late, delay }`: how much later than asked for, and the loop's delay.
 */
import { setTimeout as pause } from "node:timers/promises";
import { createSystemEnvironment } from "../../dist/index.js";
import { LoopDelay } from "./loop-delay.mjs";

const [count, seconds] = process.argv.slice(2).map(Number);
const LENGTHS = [500, 1_000, 2_000, 4_000, 5_000, 32_000];
const { clock } = createSystemEnvironment();
// Room for all, made beforehand: the measure itself must leave nothing to collect.
const late = new Float64Array(count * seconds * 3);
let fired = 0;
let isOver = false;

class Waiting {
  constructor(length) {
    this.length = length;
    this.start();
  }

  start() {
    this.due = clock.now() + this.length;
    this.timer = clock.setTimer(this.length, this, "timer");
  }

  onTimer() {
    late[fired++ % late.length] = performance.now() - this.due;
    if (!isOver) this.start();
  }
}

const waiting = [];
// Spread over the shortest length, so that they do not all end at once.
for (let piece = 0; piece < 50; piece += 1) {
  for (let i = 0; i < count / 50; i += 1) waiting.push(new Waiting(LENGTHS[i % LENGTHS.length]));
  await pause(10);
}
fired = 0;
const delay = new LoopDelay();
let next = 0;
const acks = setInterval(() => {
  for (let i = 0; i < count / 1_000; i += 1) {
    const one = waiting[(next += 7) % waiting.length];
    one.timer.stop();
    one.start();
  }
}, 10);
// The time that is measured.
await pause(seconds * 1_000);
clearInterval(acks);
isOver = true;
const delays = delay.stop();
const sorted = late.subarray(0, fired).toSorted();
console.log(
  JSON.stringify({
    fired,
    late: {
      least: sorted[0],
      p50: sorted[sorted.length >> 1],
      p99: sorted[Math.floor(sorted.length * 0.99)],
      most: sorted[sorted.length - 1],
    },
    delay: delays,
  }),
);
process.exit();
