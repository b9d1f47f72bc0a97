import { TransportError } from "../errors.js";
import { createSystemEnvironment } from "../index.js";
import { UdpTransport } from "../adapters/node/index.js";
import { CallLog } from "./call-log.js";
import { Callee, withTimers } from "./callee.js";
import { type Listener, type ServeOptions } from "./options.js";
import { formatSocketAddress } from "./socket-address.js";

/** Where lines go. */
export interface Output {
  /** What the user asked to see. */
  out(line: string): void;
  /** What is wrong. */
  problem(line: string): void;
}

/** An address that was asked for cannot be had; the message says which and why. */
export class ListenError extends TransportError {}

/** A callee that listens. */
export interface Service {
  /** The addresses that were bound. */
  readonly transports: readonly UdpTransport[];
  /** Ends the calls properly, waiting for at most `patience` milliseconds, and closes the sockets. */
  stop(patience: number): Promise<void>;
}

/**
 * Opens the sockets and answers what comes.
 *
 * @throws ListenError; nothing is left open.
 */
export async function serve(options: ServeOptions, output: Output): Promise<Service> {
  const environment = withTimers(createSystemEnvironment(), options.timers);
  const log = options.quiet ? undefined : new CallLog((line) => output.out(line), environment.clock);
  const callee = new Callee({ environment, log, onProblem: (line) => output.problem(line) });
  const transports: UdpTransport[] = [];
  const close = () => Promise.all(transports.map((transport) => transport.close()));
  try {
    for (const listener of options.listeners) transports.push(await listen(listener, callee, output));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    transports,
    stop: async (patience) => {
      await atMost(patience, callee.endCalls());
      callee.dispose();
      await close();
    },
  };
}

async function listen(listener: Listener, callee: Callee, output: Output): Promise<UdpTransport> {
  const { family, host, port, advertised } = listener;
  const where = `udp ${formatSocketAddress(listener)}`;
  try {
    const onError = (error: Error) => output.problem(`${where}: ${error.message}`);
    return await UdpTransport.listen({ family, host, port, ...(advertised && { advertised }), onError }, callee);
  } catch (error) {
    throw new ListenError(`cannot listen on ${where}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = "code" in error ? REASONS.get(String(error.code)) : undefined;
  return reason ?? error.message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "another program uses that port"],
  ["EADDRNOTAVAIL", "that is not an address of this machine"],
  ["EACCES", "not permitted (ports below 1024 are the administrator's)"],
  ["ENOTFOUND", "no such name"],
]);

async function atMost(patience: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
