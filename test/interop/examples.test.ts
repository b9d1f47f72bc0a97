import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type IncomingMessage } from "../../src/index.js";
import { Caller, offer } from "../../src/testing/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DEADLINE = 20_000;

describe("the examples", { timeout: 2 * DEADLINE }, () => {
  let folder = "";

  beforeAll(async () => {
    folder = await built(["ring-group", "voicemail", "hold"]);
  }, 3 * DEADLINE);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("the first of the ring group who picks up has the call", async () => {
    const program = start(folder, "ring-group");
    const alice = await Phone.calls(await program.line());

    await alice.gets("180 INVITE");
    await alice.gets("200 INVITE");
    alice.script.acknowledges();
    expect(await program.line()).toBe("Ben talks to Alice");
    alice.script.hangsUp();
    await alice.gets("200 BYE");

    expect(await program.line()).toBe("Ben is free again: remote-bye");
  });

  test("a caller who gives up stops the ring group", async () => {
    const program = start(folder, "ring-group");
    const alice = await Phone.calls(await program.line());

    await alice.gets("180 INVITE");
    alice.script.cancels();

    await alice.gets("487 INVITE");
    alice.script.acknowledges();
  });

  test("the voicemail answers after a time, and takes a message until #", async () => {
    const program = start(folder, "voicemail", { RINGING: "100" });
    const alice = await Phone.calls(await program.line());

    await alice.gets("180 INVITE");
    await alice.gets("200 INVITE");
    alice.script.acknowledges();
    expect(await program.line()).toBe("recording Alice");
    alice.script.sendsInfo({ digit: "1" });
    expect(await program.line()).toBe("key 1");
    alice.script.sendsInfo({ digit: "#" });
    expect(await program.line()).toBe("key #");
    await alice.gets("BYE");
    alice.script.answers("BYE", 200);

    expect(await program.line()).toBe("recorded Alice: local-bye");
  });

  test("a call is put on hold and taken back, by either side", async () => {
    const program = start(folder, "hold");
    const alice = await Phone.calls(await program.line());
    await alice.gets("200 INVITE");
    alice.script.acknowledges();

    alice.script.sendsInfo({ digit: "*" });
    expect((await alice.gets("INVITE")).body).toContain("a=sendonly");
    alice.script.answers("INVITE", 200, { answer: offer });
    expect(await program.line()).toBe("on hold");
    alice.script.sendsInfo({ digit: "*" });
    expect((await alice.gets("INVITE")).body).toContain("a=sendrecv");
    alice.script.answers("INVITE", 200, { answer: offer });
    expect(await program.line()).toBe("taken back");
    alice.script.reinvites({ offer: offer.replace("sendrecv", "sendonly").replace("alice 1 1", "alice 1 2") });
    expect(await program.line()).toBe("the caller's phone says sendonly");
    expect((await alice.gets("200 INVITE")).body).toContain("a=recvonly");
    alice.script.acknowledges();
    alice.script.hangsUp();

    expect(await program.line()).toBe("over: remote-bye");
  });
});

/** Builds the programs with what the package would give them. */
async function built(names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-examples-"));
  await build({
    config: false,
    silent: true,
    entry: Object.fromEntries(names.map((name) => [name, join(root, `examples/${name}.js`)])),
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "node",
    target: "node20",
    esbuildOptions: (options) => {
      options.alias = {
        "sip-uas/node": join(root, "src/adapters/node/index.ts"),
        "sip-uas": join(root, "src/index.ts"),
      };
    },
  });
  return folder;
}

/** Starts one of them; gives its lines. */
function start(folder: string, name: string, env: Readonly<Record<string, string>> = {}) {
  const program = spawn(process.execPath, [join(folder, `${name}.mjs`)], {
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => stopped(program));
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  return {
    async line(): Promise<string> {
      const line = await lines.next();
      if (line.done === true) throw new Error("the program has ended");
      return line.value;
    },
  };
}

async function stopped(program: ChildProcess): Promise<void> {
  program.kill();
  if (program.exitCode === null && program.signalCode === null) await once(program, "exit");
}

/** Alice at a socket: what she sends is scripted, what comes is waited for. */
class Phone {
  readonly script: Caller;
  readonly #socket: Socket;
  readonly #taken = new Set<object>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    const here = `127.0.0.1:${socket.address().port}`;
    this.script = new Caller({
      send: (text) => {
        socket.send(text.replaceAll("pc1.example.org", here));
        return undefined;
      },
    });
    socket.on("message", (datagram) => this.script.receive(datagram));
  }

  /** Sends an INVITE. @param line - What the program says of where it is. */
  static async calls(line: string): Promise<Phone> {
    const socket = createSocket("udp4");
    onTestFinished(() => void socket.close());
    socket.connect(Number(/:(\d+)$/.exec(line)?.[1]), "127.0.0.1");
    await once(socket, "connect");
    const phone = new Phone(socket);
    phone.script.invites({ offer });
    return phone;
  }

  /** Waits for the next response, `180 INVITE`, or request, `BYE`. */
  async gets(what: string): Promise<IncomingMessage> {
    for (;;) {
      const message = this.#next(what);
      if (message !== undefined) return message;
      await once(this.#socket, "message", { signal: AbortSignal.timeout(DEADLINE) });
    }
  }

  #next(what: string): IncomingMessage | undefined {
    const { responses, requests } = this.script;
    const wanted = [
      ...responses.filter(({ statusCode, method }) => `${statusCode} ${method}` === what),
      ...requests.filter(({ method }) => method === what),
    ];
    const message = wanted.find((each) => !this.#taken.has(each));
    // Copies of it count as taken, too.
    for (const copy of wanted) if (copy.cseq === message?.cseq) this.#taken.add(copy);
    return message;
  }
}
