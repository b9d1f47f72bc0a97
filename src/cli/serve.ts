import { createSystemEnvironment } from "../index.js";
import { type NodeTransport, TransportLayer } from "../adapters/node/index.js";
import { CallLog } from "./call-log.js";
import { Callee, withTimers } from "./callee.js";
import { readCertificate } from "./certificate.js";
import { listen } from "./listen.js";
import { type ServeOptions } from "./options.js";

/** Where lines go. */
export interface Output {
  /** What the user asked to see. */
  out(line: string): void;
  /** What is wrong. */
  problem(line: string): void;
}

/** A callee that listens. */
export interface Service {
  /** In the order in which they were asked for. */
  readonly transports: readonly NodeTransport[];
  /** Ends the calls properly, waiting for at most `patience` milliseconds, and closes connections and sockets. */
  stop(patience: number): Promise<void>;
}

/**
 * Opens the sockets and answers what comes.
 *
 * @throws UsageError for a certificate that cannot be used; ListenError. Nothing is left open.
 */
export async function serve(options: ServeOptions, output: Output): Promise<Service> {
  const certificate = options.certificate && readCertificate(options.certificate);
  const environment = withTimers(createSystemEnvironment(), options.timers);
  const log = options.quiet ? undefined : new CallLog((line) => output.out(line), environment.clock);
  const onProblem = (line: string) => output.problem(line);
  const callee = new Callee({ environment, log, onProblem });
  const layer = new TransportLayer();
  try {
    for (const listener of options.listeners) {
      layer.add(await listen(listener, { receiver: callee, router: layer, certificate, onProblem }));
    }
  } catch (error) {
    await layer.close();
    throw error;
  }
  return {
    transports: layer.transports,
    stop: async (patience) => {
      const drain = () => ({ finished: callee.endCalls(), end: () => undefined });
      await layer.close({ core: { drain, dispose: () => callee.dispose() }, grace: patience, endTimeout: 0 });
    },
  };
}
