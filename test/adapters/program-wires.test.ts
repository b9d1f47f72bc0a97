import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../src/cli/program.js";
import { offer, requestText } from "../../src/testing/index.js";
import { testCertificate } from "../support/certificates.js";
import { freePort } from "../support/free-port.js";
import { PhoneOnWire } from "../support/phone-on-wire.js";
import { type WireProtocol } from "../support/wire.js";

const { ca, cert, key } = testCertificate();
const folder = mkdtempSync(join(tmpdir(), "sip-uas-program-"));
const written = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
writeFileSync(written.cert, cert);
writeFileSync(written.key, key);
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTS = ["127.0.0.1", "::1"];
const WIRES: readonly [WireProtocol, string][] = HOSTS.flatMap((host) =>
  (["UDP", "TCP", "TLS", "WS", "WSS"] as const).map((protocol): [WireProtocol, string] => [protocol, host]),
);

describe("the program listens by everything at once", () => {
  test.each(WIRES)("a call by %s at %s: answered, changed, hung up by the caller", async (protocol, host) => {
    const program = await start(everything(host));
    const alice = await PhoneOnWire.open({ protocol, host, port: program.port(protocol), ca, answer: offer });

    alice.script.invites({ offer });
    await alice.gets("180 INVITE");
    const accepted = await alice.gets("200 INVITE");
    alice.script.reinvites({ offer: offer.replace("alice 1 1", "alice 1 2") });
    await alice.gets("200 INVITE");
    alice.script.hangsUp();
    await alice.gets("200 BYE");

    const at = `answer@${bracketed(host)}:${program.port(protocol)}`;
    expect(accepted.getHeader("Contact")).toBe(`<sip:${at}${PARAMETERS[protocol]}>`);
    expect(accepted.body).toContain(`c=IN IP${host === "::1" ? 6 : 4} ${host}\r\n`);
    expect(await program.ends()).toEqual({ exitCode: 0, problems: [] });
    expect(program.lines.slice(5).map((line) => line.replace(/^.*?\d\.\d+ {2}/, ""))).toEqual([
      expect.stringContaining("answer") as string,
      "|-- INVITE offer --------------->|",
      "|<------------------------ 180 --|",
      "|<----------------- 200 answer --|",
      "|-- ACK ------------------------>|",
      "|-- INVITE offer --------------->|",
      "|<----------------- 200 answer --|",
      "|-- ACK ------------------------>|",
      "|-- BYE ------------------------>|",
      "|<------------------------ 200 --|",
    ]);
  });

  test.each(WIRES)("a call by %s at %s: changed and hung up by the callee", async (protocol, host) => {
    const program = await start(everything(host));
    const port = program.port(protocol);
    const alice = await PhoneOnWire.open({ protocol, host, port, ca, answer: offer, user: "reinvite" });

    alice.script.invites({ offer });
    await alice.gets("200 INVITE");
    const changed = await alice.gets("INVITE");
    await alice.gets("ACK");
    const ended = program.ends();
    const bye = await alice.gets("BYE");

    for (const request of [changed, bye])
      expect(request.getHeader("Via")).toMatch(`SIP/2.0/${protocol} ${bracketed(host)}`);
    expect(await ended).toEqual({ exitCode: 0, problems: [] });
    if (protocol !== "UDP") await alice.wire.closed;
  });

  test("a sips call by TLS gets a Contact that is sips, without a transport", async () => {
    const program = await start(everything("127.0.0.1"));
    const port = program.port("TLS");
    const requestUri = `sips:answer@127.0.0.1:${port}`;
    const alice = await PhoneOnWire.open({ protocol: "TLS", host: "127.0.0.1", port, ca, answer: offer, requestUri });

    alice.script.invites({ offer, headers: { Contact: `<sips:alice@pc1.example.org>` } });
    const accepted = await alice.gets("200 INVITE");
    alice.script.hangsUp();
    await alice.gets("200 BYE");

    expect(accepted.getHeader("Contact")).toBe(`<sips:answer@127.0.0.1:${port}>`);
    await program.ends();
  });

  test("UDP and TCP share a port", async () => {
    const port = await freePort();
    const program = await start(["--udp", `127.0.0.1:${port}`, "--tcp", `127.0.0.1:${port}`]);

    for (const protocol of ["UDP", "TCP"] as const) {
      const alice = await PhoneOnWire.open({ protocol, host: "127.0.0.1", port, answer: offer, user: "busy" });
      alice.script.invites({ offer });
      await alice.gets("486 INVITE");
    }

    expect(await program.ends()).toEqual({ exitCode: 0, problems: [] });
  });

  test("an advertised address stands in the Contact of every wire", async () => {
    const program = await start([...everything("127.0.0.1"), "--advertise", "callee.example.com"]);

    for (const protocol of ["UDP", "TCP", "TLS", "WS", "WSS"] as const) {
      const port = program.port(protocol);
      const alice = await PhoneOnWire.open({ protocol, host: "127.0.0.1", port, ca, answer: offer, user: "instant" });
      alice.script.invites({ offer });
      const accepted = await alice.gets("200 INVITE");
      alice.script.hangsUp();
      await alice.gets("200 BYE");
      const contact = `<sip:instant@callee.example.com:${port}${PARAMETERS[protocol]}>`;
      expect(accepted.getHeader("Contact")).toBe(contact);
    }

    await program.ends();
  });

  test("a caller by UDP whose Contact says TCP gets the BYE by TCP", async () => {
    const program = await start(everything("127.0.0.1"));
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const connection = once(server, "connection") as Promise<[Socket]>;
    const contact = `<sip:alice@127.0.0.1:${portOf(server)};transport=tcp>`;
    const where = { protocol: "UDP", host: "127.0.0.1", port: program.port("UDP") } as const;
    const alice = await PhoneOnWire.open({ ...where, answer: offer, user: "hangup" });

    alice.script.invites({ offer, headers: { Contact: contact } });
    await alice.gets("200 INVITE");
    const [socket] = await connection;
    const [octets] = (await once(socket, "data")) as [Buffer];
    const bye = octets.toString();
    socket.end(answerTo(bye));

    expect(bye).toMatch(/^BYE sip:alice@127\.0\.0\.1/);
    expect(bye).toContain(`Via: SIP/2.0/TCP 127.0.0.1:${program.port("TCP")};`);
    expect(await program.ends()).toEqual({ exitCode: 0, problems: [] });
  });

  test("an answer whose connection is gone goes by another, to where the Via says", async () => {
    const program = await start(everything("127.0.0.1"));
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const connection = once(server, "connection") as Promise<[Socket]>;
    const alice = connect(program.port("TCP"), "127.0.0.1");
    const via = `SIP/2.0/TCP 127.0.0.1:${portOf(server)};branch=z9hG4bKgone`;

    alice.write(requestText("INVITE", { requestUri: "sip:no-answer@127.0.0.1", via, body: offer }));
    await once(alice, "data");
    alice.resetAndDestroy();
    const [socket] = await connection;
    const [octets] = (await once(socket, "data")) as [Buffer];
    socket.destroy();

    expect(octets.toString()).toMatch(/^SIP\/2\.0 480 /);
    const told = expect.stringMatching(/^tcp .*: closed by an error: read ECONNRESET/) as string;
    expect(await program.ends()).toEqual({ exitCode: 0, problems: [told] });
  });

  test("a peer that talks nonsense is told of once, and the calls of others go on", async () => {
    const program = await start(everything("127.0.0.1"));
    const port = program.port("TCP");
    const alice = await PhoneOnWire.open({ protocol: "TCP", host: "127.0.0.1", port, answer: offer });
    alice.script.invites({ offer });
    await alice.gets("200 INVITE");
    for (let copies = 0; copies < 3; copies += 1) {
      const mallory = await PhoneOnWire.open({ protocol: "TCP", host: "127.0.0.1", port });
      mallory.wire.send("\u0016\u0003\u0001");
      await mallory.wire.closed;
    }
    alice.script.hangsUp();
    await alice.gets("200 BYE");

    const { problems } = await program.ends();

    expect(problems.filter((line) => line.includes("cannot be cut into messages"))).toHaveLength(1);
  });
});

describe("the program cannot listen", () => {
  test.each([
    ["tcp", "127.0.0.1:", []],
    ["tls", "127.0.0.1:", certificateOptions()],
    ["ws", "ws://127.0.0.1:", []],
    ["ws", "wss://127.0.0.1:", certificateOptions()],
  ])("%s %s on a busy port: says so, and ends with 3", async (option, address, more) => {
    const busy = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void busy.close());
    await once(busy, "listening");
    const port = portOf(busy);

    const { ended, problems } = run([`--${option}`, `${address}${port}`, ...more]);

    expect(await ended).toBe(3);
    const protocol = address.startsWith("wss:") ? "wss" : option;
    expect(problems).toEqual([`cannot listen on ${protocol} 127.0.0.1:${port}: another program uses that port`]);
  });

  test("on a name that is not there: says which, and ends with 3", async () => {
    const { ended, problems } = run(["--udp", "127.0.0.1:0", "--tcp", "nobody.invalid:5070"]);

    expect(await ended).toBe(3);
    expect(problems).toEqual(["cannot listen on tcp nobody.invalid:5070: no such name"]);
  });

  test("with a certificate that is not there: says which, and ends with 2", async () => {
    const { ended, problems } = run([
      "--tls",
      "127.0.0.1:0",
      "--tls-cert",
      "/nowhere/cert.pem",
      "--tls-key",
      "/nowhere",
    ]);

    expect(await ended).toBe(2);
    expect(problems).toEqual(["--tls-cert: cannot read /nowhere/cert.pem: no such file\nTry sip-uas --help."]);
  });
});

/** What the Contact of a `sip:` call says of the transport. */
const PARAMETERS: Readonly<Record<WireProtocol, string>> = {
  UDP: "",
  TCP: ";transport=tcp",
  TLS: ";transport=tls",
  WS: ";transport=ws",
  WSS: ";transport=ws",
};

function portOf(server: Server): number {
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

/** What has to be the same in an answer: everything but the first line and the lines about the request alone. */
function answerTo(request: string): string {
  const copied = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return ["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "", ""].join("\r\n");
}

function everything(host: string): string[] {
  const address = `${bracketed(host)}:0`;
  const udp = host === "::1" ? "--udp6" : "--udp";
  const webSockets = ["--ws", `ws://${address}`, "--ws", `wss://${address}`];
  return [udp, address, "--tcp", address, "--tls", address, ...webSockets, ...certificateOptions()];
}

function certificateOptions(): string[] {
  return ["--tls-cert", written.cert, "--tls-key", written.key];
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Starts the program, and waits until it listens. */
async function start(args: readonly string[]) {
  const program = run(args);
  const listeners = args.filter((arg) => /^--(udp6?|tcp|tls|ws)$/.test(arg)).length;
  await Promise.race([program.listens(listeners), program.ended]);
  onTestFinished(async () => {
    program.ask();
    await program.ended;
  });
  const ports = program.lines.map((line) => /^listening on (\w+) .*:(\d+)$/.exec(line) ?? []);
  return {
    lines: program.lines,
    port: (protocol: WireProtocol) =>
      Number(ports.find(([, name]) => name?.toUpperCase() === protocol)?.[2] ?? fail(program.problems)),
    ends: async () => {
      program.ask();
      return { exitCode: await program.ended, problems: program.problems };
    },
  };
}

function run(args: readonly string[]) {
  const lines: string[] = [];
  const problems: string[] = [];
  let ask: () => void = () => undefined;
  let wake: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const output = {
    out: (line: string) => {
      lines.push(line);
      wake();
    },
    problem: (line: string) => problems.push(line),
  };
  const ended = runProgram({ args, environment: {}, output, asked });
  const listens = async (listeners: number) => {
    while (lines.length < listeners) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { ended, lines, problems, ask: () => ask(), listens };
}

function fail(problems: readonly string[]): never {
  throw new Error(`the program does not listen: ${problems.join()}`);
}
