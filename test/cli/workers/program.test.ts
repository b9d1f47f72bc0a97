import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type IncomingMessage } from "../../../src/index.js";
import { offer } from "../../../src/testing/index.js";
import { bundle, type Program } from "../../support/bundle.js";
import { testCertificate } from "../../support/certificates.js";
import { PhoneOnWire } from "../../support/phone-on-wire.js";
import { openWire, type Wire, type WireOptions, type WireProtocol } from "../../support/wire.js";
import { ProgramWithWorkers, twoFreePorts } from "./program-with-workers.js";

const HOST = "127.0.0.1";
/** Milliseconds: 64*T1 are over in 1.3 seconds. */
const QUICK = { UAS_T1_MS: "20", UAS_T2_MS: "160", UAS_T4_MS: "200" };

describe("several workers answer at one address", { timeout: 60_000 }, () => {
  let program: Program;

  beforeAll(async () => {
    program = await bundle("src/cli/main.ts");
  }, 60_000);

  afterAll(() => program.remove());

  test("calls all of whose messages come to the shared address by UDP: answered and hung up, or cancelled (RFC 3261 §9.1)", async () => {
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0` });

    await Promise.all(Array.from({ length: 16 }, () => callAndHangUp(service, "UDP")));
    await Promise.all(Array.from({ length: 16 }, () => callAndCancel(service, "UDP")));

    expect(service.workers).toEqual([1, 2]);
  });

  test("calls whose later messages go to the Contact, which names a port of the worker's own (RFC 3261 §12.2.1.1)", async () => {
    const first = await twoFreePorts();
    const ports = { UAS_WORKER_PORTS: `${first}-${first + 1}` };
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0`, ...ports });
    const contacts = new Set<number>();

    for (let call = 0; call < 16; call += 1) {
      const far = { port: service.port("UDP") };
      const phone = await open(service, "UDP", { user: "instant", open: (options) => openTowards(far, options) });
      phone.script.invites({ offer });
      const answer = await phone.gets("200 INVITE");
      far.port = contactOf(answer).port;
      contacts.add(far.port);
      phone.script.acknowledges();
      phone.script.hangsUp();
      await phone.gets("200 BYE");
    }

    expect([...contacts].sort()).toEqual([first, first + 1]);
  });

  test.each<WireProtocol>(["TCP", "WS"])(
    "a call by %s whose caller comes again by another connection, which another worker has",
    async (protocol) => {
      const service = await ProgramWithWorkers.start(program, { UAS_TCP: `${HOST}:0`, UAS_WS: `ws://${HOST}:0` });
      const wire = new ChangingWire();
      const phone = await open(service, protocol, { user: "instant", answer: offer, open: (at) => wire.open(at) });
      phone.script.invites({ offer });
      await phone.gets("200 INVITE");

      await wire.change();
      phone.script.hangsUp();

      await phone.gets("200 BYE");
    },
  );

  test("a call by TCP whose caller comes again to the Contact, by a connection to the worker's own port", async () => {
    const first = await twoFreePorts();
    const ports = { UAS_WORKER_PORTS: `${first}-${first + 1}` };
    const service = await ProgramWithWorkers.start(program, { UAS_TCP: `${HOST}:0`, ...ports });
    const wire = new ChangingWire();
    const phone = await open(service, "TCP", { user: "instant", answer: offer, open: (at) => wire.open(at) });
    phone.script.invites({ offer });
    const { port, text } = contactOf(await phone.gets("200 INVITE"));

    await wire.change(port);
    phone.script.hangsUp();

    await phone.gets("200 BYE");
    expect([first, first + 1]).toContain(port);
    expect(text).toContain(";transport=tcp");
  });

  test("a worker that is killed is replaced, its loss is told, and the others go on", async () => {
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0` });
    const lost = await open(service, "UDP", { user: "ring", answer: offer });
    lost.script.invites({ offer });
    await lost.gets("180 INVITE");
    const [worker] = await service.says(/^\[(\d)\] #/);

    process.kill(service.processOf(Number(worker)), "SIGKILL");

    const loss = await service.says(/^sip-uas: worker (\d) \(process \d+\) was ended by SIGKILL: lost are (.*)$/);
    expect(loss).toEqual([worker, "1 call that rang and 0 calls that were answered"]);
    await service.says(/^worker 3 \(process \d+\) takes the place$/);
    await Promise.all(Array.from({ length: 16 }, () => callAndHangUp(service, "UDP")));
    expect(service.workers).toEqual([1, 2, 3]);
  });

  test("SIGHUP replaces the workers: calls that ring or talk go on, those that begin meanwhile are answered", async () => {
    const service = await ProgramWithWorkers.start(program, {
      UAS_UDP: `${HOST}:0`,
      UAS_WS: `ws://${HOST}:0`,
      ...QUICK,
    });
    const ringing = await Promise.all(Array.from({ length: 8 }, () => ringOn(service)));
    const talking = await Promise.all(Array.from({ length: 8 }, () => talkOn(service)));
    const web = await Promise.all(["one", "two"].map(() => open(service, "WS", { user: "answer", answer: offer })));

    service.signal("SIGHUP");
    const meanwhile = [];
    for (const number of [1, 2]) {
      meanwhile.push(...Array.from({ length: 4 }, () => callAndHangUp(service, "UDP")));
      await service.says(new RegExp(`^worker \\d \\(process \\d+\\) takes the place of worker ${number} `));
    }
    for (const phone of web) phone.script.invites({ offer });

    await Promise.all(meanwhile);
    await Promise.all(web.map((phone) => phone.gets("200 INVITE")));
    for (const phone of [...talking, ...web]) phone.script.hangsUp();
    await Promise.all([...talking, ...web].map((phone) => phone.gets("200 BYE")));
    for (const phone of ringing) phone.script.cancels();
    await Promise.all(ringing.map((phone) => phone.gets("487 INVITE")));
    for (const number of [1, 2]) await service.says(new RegExp(`^worker ${number} .* has ended its calls$`));
    await Promise.all(Array.from({ length: 16 }, () => callAndHangUp(service, "UDP")));
    expect(service.workers).toEqual([1, 2, 3, 4]);
  });

  test("SIGHUP ends what an old worker still has when its time is over", async () => {
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0`, UAS_GRACE_S: "0", ...QUICK });
    const phone = await talkOn(service);

    service.signal("SIGHUP");

    await phone.gets("BYE");
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s: every worker ends its calls, and the program ends with 0",
    async (signal) => {
      const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0`, UAS_TCP: `${HOST}:0` });
      const ringing = await Promise.all(Array.from({ length: 8 }, () => ringOn(service)));
      const talking = await Promise.all(Array.from({ length: 8 }, () => talkOn(service)));

      service.signal(signal);

      await Promise.all(ringing.map((phone) => phone.gets("480 INVITE")));
      await Promise.all(talking.map((phone) => phone.gets("BYE")));
      expect(await service.ended()).toBe(0);
    },
  );

  test("SIGTERM while workers are being replaced ends all of them, and the program with 0", async () => {
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0` });

    service.signal("SIGHUP");
    service.signal("SIGTERM");

    expect(await service.ended()).toBe(0);
  });

  test("if the primary process is killed its workers end, and nothing is left of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sip-uas-workers-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0`, TMPDIR: folder });
    expect(readdirSync(folder)).toHaveLength(1);
    service.signal("SIGKILL");
    await service.allEnded();

    expect(readdirSync(folder)).toEqual([]);
  });

  test("a port that is busy is told once, and the program ends with 3", async () => {
    const busy = createSocket("udp4").bind(0, HOST);
    onTestFinished(() => void busy.close());
    await once(busy, "listening");
    const { port } = busy.address();
    const service = ProgramWithWorkers.spawn(program, { UAS_UDP: `${HOST}:${port}` });

    expect(await service.ended()).toBe(3);
    expect(service.lines).toEqual([`sip-uas: cannot listen on udp ${HOST}:${port}: another program uses that port`]);
  });
});

describe("workers that cannot begin any more", { timeout: 60_000 }, () => {
  const { cert, key } = testCertificate();
  let program: Program;

  beforeAll(async () => {
    program = await bundle("src/cli/main.ts");
  }, 60_000);

  afterAll(() => program.remove());

  test("leave their calls to the others, and SIGHUP changes nothing", async () => {
    const { service, spoil } = await startWithFiles();
    spoil();

    service.signal("SIGHUP");
    await service.says(/^sip-uas: --tls-cert: cannot read .*: the old workers go on$/);
    process.kill(service.processOf(2), "SIGKILL");
    await service.says(/^sip-uas: worker 2 .* was ended by SIGKILL: no call is lost$/);
    // The second time in a row its place is given up.
    await service.says(/^sip-uas: --tls-cert: cannot read (?!.*go on)/);

    await Promise.all(Array.from({ length: 8 }, () => callAndHangUp(service, "UDP", { repeats: true })));
    expect(service.workers).toEqual([1]);
    service.signal("SIGTERM");
    expect(await service.ended()).toBe(0);
  });

  test("end the program with 1 when none is left", async () => {
    const { service, spoil } = await startWithFiles();
    spoil();

    for (const worker of [1, 2]) process.kill(service.processOf(worker), "SIGKILL");

    expect(await service.ended()).toBe(1);
  });

  async function startWithFiles() {
    const folder = mkdtempSync(join(tmpdir(), "sip-uas-workers-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [certFile, keyFile] = [join(folder, "cert"), join(folder, "key")];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    const tls = ["--tls", `${HOST}:0`, "--tls-cert", certFile, "--tls-key", keyFile];
    const service = await ProgramWithWorkers.start(program, { UAS_UDP: `${HOST}:0` }, tls);
    return { service, spoil: () => rmSync(certFile) };
  }
});

type PhoneSettings = Partial<Omit<Parameters<typeof PhoneOnWire.open>[0], "protocol">>;

function open(service: ProgramWithWorkers, protocol: WireProtocol, settings: PhoneSettings): Promise<PhoneOnWire> {
  return PhoneOnWire.open({ protocol, host: HOST, port: service.port(protocol), ...settings });
}

async function ringOn(service: ProgramWithWorkers): Promise<PhoneOnWire> {
  const phone = await open(service, "UDP", { user: "ring", answer: offer });
  phone.script.invites({ offer });
  await phone.gets("180 INVITE");
  return phone;
}

async function talkOn(service: ProgramWithWorkers): Promise<PhoneOnWire> {
  const phone = await open(service, "UDP", { user: "instant", answer: offer });
  phone.script.invites({ offer });
  await phone.gets("200 INVITE");
  return phone;
}

async function callAndHangUp(
  service: ProgramWithWorkers,
  protocol: WireProtocol,
  { repeats = false }: { readonly repeats?: boolean } = {},
): Promise<void> {
  const phone = await open(service, protocol, { user: "answer", answer: offer });
  phone.script.invites({ offer });
  const again = setInterval(() => {
    if (repeats && phone.script.responses.length === 0) phone.script.repeats();
  }, 500);
  await phone.gets("200 INVITE");
  clearInterval(again);
  phone.script.hangsUp();
  await phone.gets("200 BYE");
}

async function callAndCancel(service: ProgramWithWorkers, protocol: WireProtocol): Promise<void> {
  const phone = await open(service, protocol, { user: "ring", answer: offer });
  phone.script.invites({ offer });
  await phone.gets("180 INVITE");
  phone.script.cancels();
  await phone.gets("200 CANCEL");
  await phone.gets("487 INVITE");
}

/** A UDP socket that sends to whichever port is meant now. */
async function openTowards(far: { port: number }, { host, onMessage }: WireOptions): Promise<Wire> {
  const socket = createSocket("udp4").bind(0, host);
  await once(socket, "listening");
  socket.on("message", onMessage);
  return {
    here: `${host}:${socket.address().port}`,
    send: (data) => socket.send(data, far.port, host),
    closed: once(socket, "close").then(() => undefined),
    close: () => socket.close(),
  };
}

function contactOf(message: IncomingMessage): { readonly text: string; readonly port: number } {
  const text = message.getHeader("Contact") ?? "";
  return { text, port: Number(/:(\d+)/.exec(text)?.[1]) };
}

/** A way that goes on by another connection when it is told to. */
class ChangingWire {
  #current: Wire | undefined;
  #options: WireOptions | undefined;

  async open(options: WireOptions): Promise<Wire> {
    this.#options = options;
    const first = await openWire(options);
    this.#current = first;
    return { ...first, send: (data) => this.#current?.send(data), close: () => this.#current?.close() };
  }

  /** @param port - Where the other end is from now on. */
  async change(port = this.#options?.port): Promise<void> {
    if (this.#options !== undefined && port !== undefined) this.#current = await openWire({ ...this.#options, port });
  }
}
