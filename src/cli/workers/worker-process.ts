import cluster, { type Worker } from "node:cluster";
import { isReport, type Order, type Report } from "./control.js";
import { WORKER_VARIABLE } from "./run-worker.js";

/** How a process ended. */
export interface End {
  /** For people: `was ended by SIGKILL`. */
  readonly how: string;
  readonly code: number | undefined;
  /** What it said itself, where it could not begin. */
  readonly failure: Failure | undefined;
}

/** What kept a worker from beginning. */
export type Failure = Extract<Report, { readonly kind: "failed" }>;

/** It ended before it could begin. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitCode: number;

  constructor({ how, failure }: End, whose: string) {
    super(failure?.message ?? `${whose} ${how} before it could begin`);
    this.exitCode = failure?.exitCode ?? 1;
  }
}

/** One worker as the primary process sees it. */
export class WorkerProcess {
  /** A port that is its own. */
  readonly port: number | undefined;
  readonly linked: Promise<void>;
  /** Where it listens. */
  readonly ready: Promise<readonly string[]>;
  /** It has left its place, and waits to be told to end. */
  readonly done: Promise<void>;
  readonly ended: Promise<End>;
  /** How many calls it had when it last said so. */
  calls = { ringing: 0, answered: 0 };
  /** Whether another one has its place. */
  leaving = false;
  readonly #worker: Worker;
  /** What it is to be told when it listens: before, it would not hear it. */
  readonly #untold: Order[];
  #here = false;
  #failure: Failure | undefined;

  private constructor(worker: Worker, start: Extract<Order, { readonly kind: "start" }>) {
    this.#worker = worker;
    this.port = start.port;
    this.#untold = [start];
    this.ended = this.#end();
    const reports = new Map<Report["kind"], (report: Report) => void>();
    const whenEnded = this.ended.then((end) => {
      throw new StartError(end, this.name);
    });
    const first = (kind: Report["kind"]) =>
      Promise.race([new Promise<Report>((resolve) => reports.set(kind, resolve)), whenEnded]);
    this.linked = first("linked").then(() => undefined);
    this.ready = first("ready").then((report) => (report.kind === "ready" ? report.listening : []));
    this.done = first("done").then(() => undefined);
    // Who does not wait for them does not mind.
    this.linked.catch(() => undefined);
    this.ready.catch(() => undefined);
    this.done.catch(() => undefined);
    worker.on("message", (report: unknown) => {
      if (!isReport(report)) return;
      if (report.kind === "here") this.#tellAll();
      if (report.kind === "calls") this.calls = { ringing: report.ringing, answered: report.answered };
      if (report.kind === "failed") this.#failure = report;
      reports.get(report.kind)?.(report);
    });
    worker.on("error", () => undefined);
  }

  static fork(start: Extract<Order, { readonly kind: "start" }>): WorkerProcess {
    return new WorkerProcess(cluster.fork({ [WORKER_VARIABLE]: "1" }), start);
  }

  /** Not that of any before it. */
  get number(): number {
    return this.#worker.id;
  }

  get name(): string {
    return `worker ${this.number} (process ${this.#worker.process.pid})`;
  }

  tell(order: Order): void {
    if (!this.#here) this.#untold.push(order);
    else if (this.#worker.isConnected()) this.#worker.send(order, () => undefined);
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }

  #tellAll(): void {
    this.#here = true;
    for (const order of this.#untold.splice(0)) this.tell(order);
  }

  /** Both have to be waited for: what it said last may be read after it has ended. */
  async #end(): Promise<End> {
    // The system has no process for it: nothing is ever told of its end.
    if (this.#worker.process.pid === undefined) return { how: "was not started", code: undefined, failure: undefined };
    const exit = new Promise<[number | null, string | null]>((resolve) =>
      this.#worker.once("exit", (code: number | null, signal: string | null) => resolve([code, signal])),
    );
    const disconnected = new Promise<void>((resolve) => this.#worker.once("disconnect", resolve));
    const [[code, signal]] = await Promise.all([exit, disconnected]);
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    return { how, code: code ?? undefined, failure: this.#failure };
  }
}
