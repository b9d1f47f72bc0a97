import { type WorkerProcess } from "./worker-process.js";

/** The place of one worker, whoever has it. */
export class Place {
  /** Those that finish their calls first; last the one that has the place. */
  readonly workers: WorkerProcess[] = [];
  /** Whether one is on its way to it. */
  starting = false;
  /** Whether others have its calls for now. */
  givenUp = false;
  /** How many in a row ended before they had been of use. */
  failures = 0;

  /** Who has it. */
  get holder(): WorkerProcess | undefined {
    const last = this.workers.at(-1);
    return last?.leaving === true ? undefined : last;
  }

  get numbers(): readonly number[] | null {
    return this.givenUp && this.workers.length === 0 ? null : this.workers.map(({ number }) => number);
  }

  /** One has ended, or has left. */
  remove(worker: WorkerProcess): void {
    const at = this.workers.indexOf(worker);
    if (at >= 0) this.workers.splice(at, 1);
  }

  /** Milliseconds until the next one is started: at once, but not again and again. */
  get backOff(): number {
    return this.failures === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
  }
}

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;
