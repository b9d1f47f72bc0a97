import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runs } from "../interop/sipp.js";
import { freePort } from "./free-port.js";

/** Where Debian and others put the modules. */
const modules = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules"].find((path) => existsSync(path));

/** Whether baresip can be run here: `describe.skipIf(!hasBaresip)`. It wants an address besides the loopback's. */
export const hasBaresip = modules !== undefined && isOnNetwork() && runs("baresip", "-h");

function isOnNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}

const DEADLINE = 20_000;

/** What baresip tells of a call: `CALL_ESTABLISHED`, `CALL_CLOSED` … */
export interface BaresipEvent {
  readonly type: string;
  readonly param: string;
}

/** A phone of other people's making, without a microphone: it says nothing. */
export class Baresip {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #control: Socket;
  readonly #events: BaresipEvent[] = [];
  readonly #log: string[];

  private constructor(folder: string, process: ChildProcess, control: Socket, log: string[]) {
    this.#folder = folder;
    this.#process = process;
    this.#control = control;
    this.#log = log;
    let rest = "";
    control.setEncoding("utf8").on("data", (text: string) => {
      const { items, left } = readNetstrings(rest + text);
      rest = left;
      this.#events.push(...items.map(readEvent).filter((event) => event !== undefined));
      control.emit("told");
    });
  }

  /**
   * Starts it.
   *
   * @param ca - A file with the certificates that may sign a server's. @defaultValue every certificate is taken
   */
  static async start(ca?: string): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), "sip-uas-baresip-"));
    const port = await freePort();
    writeFileSync(join(folder, "config"), configuration(folder, port, ca));
    writeFileSync(join(folder, "silence.wav"), silence());
    writeFileSync(join(folder, "accounts"), "<sip:alice@127.0.0.1>;regint=0;audio_codecs=pcmu\n");
    const child = spawn("baresip", ["-f", folder], { stdio: ["ignore", "pipe", "pipe"] });
    const log: string[] = [];
    try {
      await saysReady(child, log);
      const control = connect(port, "127.0.0.1");
      await once(control, "connect");
      return new Baresip(folder, child, control, log);
    } catch (error) {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`baresip did not start: ${log.join("\n")}`, { cause: error });
    }
  }

  /** Gives it a command: `dial sip:bob@example.com`, `hangup`, `hold`. */
  does(command: string, params = ""): void {
    const text = JSON.stringify({ command, params });
    this.#control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** Waits for the next event of this type; those before it are passed over. */
  async tells(type: string): Promise<BaresipEvent> {
    const deadline = AbortSignal.timeout(DEADLINE);
    const passed: string[] = [];
    for (;;) {
      const event = this.#events.shift();
      if (event === undefined) {
        await once(this.#control, "told", { signal: deadline }).catch((error: unknown) => {
          throw new Error(`no ${type}, but ${passed.join(", ")}\n${this.#log.join("\n")}`, { cause: error });
        });
      } else if (event.type === type) return event;
      else passed.push(event.type);
    }
  }

  async stop(): Promise<void> {
    this.#control.destroy();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      const last = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
      this.#process.kill("SIGTERM");
      await ended;
      clearTimeout(last);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function saysReady(child: ChildProcess, log: string[]): Promise<void> {
  if (child.stdout === null || child.stderr === null) throw new Error("no pipes");
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => log.push(line));
  const deadline = AbortSignal.timeout(DEADLINE);
  const gone = once(child, "exit", { signal: deadline }).then(() => {
    throw new Error("it ended");
  });
  gone.catch(() => undefined);
  while (!log.some((line) => line.includes("baresip is ready"))) {
    await Promise.race([once(lines, "line", { signal: deadline }), gone]);
  }
}

/** `5:hello,` http://cr.yp.to/proto/netstrings.txt */
function readNetstrings(text: string): { readonly items: readonly string[]; readonly left: string } {
  const items: string[] = [];
  let left = text;
  for (;;) {
    const [head, digits] = /^(\d+):/.exec(left) ?? [];
    const end = (head?.length ?? 0) + Number(digits);
    if (head === undefined || left.length <= end) return { items, left };
    items.push(left.slice(head.length, end));
    left = left.slice(end + 1);
  }
}

function readEvent(text: string): BaresipEvent | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("event" in value) || !("type" in value)) return undefined;
  return { type: String(value.type), param: "param" in value ? String(value.param) : "" };
}

/** Ten seconds of it, as a telephone has it: 8000 samples of 16 bits a second. */
function silence(): Buffer {
  const samples = 10 * 8_000;
  const file = Buffer.alloc(44 + 2 * samples);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + 2 * samples, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8_000, 24);
  file.writeUInt32LE(16_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(2 * samples, 40);
  return file;
}

function configuration(folder: string, controlPort: number, ca: string | undefined): string {
  return `sip_listen 127.0.0.1:0
${ca === undefined ? "" : `sip_cafile ${ca}`}
audio_player aufile,${join(folder, "heard.wav")}
audio_source aufile,${join(folder, "silence.wav")}
audio_alert aufile,${join(folder, "rings.wav")}
module_path ${modules ?? ""}
module g711.so
module aufile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${controlPort}
`;
}
