import { type Environment, type TimerValues } from "../environment/environment.js";
import { createSystemEnvironment } from "../environment/system-environment.js";

const T1 = 500;
const T4 = 5000;

/**
 * SIP.js's timer lengths, in milliseconds. May be changed at any time; read when a timer is started.
 *
 * As in SIP.js those that are made from T1 are made once. `TIMER_D`, `TIMER_I`, `TIMER_J` and `TIMER_K` are right for reliable
 * transports: left as they are, an unreliable one gets the lengths of RFC 3261 §17 table 4 all the same.
 */
export const Timers = {
  T1,
  T2: 4000,
  T4,
  TIMER_B: 64 * T1,
  TIMER_D: 0,
  TIMER_F: 64 * T1,
  TIMER_H: 64 * T1,
  TIMER_I: 0,
  TIMER_J: 0,
  TIMER_K: 0,
  TIMER_L: 64 * T1,
  TIMER_M: 64 * T1,
  TIMER_N: 64 * T1,
  PROVISIONAL_RESPONSE_INTERVAL: 60_000,
};

/** An environment of the runtime whose timers are those of `Timers`, whatever they are at the moment. */
export function createSipjsEnvironment(): Environment {
  return { ...createSystemEnvironment(), timers: TIMER_VALUES };
}

export const TIMER_VALUES: TimerValues = {
  get T1() {
    return Timers.T1;
  },
  get T2() {
    return Timers.T2;
  },
  get T4() {
    return Timers.T4;
  },
  overrides: {
    get B() {
      return Timers.TIMER_B;
    },
    get D() {
      return changed(Timers.TIMER_D);
    },
    get F() {
      return Timers.TIMER_F;
    },
    get H() {
      return Timers.TIMER_H;
    },
    get I() {
      return changed(Timers.TIMER_I);
    },
    get J() {
      return changed(Timers.TIMER_J);
    },
    get K() {
      return changed(Timers.TIMER_K);
    },
    get L() {
      return Timers.TIMER_L;
    },
    get M() {
      return Timers.TIMER_M;
    },
    get PROVISIONAL() {
      return Timers.PROVISIONAL_RESPONSE_INTERVAL;
    },
  },
};

/** The length that the application has set; none where SIP.js's 0 still stands. */
function changed(length: number): number | undefined {
  return length === 0 ? undefined : length;
}
