import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-port.js";
import { type Exchange } from "./exchange.js";

/** Whether SIPp can be run here. */
export const hasSipp = runs("sipp", "-v");

/** Whether a program can be started; what it answers does not matter. */
export function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: "ignore" }).error === undefined;
}

/** What SIPp made of its calls. */
export interface Run {
  /** 0 when every call went as the scenario says. */
  readonly exitCode: number;
  /** What SIPp complained of, when it did. */
  readonly complaints: string;
  /** Empty unless the messages were asked for. */
  readonly exchanges: readonly Exchange[];
}

/** How SIPp reaches the callee; `one for each`: a connection for every call. */
export interface Wire {
  readonly transport: "UDP" | "TCP" | "TCP, one for each";
  readonly host: "127.0.0.1" | "::1";
}

/** Whether the wire itself repeats what is lost. */
export function isReliable({ transport }: Wire): boolean {
  return transport !== "UDP";
}

/** SIPp's own caller: INVITE, ACK, BYE, as many calls as are asked for. */
export function builtInCaller(wire: Wire, port: number, user: string, calls: number, rate: number): Promise<Run> {
  const much = ["-m", `${calls}`, "-r", `${rate}`, "-l", `${calls}`, "-max_socket", "1000"];
  return sipp(wire, port, ["-sn", "uac", "-s", user, ...much], 60);
}

/**
 * One call as `scenarios/<name>.xml` tells it. SIPp neither repeats nor swallows anything: the scenario lists every message.
 *
 * @param keys - What the scenario has in brackets by these names.
 */
export function scenario(
  wire: Wire,
  port: number,
  name: string,
  user: string,
  keys: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const file = fileURLToPath(new URL(`scenarios/${name}.xml`, import.meta.url));
  const filled = Object.entries(keys).flatMap(([key, value]) => ["-key", key, value]);
  const log = ["-trace_msg", "-message_file", "messages.log"];
  return sipp(wire, port, ["-sf", file, "-s", user, "-m", "1", "-nr", ...filled, ...log], 60);
}

/** Again by another port where somebody took the one that was free: no call has been made then. */
async function sipp(wire: Wire, port: number, options: readonly string[], seconds: number): Promise<Run> {
  for (let attempt = 1; ; attempt += 1) {
    const run = await sippOnce(wire, port, options, seconds);
    if (attempt === ATTEMPTS || !run.complaints.includes("Address already in use")) return run;
  }
}

const ATTEMPTS = 5;

async function sippOnce(
  { transport, host }: Wire,
  port: number,
  options: readonly string[],
  seconds: number,
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-sipp-"));
  const remote = host === "::1" ? `[::1]:${port}` : `${host}:${port}`;
  // Without the watchdog, which complains of a machine that is busy.
  const common = [
    "-t",
    MODES[transport],
    "-i",
    host,
    // Its own choice begins at 5060, as that of every other which is started at the same time.
    "-p",
    String(await freePort(host)),
    "-nostdin",
    "-trace_err",
    "-error_file",
    "errors.log",
    "-watchdog_interval",
    "0",
  ];
  const deadline = ["-timeout", `${seconds}s`, "-timeout_error"];
  try {
    const exitCode = await exitCodeOf("sipp", [remote, ...options, ...common, ...deadline], folder, seconds);
    return {
      exitCode,
      complaints: readIfThere(join(folder, "errors.log")),
      exchanges: exchangesIn(readIfThere(join(folder, "messages.log"))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** SIPp's words for them. */
const MODES: Readonly<Record<Wire["transport"], string>> = { UDP: "u1", TCP: "t1", "TCP, one for each": "tn" };

function exitCodeOf(program: string, parameters: readonly string[], cwd: string, seconds: number): Promise<number> {
  // SIPp draws its screen on the standard output: a few kilobytes a second.
  const limits = { cwd, timeout: (seconds + 5) * 1_000, maxBuffer: 64 * 2 ** 20 };
  return new Promise((resolve) => {
    const child = execFile(program, parameters, limits, () => {
      resolve(child.exitCode ?? -1);
    });
  });
}

function readIfThere(path: string): string {
  try {
    // One character for each octet, as the lengths in the log count them.
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

const ENTRY = /^-{40,} (\S+ \S+)\n\w+ message (sent|received) [[(](\d+)\]? bytes\)? ?:\n\n/gm;

function exchangesIn(log: string): Exchange[] {
  const entries = [...log.matchAll(ENTRY)];
  const start = timeOf(entries[0]?.[1]);
  return entries.map(({ 0: head, 1: time, 2: way, 3: octets, index }) => ({
    at: timeOf(time) - start,
    from: way === "sent" ? "caller" : "callee",
    text: log.slice(index + head.length, index + head.length + Number(octets)),
  }));
}

/** `2026-11-22 18:25:16.123456` */
function timeOf(text = ""): number {
  return Date.parse(`${text.slice(0, 23).replace(" ", "T")}Z`);
}
