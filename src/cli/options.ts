import { parseArgs } from "node:util";
import { type CertificateFiles } from "./certificate.js";
import { type Listener, readListeners } from "./listeners.js";
import { type Said } from "./said.js";
import { UsageError } from "./usage-error.js";
import { readWorkerOptions, type WorkerOptions } from "./worker-options.js";

/** What the program was asked to do. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "demo" }
  | { readonly kind: "serve"; readonly options: ServeOptions };

export interface ServeOptions {
  readonly listeners: readonly Listener[];
  /** There if anything listens by TLS. */
  readonly certificate: CertificateFiles | undefined;
  /** Milliseconds; those that are missing keep the library's defaults. */
  readonly timers: Readonly<Partial<Record<"T1" | "T2" | "T4", number>>>;
  /** No ladders. */
  readonly quiet: boolean;
  /** There if several processes answer. */
  readonly workers?: WorkerOptions;
}

/**
 * Reads the command line, and the environment for what it leaves open.
 *
 * @throws UsageError for whatever cannot be what was meant.
 */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const values = readArguments(args);
  if (values.help) return { kind: "help" };
  if (values.version) return { kind: "version" };
  if (values.demo) return { kind: "demo" };
  const one = (option: Setting): Said | undefined => saidOf(option, values[option], environment)[0];
  const all = (option: Repeatable): readonly Said[] =>
    saidOf(option, values[option], environment).flatMap(({ text, source }) =>
      text.split(",").map((part) => ({ text: part.trim(), source })),
    );
  const listeners = readListeners({
    udp: all("udp"),
    udp6: all("udp6"),
    tcp: all("tcp"),
    tls: all("tls"),
    ws: all("ws"),
    advertise: one("advertise"),
  });
  const workers = readWorkerOptions(one("workers"), one("worker-ports"), one("grace"));
  return {
    kind: "serve",
    options: {
      listeners,
      certificate: readCertificateFiles(one("tls-cert"), one("tls-key"), listeners),
      timers: { ...readTimer("T1", one("t1")), ...readTimer("T2", one("t2")), ...readTimer("T4", one("t4")) },
      quiet: values.quiet ?? false,
      ...(workers && { workers }),
    },
  };
}

type Setting = "advertise" | "tls-cert" | "tls-key" | "t1" | "t2" | "t4" | "workers" | "worker-ports" | "grace";
type Repeatable = "udp" | "udp6" | "tcp" | "tls" | "ws";

/** An empty variable is none. */
function saidOf(
  option: Setting | Repeatable,
  values: string | readonly string[] | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Said[] {
  if (values !== undefined) return [values].flat().map((text) => ({ text, source: `--${option}` }));
  const variable = VARIABLES[option];
  const inherited = environment[variable];
  return inherited === undefined || inherited === "" ? [] : [{ text: inherited, source: variable }];
}

const VARIABLES: Readonly<Record<Setting | Repeatable, string>> = {
  udp: "UAS_UDP",
  udp6: "UAS_UDP6",
  tcp: "UAS_TCP",
  tls: "UAS_TLS",
  ws: "UAS_WS",
  "tls-cert": "UAS_TLS_CERT",
  "tls-key": "UAS_TLS_KEY",
  advertise: "UAS_ADVERTISE",
  t1: "UAS_T1_MS",
  t2: "UAS_T2_MS",
  t4: "UAS_T4_MS",
  workers: "UAS_WORKERS",
  "worker-ports": "UAS_WORKER_PORTS",
  grace: "UAS_GRACE_S",
};

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        udp: { type: "string", multiple: true },
        udp6: { type: "string", multiple: true },
        tcp: { type: "string", multiple: true },
        tls: { type: "string", multiple: true },
        ws: { type: "string", multiple: true },
        "tls-cert": { type: "string" },
        "tls-key": { type: "string" },
        advertise: { type: "string" },
        t1: { type: "string" },
        t2: { type: "string" },
        t4: { type: "string" },
        workers: { type: "string" },
        "worker-ports": { type: "string" },
        grace: { type: "string" },
        quiet: { type: "boolean", short: "q" },
        demo: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    }).values;
  } catch (error) {
    // Node's further sentences are about how to write arguments that this program does not have.
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(sentence);
  }
}

function readCertificateFiles(
  cert: Said | undefined,
  key: Said | undefined,
  listeners: readonly Listener[],
): CertificateFiles | undefined {
  const [secure] = listeners.filter(({ protocol }) => protocol === "tls" || protocol === "wss");
  const [given] = [cert, key].filter((said) => said !== undefined);
  if (secure === undefined && given !== undefined) {
    throw new UsageError(`${given.source}: nothing listens by TLS: --tls or --ws wss://host:port is wanted, too`);
  }
  if (secure === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    const missing = [...(cert ? [] : ["--tls-cert"]), ...(key ? [] : ["--tls-key"])].join(" and ");
    throw new UsageError(`${secure.protocol} ${secure.host}: a certificate and its key are wanted: ${missing}`);
  }
  return { cert, key };
}

function readTimer(name: "T1" | "T2" | "T4", said: Said | undefined): Partial<Record<"T1" | "T2" | "T4", number>> {
  if (said === undefined) return {};
  const milliseconds = /^\d{1,6}$/.test(said.text) ? Number(said.text) : 0;
  if (milliseconds === 0) {
    throw new UsageError(`${said.source}: "${said.text}" is no time: milliseconds from 1 to 999999 are wanted`);
  }
  return { [name]: milliseconds };
}
