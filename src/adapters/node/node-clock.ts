import { type Clock, type Timer, type TimerTarget } from "../../environment/clock.js";

/** The clock of transports: its timers do not keep the process alive, the sockets they are about do. */
export const nodeClock: Clock = {
  now: () => performance.now(),
  setTimer(delay: number, target: TimerTarget, name: string): Timer {
    const timer = setTimeout(() => target.onTimer(name), Math.min(delay, LONGEST_DELAY)).unref();
    return { name, stop: () => clearTimeout(timer) };
  },
};

/** What the runtime takes as a delay. */
const LONGEST_DELAY = 2 ** 31 - 1;
