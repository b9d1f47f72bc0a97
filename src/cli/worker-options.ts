import { type Said } from "./said.js";
import { UsageError } from "./usage-error.js";

/** How several processes answer. */
export interface WorkerOptions {
  /** 2 or more. */
  readonly count: number;
  /** Ports that are theirs alone, first and last, for their Contacts; without any the Contact names the shared address. */
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  /** Milliseconds that calls may go on in a worker whose place another one has taken. */
  readonly grace: number;
}

/**
 * @returns `undefined` for one process.
 * @throws UsageError
 */
export function readWorkerOptions(
  workers: Said | undefined,
  ports: Said | undefined,
  grace: Said | undefined,
  platform: string = process.platform,
): WorkerOptions | undefined {
  const count = workers === undefined ? 1 : readWhole(workers, "number of workers", 1, MOST_WORKERS);
  const [given] = [ports, grace].filter((said) => said !== undefined);
  if (count === 1 && given !== undefined) {
    throw new UsageError(`${given.source}: there is one process only: --workers 2 or more is wanted, too`);
  }
  if (count === 1) return undefined;
  if (platform === "win32") {
    throw new UsageError(`${workers?.source ?? ""}: this system does not let processes share a UDP socket`);
  }
  return {
    count,
    ports: ports && readPorts(ports),
    grace: 1_000 * (grace === undefined ? DEFAULT_GRACE : readWhole(grace, "time in seconds", 0, 1_000_000)),
  };
}

const MOST_WORKERS = 64;

/** Seconds. */
const DEFAULT_GRACE = 300;

function readPorts(said: Said): { readonly first: number; readonly last: number } {
  const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(said.text) ?? [];
  const ports = { first: Number(first), last: Number(last) };
  if (ports.first > 0 && ports.first <= ports.last && ports.last <= 65_535) return ports;
  throw new UsageError(`${said.source}: "${said.text}" is no range of ports: such as 5070-5079 is wanted`);
}

function readWhole({ text, source }: Said, what: string, least: number, most: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${source}: "${text}" is no ${what}: ${least} to ${most} is wanted`);
}
