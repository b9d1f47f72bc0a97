import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { readSocketAddress, type SocketAddress } from "./socket-address.js";
import { UsageError } from "./usage-error.js";

/** What the program was asked to do. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "demo" }
  | { readonly kind: "serve"; readonly options: ServeOptions };

export interface ServeOptions {
  readonly listeners: readonly Listener[];
  /** Milliseconds; those that are missing keep the library's defaults. */
  readonly timers: Readonly<Partial<Record<"T1" | "T2" | "T4", number>>>;
  /** No ladders. */
  readonly quiet: boolean;
}

export interface Listener {
  readonly family: 4 | 6;
  readonly host: string;
  readonly port: number;
  readonly advertised: { readonly host: string; readonly port?: number } | undefined;
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
  const setting = (option: Setting): Said | undefined => {
    const [name, variable] = SETTINGS[option];
    const said = values[option];
    if (said !== undefined) return { text: said, source: name };
    const inherited = environment[variable];
    return inherited === undefined || inherited === "" ? undefined : { text: inherited, source: variable };
  };
  return {
    kind: "serve",
    options: {
      listeners: readListeners(setting("udp"), setting("udp6"), setting("advertise")),
      timers: {
        ...readTimer("T1", setting("t1")),
        ...readTimer("T2", setting("t2")),
        ...readTimer("T4", setting("t4")),
      },
      quiet: values.quiet ?? false,
    },
  };
}

export const HELP = `Usage: sip-uas [options]
       sip-uas --demo

A callee to test phones and trunks against. What it does with a call is said by the user part of the Request-URI
(sip:busy@host); the host does not matter. No media is sent: the port in its session description is a dummy.

Options                                                                                 or environment
  --udp host[:port]        listen here by IPv4     (default 0.0.0.0:5060 if neither       UAS_UDP
  --udp6 [host][:port]     listen here by IPv6      is given; port 0: any that is free)   UAS_UDP6
  --advertise host[:port]  the address that peers reach us at, if it is another          UAS_ADVERTISE
  --t1 ms                  round trip estimate (default 500)                             UAS_T1_MS
  --t2 ms                  longest interval between repeats (default 4000)               UAS_T2_MS
  --t4 ms                  longest life of a message in the network (default 5000)       UAS_T4_MS
  -q, --quiet              draw no ladders
      --demo               place three calls over a socket on this machine, draw them, and exit
  -h, --help               show this
  -v, --version            show the version

Users
  answer       180, after 200 ms 200             busy         486
  instant      200                               decline      603
  trying       180 after 1.5 s, 200 after 2 s    redirect     302 to answer
  ring         180, until CANCEL, BYE, Expires   no-answer    180, after 3 s 480
  early        183 with SDP, 200 after 0.6 s     status-NNN   that status
  forward      181, 180, 200                     hangup       200, BYE after 1 s
  late-offer   as answer, for an INVITE without  reinvite     200, re-INVITE 0.5 s after the ACK
               SDP: the offer is in the 200      update       200, UPDATE 0.5 s after the ACK
  rel          183 with SDP, reliable if the     slow         answers a re-INVITE after 1.5 s
               caller can; 200 at the PRACK,     timer        answer, refreshed every 45 s (RFC 4028)
               after 0.6 s if it cannot          auth         answer, for alice with the password
  rel2         183 with SDP and 180, both so;                 wonderland (Digest, MD5)
               200 at the second PRACK           auth256      the same with SHA-256
Anyone else: 404. OPTIONS outside a call: 200 for everyone.
Within a call: re-INVITE, UPDATE, OPTIONS and INFO with a key are answered 200; REFER 200 with two NOTIFYs, and
nobody is called. An INVITE with Replaces is answered at once and ends the call that it names. Browsers may call.

Exit codes
  0  ended by SIGINT or SIGTERM, or the demo went as it should
  1  a fault of the program, or of the demo
  2  the options are wrong
  3  an address cannot be listened on (a busy port, for one)
`;

type Setting = "udp" | "udp6" | "advertise" | "t1" | "t2" | "t4";

/** What somebody said, and where. */
interface Said {
  readonly text: string;
  readonly source: string;
}

const SETTINGS: Readonly<Record<Setting, readonly [option: string, variable: string]>> = {
  udp: ["--udp", "UAS_UDP"],
  udp6: ["--udp6", "UAS_UDP6"],
  advertise: ["--advertise", "UAS_ADVERTISE"],
  t1: ["--t1", "UAS_T1_MS"],
  t2: ["--t2", "UAS_T2_MS"],
  t4: ["--t4", "UAS_T4_MS"],
};

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        udp: { type: "string" },
        udp6: { type: "string" },
        advertise: { type: "string" },
        t1: { type: "string" },
        t2: { type: "string" },
        t4: { type: "string" },
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

function readListeners(udp: Said | undefined, udp6: Said | undefined, advertise: Said | undefined): Listener[] {
  const advertised = advertise && withOptionalPort(readSocketAddress(advertise.text, advertise.source));
  const ipv4 = udp ?? (udp6 === undefined ? { text: "0.0.0.0:5060", source: "the default" } : undefined);
  const listeners = [
    ...(ipv4 ? [readListener(ipv4, 4, advertised)] : []),
    ...(udp6 ? [readListener(udp6, 6, advertised)] : []),
  ];
  if (advertise && listeners.every((listener) => listener.advertised === undefined)) {
    throw new UsageError(`${advertise.source}: no socket has the address family of ${advertise.text}`);
  }
  return listeners;
}

function readListener({ text, source }: Said, family: 4 | 6, advertised: Listener["advertised"]): Listener {
  const { host, port } = readSocketAddress(text, source);
  const actual = isIP(host);
  if (actual !== 0 && actual !== family) {
    throw new UsageError(`${source}: ${host} is an IPv${actual} address: an IPv${family} address is wanted`);
  }
  return { family, host, port: port ?? 5060, advertised: isReachableBy(family, advertised) ? advertised : undefined };
}

/** Callers of one family cannot reach an address of the other; a name may stand for both. */
function isReachableBy(family: 4 | 6, advertised: Listener["advertised"]): boolean {
  const actual = isIP(advertised?.host ?? "");
  return actual === 0 || actual === family;
}

function withOptionalPort({ host, port }: SocketAddress): { readonly host: string; readonly port?: number } {
  return port === undefined ? { host } : { host, port };
}

function readTimer(name: "T1" | "T2" | "T4", said: Said | undefined): Partial<Record<"T1" | "T2" | "T4", number>> {
  if (said === undefined) return {};
  const milliseconds = /^\d{1,6}$/.test(said.text) ? Number(said.text) : 0;
  if (milliseconds === 0) {
    throw new UsageError(`${said.source}: "${said.text}" is no time: milliseconds from 1 to 999999 are wanted`);
  }
  return { [name]: milliseconds };
}
