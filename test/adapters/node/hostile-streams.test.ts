import { connect as connectTls } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { TcpTransport, TlsTransport } from "../../../src/adapters/node/index.js";
import { type Address, type Flow } from "../../../src/environment/flow.js";
import { LoggerFactory, UserAgentCore } from "../../../src/index.js";
import { type ConnectionLimits } from "../../../src/adapters/node/index.js";
import { requestText } from "../../../src/testing/index.js";
import { testCertificate } from "../../support/certificates.js";
import { withDeadline } from "./deadline.js";
import { StreamPeer } from "./stream-peer.js";
import { Events } from "./streams.js";
import { connectTls as connectByTls } from "./tls-streams.js";

describe("while a peer misbehaves on a stream, good ones are served", () => {
  test("a hundred that send half a message each are ended in time", async () => {
    const { transport, serves, ended } = await open({ messageTimeout: 300 });
    const peers = await crowd(transport, 100);

    for (const { socket } of peers) socket.write("INVITE sip:bob@b SIP/2.0\r\nVia: SIP/2.0/TCP ");

    await serves();
    for (const peer of peers) peer.socket.on("end", () => peer.socket.end());
    await ended("slow-message", 100);
    await serves();
  });

  test("octets that come one by one are no way to stay", async () => {
    const { transport, serves, ended } = await open({ messageTimeout: 300 });
    const [peer] = await crowd(transport, 1);
    const drip = setInterval(() => peer?.socket.write("x"), 5);
    onTestFinished(() => clearInterval(drip));

    await ended("slow-message", 1);

    await serves();
  });

  test("a head without an end is refused at the limit", async () => {
    const { transport, serves, ended } = await open();
    const [peer] = await crowd(transport, 1);

    peer?.send("INVITE sip:bob@b SIP/2.0\r\n");
    for (let rows = 0; rows < 10_000; rows += 1) peer?.send("X-Long: 0123456789012345678901234567890123456789\r\n");

    await peer?.ends();
    peer?.close();
    await ended("bad-stream", 1);
    await serves();
  });

  test("a body of four gigabytes is not waited for", async () => {
    const { transport, serves } = await open();
    const [peer] = await crowd(transport, 1);

    peer?.send(optionsText("huge", { "Content-Length": 4_294_967_295 }));

    expect(await peer?.receivesHead()).toContain("SIP/2.0 413 ");
    await serves();
  });

  test("two thousand that say nothing make room for who does", { timeout: 60_000 }, async () => {
    const { transport, serves, ended, most } = await open({ maxConnections: 500, maxConnectionsPerAddress: 5_000 });

    await crowd(transport, 2_000);

    await serves();
    await ended("room", 1_500);
    expect(most()).toBeLessThanOrEqual(510);
  });

  test("connections beyond those that one address may have are refused", async () => {
    const { transport, serves, refused } = await open({ maxConnectionsPerAddress: 50 });

    await crowd(transport, 200);

    await refused("too-many", 150);
    expect(transport.connections).toBeLessThanOrEqual(50);
    await serves();
  });

  test("TLS where none is spoken is answered by an end", async () => {
    const { transport, serves, ended } = await open();
    const socket = connectTls({ ...transport.bound, rejectUnauthorized: false });
    socket.on("error", () => undefined);

    await ended("bad-stream", 1);

    await serves();
  });

  test("a peer that asks and never reads is ended when too much waits for it", { timeout: 60_000 }, async () => {
    const { transport, serves, ended } = await open({ maxQueued: 65_536 });
    const [peer] = await crowd(transport, 1);
    peer?.socket.pause();

    for (let asked = 0; asked < 40_000; asked += 1) peer?.send(optionsText(`asks-${asked}`));

    await ended("slow-reader", 1, 30_000);
    await serves();
  });

  test("a reset in the middle of a message, or of an answer, harms nobody", async () => {
    const { transport, serves, ended } = await open();
    const peers = await crowd(transport, 100);

    for (const [index, { socket }] of peers.entries()) {
      socket.write(optionsText(`reset-${index}`) + optionsText("half").slice(0, 40));
      socket.resetAndDestroy();
    }

    await ended(undefined, 100);
    await serves();
  });

  test("handshakes that are begun and not ended are ended in time", async () => {
    const { transport, serves, refused } = await openByTls({ handshakeTimeout: 500 });
    const peers = await crowd(transport, 100);
    for (const { socket } of peers.slice(50)) socket.write(Buffer.from("160301020001000000", "hex"));

    await serves();
    await refused("handshake", 100);

    expect(transport.connections).toBe(1);
    await serves();
  });

  test("noise in the place of a handshake ends that connection, and no other", async () => {
    const { transport, serves, refused } = await openByTls();
    const peers = await crowd(transport, 100);

    for (const peer of peers) peer.send(optionsText("plain"));

    await refused("handshake", 100);
    await serves();
  });
});

/** A core that answers, behind TCP, and one good peer. */
async function open(limits: ConnectionLimits = {}) {
  const { core, events, most } = server();
  const transport = await TcpTransport.listen({ host: "127.0.0.1", port: 0, onEvent: events.put, ...limits }, core);
  onTestFinished(() => transport.close());
  const good = await StreamPeer.connect(transport.bound);
  onTestFinished(() => good.close());
  return { transport, most: () => most(), ...(await watch(good, events)) };
}

/** The same behind TLS. */
async function openByTls(limits: ConnectionLimits = {}) {
  const { core, events } = server();
  const options = { host: "127.0.0.1", port: 0, onEvent: events.put, tls: testCertificate(), ...limits };
  const transport = await TlsTransport.listen(options, core);
  onTestFinished(() => transport.close());
  const { peer } = await connectByTls(transport);
  return { transport, ...(await watch(peer, events)) };
}

function server() {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory }, { onInvite: (invite) => void invite.reject() });
  onTestFinished(() => {
    core.dispose();
  });
  const events = new Events();
  const most = (): number => {
    let [now, highest] = [0, 0];
    for (const { type } of events.all) {
      if (type === "up") now += 1;
      if (type === "down") now -= 1;
      highest = Math.max(highest, now);
    }
    return highest;
  };
  const receiver = { receive: (data: Uint8Array, flow: Flow) => core.receive(data, flow) };
  return { core: receiver, events, most };
}

async function watch(good: StreamPeer, events: Events) {
  let served = 0;
  /** The good peer asks, and is answered. */
  const serves = async (): Promise<void> => {
    served += 1;
    good.send(optionsText(`good-${served}`));
    expect(await good.receives("\r\n\r\n")).toMatch(/^SIP\/2\.0 200 /);
  };
  const count = (type: string, reason: string | undefined): number =>
    events.all.filter((event) => event.type === type && (reason === undefined || readReason(event) === reason)).length;
  const until =
    (type: string) =>
    (reason: string | undefined, times: number, timeout = 5_000) =>
      expect.poll(() => count(type, reason), { timeout }).toBeGreaterThanOrEqual(times);
  await serves();
  return { serves, ended: until("down"), refused: until("refused") };
}

function readReason(event: object): unknown {
  return "reason" in event ? event.reason : undefined;
}

/** Many that connect. */
async function crowd({ bound }: { readonly bound: Address }, size: number): Promise<StreamPeer[]> {
  const peers: StreamPeer[] = [];
  onTestFinished(() => peers.forEach((peer) => peer.close()));
  for (let count = 0; count < size; count += 1) {
    peers.push(await withDeadline(StreamPeer.connect(bound), "a connection", 10_000));
  }
  return peers;
}

function optionsText(branch: string, headers: Record<string, string | number> = {}): string {
  return requestText("OPTIONS", { protocol: "TCP", branch: `z9hG4bK-${branch}`, callId: branch, headers });
}
