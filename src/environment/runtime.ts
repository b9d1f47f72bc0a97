/**
 * The only file of the core that touches globals, and it looks each one up at the moment of use,
 * so that a fake clock installed later is obeyed.
 */

/** Milliseconds since some start; never goes back. */
export function runtimeNow(): number {
  return performance.now();
}

/** Milliseconds since 1970, as the machine has it: for what has to be understood after a restart. May jump. */
export function runtimeWallTime(): number {
  return Date.now();
}

/** A one-shot timer of the runtime, remembering which implementation made it and which one stops it. */
export interface RuntimeTimer {
  readonly madeBy: unknown;
  readonly handle: ReturnType<typeof setTimeout>;
  readonly clear: typeof clearTimeout;
}

export function startRuntimeTimer(delay: number, fire: () => void): RuntimeTimer {
  const { setTimeout, clearTimeout } = globalThis;
  return { madeBy: setTimeout, handle: setTimeout(fire, delay), clear: clearTimeout };
}

/** Whether the timer was made by the implementation now installed: a fake clock removed takes its timers with it. */
export function isCurrentRuntimeTimer(timer: RuntimeTimer): boolean {
  return timer.madeBy === globalThis.setTimeout;
}

/** Stops a timer, also one whose implementation has been replaced since: it would keep the process alive. */
export function stopRuntimeTimer({ clear, handle }: RuntimeTimer): void {
  // Called as a plain function: browsers refuse to be called as a method of something else.
  clear(handle);
}

/** Fills the array from the cryptographic generator. */
export function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  globalThis.crypto.getRandomValues(bytes);
}

/** Writes one line where people read it. */
export function print(level: "error" | "warn" | "log" | "debug", line: string): void {
  globalThis.console[level](line);
}
