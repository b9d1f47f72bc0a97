import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { bundle, type Program } from "../support/bundle.js";
import { freePort } from "../support/free-port.js";

/** Builds `src/cli` as the package does. */
export function buildCallee(): Promise<Program> {
  return bundle("src/cli/main.ts");
}

/** A callee that runs. */
export interface Callee {
  /** Of UDP and TCP. */
  readonly port: number;
  /** Of all that it listens by. */
  readonly ports: Readonly<Partial<Record<string, number>>>;
  stop(): Promise<void>;
}

/** Starts the program on a free port of the loopback, by UDP and TCP, IPv4 and IPv6, and waits until it answers. */
export async function startCallee(program: Program, settings: Readonly<Record<string, string>> = {}): Promise<Callee> {
  const port = await freePort();
  const child = spawn(process.execPath, [program.path], {
    env: {
      ...process.env,
      UAS_UDP: `127.0.0.1:${port}`,
      UAS_UDP6: `[::1]:${port}`,
      UAS_TCP: `127.0.0.1:${port},[::1]:${port}`,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ports: Partial<Record<string, number>> = {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, protocol, bound] = /^listening on (\w+) .*:(\d+)$/.exec(line) ?? [];
    if (protocol !== undefined) ports[protocol] = Number(bound);
  });
  const complaints: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  try {
    await answers(port, child);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`the callee did not start: ${complaints.join("")}`, { cause: error });
  }
  return { port, ports, stop: () => end(child) };
}

/** Asks with OPTIONS, again and again, for ten seconds at most. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const ask = setInterval(() => {
    socket.send(options(port, socket.address().port), port, "127.0.0.1");
  }, 100);
  try {
    const deadline = AbortSignal.timeout(10_000);
    const gone = once(child, "exit", { signal: deadline }).then(() => {
      throw new Error("it ended");
    });
    await Promise.race([once(socket, "message", { signal: deadline }), gone]);
  } finally {
    clearInterval(ask);
    socket.close();
  }
}

function options(port: number, from: number): string {
  return [
    `OPTIONS sip:anyone@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${from};branch=z9hG4bK-are-you-there`,
    "Max-Forwards: 70",
    "From: <sip:test@127.0.0.1>;tag=t",
    `To: <sip:anyone@127.0.0.1:${port}>`,
    `Call-ID: are-you-there-${from}`,
    "CSeq: 1 OPTIONS",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const last = setTimeout(() => child.kill("SIGKILL"), 5_000);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(last);
}
