import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { bundle, type Program } from "../support/bundle.js";
import { testCertificate } from "../support/certificates.js";
import { PhoneOnWire } from "../support/phone-on-wire.js";
import { type WireProtocol } from "../support/wire.js";

const PROTOCOLS: readonly WireProtocol[] = ["UDP", "TCP", "TLS", "WS", "WSS"];

describe("a signal ends the program", { timeout: 30_000 }, () => {
  const { cert, key, ca } = testCertificate();
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-signals-"));
  const file = (name: string) => join(folder, name);
  let program: Program;

  beforeAll(async () => {
    writeFileSync(file("cert"), cert);
    writeFileSync(file("key"), key);
    program = await bundle("src/cli/main.ts");
  }, 60_000);

  afterAll(() => {
    program.remove();
    rmSync(folder, { recursive: true });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s: calls by every wire are ended, those that ring are refused, connections are closed, and it ends with 0",
    async (signal) => {
      const { child, port } = await start(program, {
        UAS_UDP: "127.0.0.1:0",
        UAS_TCP: "127.0.0.1:0",
        UAS_TLS: "127.0.0.1:0",
        UAS_TLS_CERT: file("cert"),
        UAS_TLS_KEY: file("key"),
        UAS_WS: "ws://127.0.0.1:0,wss://127.0.0.1:0",
      });
      const call = async (protocol: WireProtocol, user: string, status: string) => {
        const where = { protocol, host: "127.0.0.1", port: port(protocol), ca };
        const phone = await PhoneOnWire.open({ ...where, user, answer: offer });
        phone.script.invites({ offer });
        await phone.gets(status);
        return phone;
      };
      const talking = await Promise.all(PROTOCOLS.map((protocol) => call(protocol, "instant", "200 INVITE")));
      const ringing = await Promise.all(PROTOCOLS.map((protocol) => call(protocol, "ring", "180 INVITE")));
      // One that says nothing at all.
      const silent = await PhoneOnWire.open({ protocol: "TCP", host: "127.0.0.1", port: port("TCP") });

      child.kill(signal);

      await Promise.all(talking.map((phone) => phone.gets("BYE")));
      await Promise.all(ringing.map((phone) => phone.gets("480 INVITE")));
      const streams = [...talking.slice(1), ...ringing.slice(1), silent];
      await Promise.all(streams.map(({ wire }) => wire.closed));
      if (child.exitCode === null) await once(child, "exit");
      expect([child.exitCode, child.signalCode]).toEqual([0, null]);
    },
  );
});

/** Starts the program, and waits until it listens by all wires. */
async function start(program: Program, settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program.path], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => gone(child));
  const ports = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, protocol = "", port] = /^listening on (\w+) .*:(\d+)$/.exec(line) ?? [];
    ports.set(protocol.toUpperCase(), Number(port));
    if (ports.size === PROTOCOLS.length) break;
  }
  child.stdout.resume();
  return { child, port: (protocol: WireProtocol) => ports.get(protocol) ?? 0 };
}

function gone(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
}
