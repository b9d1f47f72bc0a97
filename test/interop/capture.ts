import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { encodePcap } from "../../src/trace/pcap.js";
import { type Exchange } from "./exchange.js";
import { runs } from "./sipp.js";

/** Whether tshark can be run here. */
export const hasTshark = runs("tshark", "-v");

/** What goes over the loopback, written to a file. */
export interface Capture {
  readonly path: string;
  /** Ends the capture; the file is then whole. */
  stop(): Promise<void>;
  remove(): void;
}

/** Listens to the ports of the callees. `undefined` where that is not allowed. */
export async function startCapture(ports: readonly number[]): Promise<Capture | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-capture-"));
  const path = join(folder, "calls.pcapng");
  const filter = ports.map((port) => `port ${port}`).join(" or ");
  // 64 MiB of buffer: a thousand calls at once must not be dropped.
  const child = spawn("dumpcap", ["-i", "lo", "-f", filter, "-B", "64", "-w", path], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit").catch(() => undefined);
  // dumpcap names its file once it listens; when it may not, it ends.
  const listens = await Promise.race([
    saysFile(createInterface({ input: child.stderr }), AbortSignal.timeout(10_000)),
    ended.then(() => false),
  ]);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = async (): Promise<void> => {
    child.kill("SIGINT");
    await ended;
  };
  if (listens) return { path, stop, remove };
  await stop();
  remove();
  return undefined;
}

async function saysFile(lines: NodeJS.EventEmitter, signal: AbortSignal): Promise<boolean> {
  try {
    for (;;) {
      const [line] = (await once(lines, "line", { signal })) as [string];
      if (line.startsWith("File:")) return true;
    }
  } catch {
    return false;
  }
}

/** The next best: what SIPp logged, written as a capture by our own trace. */
export function captureOf(calls: readonly (readonly Exchange[])[], port: number): Capture {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-capture-"));
  const path = join(folder, "calls.pcap");
  const callee = { host: "127.0.0.1", port };
  const packets = calls.flatMap((exchanges, index) => {
    const caller = { host: "127.0.0.1", port: 5060 + index };
    return exchanges.map(({ at, from, text }) => ({
      time: at,
      from: from === "caller" ? caller : callee,
      to: from === "caller" ? callee : caller,
      octets: Buffer.from(text, "latin1"),
    }));
  });
  writeFileSync(path, encodePcap(packets));
  return {
    path,
    stop: () => Promise.resolve(),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** What tshark read. */
export interface Finding {
  /** Packets that are SIP: datagrams, and segments that end a message. */
  readonly messages: number;
  /**
   * One line for each datagram that is not SIP, and for each packet that lacks a header that every message has, is malformed, or that the dissectors of
   * SIP and SDP warn of.
   */
  readonly faults: readonly string[];
}

/** Has tshark read a capture. */
export function readCapture(path: string, ports: readonly number[]): Finding {
  const asSip = ports.flatMap((port) => ["-d", `udp.port==${port},sip`, "-d", `tcp.port==${port},sip`]);
  const read = (filter: string): string[] => {
    const fields = [
      "-T",
      "fields",
      "-e",
      "frame.number",
      "-e",
      "_ws.expert.message",
      "-e",
      "udp.payload",
      "-e",
      "tcp.payload",
    ];
    const run = spawnSync("tshark", ["-n", "-r", path, ...asSip, "-Y", filter, ...fields], {
      encoding: "utf8",
      maxBuffer: 256 * 2 ** 20,
    });
    if (run.status !== 0) throw new Error(`tshark cannot read the capture: ${run.stderr}`);
    return run.stdout.split("\n").filter((line) => line !== "");
  };
  // The port that answers nobody gives the kernel's ICMP; only what was said in UDP is asked about.
  const faults = [
    ...read(`udp && !icmp && (!(${READABLE}) || _ws.malformed || _ws.expert.severity >= ${WARNING})`),
    // Of TCP itself tshark has its own warnings.
    ...read(`tcp && sip && (!(${READABLE}) || _ws.malformed)`),
  ];
  return { messages: read("sip && !icmp").length, faults: faults.map(readable) };
}

/** What every message has; tshark is silent about what it could not find. */
const READABLE = ["sip.Via.branch", "sip.from.addr", "sip.to.addr", "sip.Call-ID", "sip.CSeq.method"].join(" && ");

/** Wireshark's PI_WARN. */
const WARNING = 0x600000;

function readable(line: string): string {
  const [frame = "", expert = "", datagram = "", segment = ""] = line.split("\t");
  return `frame ${frame}: ${expert}\n${Buffer.from(datagram || segment, "hex").toString("latin1")}`;
}
