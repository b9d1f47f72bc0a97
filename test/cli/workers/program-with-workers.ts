import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { type WireProtocol } from "../../support/wire.js";
import { type Program } from "../../support/bundle.js";

const DEADLINE = 20_000;

/** The real program, with what it has written so far. */
export class ProgramWithWorkers {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  #wake: () => void = () => undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts it without waiting for anything; it is gone when the test is over. */
  static spawn(
    program: Program,
    settings: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ): ProgramWithWorkers {
    const env = { ...process.env, UAS_WORKERS: "2", ...settings };
    const child = spawn(process.execPath, [program.path, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    const started = new ProgramWithWorkers(child);
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        started.lines.push(line);
        started.#wake();
      });
    }
    onTestFinished(() => void child.kill("SIGKILL"));
    return started;
  }

  /** Starts it, and waits until it listens. */
  static async start(...parts: Parameters<typeof ProgramWithWorkers.spawn>): Promise<ProgramWithWorkers> {
    const started = ProgramWithWorkers.spawn(...parts);
    await started.says(/^answered by /);
    return started;
  }

  /** Waits for a line. @returns What the groups of the pattern have found. */
  async says(pattern: RegExp): Promise<readonly (string | undefined)[]> {
    const deadline = AbortSignal.timeout(DEADLINE);
    for (;;) {
      const found = this.lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found) return found.slice(1);
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        deadline.onabort = () => reject(new Error(`no ${String(pattern)}, but\n${this.lines.join("\n")}`));
      });
    }
  }

  /** Of the shared address. */
  port(protocol: WireProtocol): number {
    const line = this.lines.find((each) => each.startsWith(`listening on ${protocol.toLowerCase()} `)) ?? "";
    return Number(/:(\d+)$/.exec(line)?.[1]);
  }

  /** The workers that have drawn something of a call. */
  get workers(): readonly number[] {
    const numbers = this.lines.flatMap((line) => /^\[(\d+)\] #/.exec(line)?.[1] ?? []);
    return [...new Set(numbers.map(Number))].sort();
  }

  /** The id of a worker's process. */
  processOf(worker: number): number {
    const [, id] =
      this.lines.map((line) => new RegExp(`worker ${worker} \\(process (\\d+)\\)`).exec(line)).find(Boolean) ?? [];
    return Number(id);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it and all its workers have ended: none of them has its output open any more. */
  async allEnded(): Promise<void> {
    await once(this.#child, "close", { signal: AbortSignal.timeout(DEADLINE) });
  }

  /** Waits until it ends. @returns The exit code. */
  async ended(): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null)
      await once(this.#child, "exit", { signal: AbortSignal.timeout(DEADLINE) });
    return this.#child.exitCode;
  }
}

/** The first of two ports in a row that nobody uses, neither by UDP nor by TCP. */
export async function twoFreePorts(): Promise<number> {
  for (;;) {
    const probe = createSocket("udp4").bind(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address();
    probe.close();
    await once(probe, "close");
    const free = await Promise.all([isFree(port), isFree(port + 1)]);
    if (free.every(Boolean)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket("udp4").bind(port, "127.0.0.1");
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await Promise.all([once(socket, "listening"), once(server, "listening")]);
    return true;
  } catch {
    return false;
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
