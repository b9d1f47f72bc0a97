import cluster from "node:cluster";
import { ListenError } from "../listen.js";
import { readCommand } from "../options.js";
import { type Output } from "../serve.js";
import { UsageError } from "../usage-error.js";
import { isOrder, type Order, type Report } from "./control.js";
import { clearUp } from "./links.js";
import { Worker } from "./worker.js";

/** What a process that answers with others has of the world. */
export interface WorkerProcessSurroundings {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
}

/** Whether this process is one of several that were started by the program itself. */
export function isWorkerProcess(environment: Readonly<Record<string, string | undefined>>): boolean {
  return cluster.isWorker && environment[WORKER_VARIABLE] !== undefined;
}

/** Says to a process that it is one of several. */
export const WORKER_VARIABLE = "SIP_UAS_WORKER";

/** Does what the primary process says, until that says that it is enough. @returns The exit code. */
export function runWorkerProcess({ args, environment, output }: WorkerProcessSurroundings): Promise<number> {
  // Whoever asks the program to end asks every process of it, but it is the primary process that says how.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  const number = cluster.worker?.id ?? 0;
  const own = withNumber(output, number);
  let worker: Promise<Worker> | undefined;
  const start = (order: Order): Promise<Worker> => {
    const command = readCommand(args, environment);
    if (order.kind !== "start" || command.kind !== "serve")
      throw new UsageError("a worker is nothing to start by hand");
    // The primary process looks after the folder, unless it has been killed; then the runtime ends us, too.
    process.once("exit", () => {
      if (!process.connected) clearUp(order.folder, number);
    });
    return Worker.start({ number, options: command.options, output: own, report }, order);
  };
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      report({ kind: "failed", exitCode: exitCodeOf(error), message: messageOf(error) });
      resolve(exitCodeOf(error));
    };
    const obey = async (order: Order): Promise<void> => {
      const isOver = await (await (worker ??= start(order))).obey(order);
      if (isOver) resolve(0);
    };
    process.on("message", (order) => {
      if (isOrder(order)) obey(order).catch(fail);
    });
    report({ kind: "here" });
  });
}

function report(message: Report): void {
  // The primary process may be gone: then this one is ended by the runtime.
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Lines of several processes are told apart by the number in front. */
function withNumber(output: Output, number: number): Output {
  return {
    out: (line) => output.out(`[${number}] ${line}`),
    problem: (line) => output.problem(`[${number}] ${line}`),
  };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof ListenError ? 3 : 1;
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof ListenError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
