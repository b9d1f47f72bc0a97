import cluster from "node:cluster";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "../exit-code.js";
import { type Output } from "../serve.js";
import { type WorkerOptions } from "../worker-options.js";
import { Place } from "./place.js";
import { StartError, WorkerProcess } from "./worker-process.js";

/** What the process that starts the others has of the world. */
export interface PrimarySurroundings {
  readonly options: WorkerOptions;
  readonly output: Output;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<void>;
  /** Has a listener called whenever all workers are to be replaced. */
  readonly onReplace: (listener: () => void) => void;
  /** Milliseconds that calls are given to end when the program is asked to. */
  readonly patience: number;
}

/**
 * Starts workers, replaces those that end, and says what was lost with them. It sees no message itself.
 *
 * @returns The exit code, once all workers are gone.
 */
export async function runPrimary(surroundings: PrimarySurroundings): Promise<ExitCode> {
  // Theirs alone: who can write there may hand them messages as if they came from anywhere.
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-"));
  try {
    return await new Primary(surroundings, folder).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Primary {
  readonly #surroundings: PrimarySurroundings;
  readonly #folder: string;
  readonly #secret = randomBytes(32).toString("hex");
  readonly #places: readonly Place[];
  readonly #alive = new Set<WorkerProcess>();
  readonly #pauses = new Set<() => void>();
  #giveUp: () => void = () => undefined;
  #restarting = true;
  #stopping = false;

  constructor(surroundings: PrimarySurroundings, folder: string) {
    this.#surroundings = surroundings;
    this.#folder = folder;
    this.#places = Array.from({ length: surroundings.options.count }, () => new Place());
    cluster.setupPrimary({ serialization: "json" });
  }

  async run(): Promise<ExitCode> {
    const { output, asked, onReplace } = this.#surroundings;
    // From the beginning: nobody is to end the program by asking too early.
    onReplace(() => void this.#replaceAll());
    try {
      await this.#begin();
    } catch (error) {
      await this.#stop(0);
      output.problem(error instanceof Error ? error.message : String(error));
      return error instanceof StartError ? exitCodeOf(error.exitCode) : ExitCode.Fault;
    }
    this.#restarting = false;
    const givenUp = new Promise<false>((resolve) => (this.#giveUp = () => resolve(false)));
    const isAsked = await Promise.race([asked.then(() => true), givenUp]);
    const isEnded = await this.#stop(this.#surroundings.patience);
    return isAsked && isEnded ? ExitCode.Done : ExitCode.Fault;
  }

  /** All know of all before the first message comes. */
  async #begin(): Promise<void> {
    const { output } = this.#surroundings;
    const workers = this.#places.map((place) => {
      const worker = this.#fork();
      place.workers.push(worker);
      return worker;
    });
    await this.#soon(Promise.all(workers.map(({ linked }) => linked)));
    this.#tellPlaces();
    for (const worker of workers) worker.tell({ kind: "listen" });
    const [listening = []] = await this.#soon(Promise.all(workers.map(({ ready }) => ready)));
    for (const where of listening) output.out(`listening on ${where}`);
    output.out(`answered by ${workers.map(({ name }) => name).join(", ")}`);
    for (const [index, place] of this.#places.entries()) {
      const worker = workers[index];
      if (worker) this.#watch(place, worker);
    }
  }

  #fork(): WorkerProcess {
    const port = this.#freePort();
    const worker = WorkerProcess.fork({ kind: "start", folder: this.#folder, secret: this.#secret, port });
    this.#alive.add(worker);
    void worker.ended.then(() => this.#alive.delete(worker));
    return worker;
  }

  #freePort(): number | undefined {
    const { ports } = this.#surroundings.options;
    if (ports === undefined) return undefined;
    const taken = new Set([...this.#alive].map(({ port }) => port));
    for (let port = ports.first; port <= ports.last; port += 1) if (!taken.has(port)) return port;
    return undefined;
  }

  #tellPlaces(): void {
    const places = this.#places.map(({ numbers }) => numbers);
    for (const worker of this.#alive) worker.tell({ kind: "places", places });
  }

  /** Has a worker that was started take part. @throws StartError */
  async #bringUp(place: Place): Promise<WorkerProcess> {
    place.starting = true;
    const worker = this.#fork();
    try {
      await this.#soon(worker.linked);
      worker.tell({ kind: "places", places: this.#places.map(({ numbers }) => numbers) });
      worker.tell({ kind: "listen" });
      await this.#soon(worker.ready);
    } catch (error) {
      worker.kill();
      throw error;
    } finally {
      place.starting = false;
    }
    place.givenUp = false;
    place.workers.push(worker);
    this.#tellPlaces();
    this.#watch(place, worker);
    return worker;
  }

  #watch(place: Place, worker: WorkerProcess): void {
    const since = performance.now();
    void worker.ended.then((end) => {
      const isDone = !place.workers.includes(worker);
      place.remove(worker);
      if (this.#stopping || isDone) return;
      this.#surroundings.output.problem(`${worker.name} ${end.how}: ${lost(worker)}`);
      place.failures = performance.now() - since < USEFUL_AFTER ? place.failures : 0;
      if (!worker.leaving && !place.starting) void this.#fill(place);
      else this.#tellPlaces();
    });
  }

  /** Finds somebody for a place that has become empty. */
  async #fill(place: Place): Promise<void> {
    const { output } = this.#surroundings;
    while (place.holder === undefined && !this.#stopping) {
      place.givenUp = place.backOff > 0;
      this.#tellPlaces();
      if (place.backOff > 0) await this.#pause(place.backOff);
      if (this.#isStopping()) return;
      place.failures += 1;
      try {
        const worker = await this.#bringUp(place);
        output.out(`${worker.name} takes the place`);
      } catch (error) {
        if (this.#isStopping()) return;
        output.problem(error instanceof Error ? error.message : String(error));
        if (this.#isHopeless()) this.#giveUp();
      }
    }
  }

  #isHopeless(): boolean {
    return this.#places.every(({ holder, failures }) => holder === undefined && failures >= MOST_FAILURES);
  }

  /** One place after the other: a new worker, then the old one finishes its calls. */
  async #replaceAll(): Promise<void> {
    const { output, options } = this.#surroundings;
    if (this.#restarting || this.#stopping) return output.out("workers are being started already");
    this.#restarting = true;
    try {
      for (const place of this.#places) {
        const old = place.holder;
        if (old === undefined || place.starting) continue;
        const worker = await this.#bringUp(place);
        if (this.#isStopping()) return;
        old.leaving = true;
        old.tell({ kind: "leave", grace: options.grace });
        old.done.then(() => this.#dismiss(place, old)).catch(() => undefined);
        output.out(`${worker.name} takes the place of ${old.name}`);
      }
    } catch (error) {
      if (!this.#isStopping())
        output.problem(`${error instanceof Error ? error.message : String(error)}: the old workers go on`);
    } finally {
      this.#restarting = false;
    }
  }

  /** Nothing is handed over to it any more; what is on its way to it already it hands on. */
  async #dismiss(place: Place, worker: WorkerProcess): Promise<void> {
    place.remove(worker);
    this.#tellPlaces();
    this.#surroundings.output.out(`${worker.name} has ended its calls`);
    await this.#pause(LAST_WORDS);
    worker.tell({ kind: "stop", patience: 0 });
  }

  /** A look at what may have changed while we waited. */
  #isStopping(): boolean {
    return this.#stopping;
  }

  /** @returns Whether all have ended by themselves, and well. */
  async #stop(patience: number): Promise<boolean> {
    this.#stopping = true;
    for (const end of this.#pauses) end();
    const workers = [...this.#alive];
    for (const worker of workers) worker.tell({ kind: "stop", patience });
    const timer = setTimeout(() => {
      for (const worker of workers) worker.kill();
    }, patience + STOP_TIMEOUT);
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(timer);
    return ends.every(({ code }) => code === 0);
  }

  async #soon<T>(awaited: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("a worker does not begin in time")), START_TIMEOUT);
    });
    try {
      return await Promise.race([awaited, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#pauses.add(end);
    });
  }
}

/** Milliseconds. */
const USEFUL_AFTER = 10_000;
const START_TIMEOUT = 10_000;
const STOP_TIMEOUT = 3_000;
const LAST_WORDS = 1_000;

/** In a row, of every place. */
const MOST_FAILURES = 5;

function lost({ calls: { ringing, answered } }: WorkerProcess): string {
  if (ringing + answered === 0) return "no call is lost";
  return `lost are ${count(ringing)} that rang and ${count(answered)} that were answered`;
}

function count(calls: number): string {
  return calls === 1 ? "1 call" : `${calls} calls`;
}

function exitCodeOf(code: number): ExitCode {
  return Object.values(ExitCode).find((known) => known === code) ?? ExitCode.Fault;
}
