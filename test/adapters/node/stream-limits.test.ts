import { describe, expect, test } from "vitest";
import { type TcpOptions } from "../../../src/adapters/node/index.js";
import { ManualClock, SeededRandom } from "../../../src/testing/index.js";
import { type StreamPeer } from "./stream-peer.js";
import { connectTo, listenAt, openTcp, OPTIONS } from "./streams.js";
import { openTls } from "./tls-streams.js";

describe("how many connections there may be", () => {
  test("one more takes the place of the oldest that has said nothing", async () => {
    const { transport, peer: silent, events, receiver } = await openTcp({ maxConnections: 2 });
    const speaker = await connectTo(transport);
    speaker.send(OPTIONS);
    await receiver.next();

    const newcomer = await connectTo(transport);
    newcomer.send(OPTIONS);

    expect(await events.next("down")).toMatchObject({ reason: "room", remote: silent.address });
    await receiver.next();
    await expect.poll(() => transport.connections).toBe(2);
  });

  test("where every one has spoken, the new one is refused", async () => {
    const { peer, transport, events, receiver } = await openTcp({ maxConnections: 1 });
    peer.send(OPTIONS);
    await receiver.next();

    const newcomer = await connectTo(transport);

    expect(await events.next("refused")).toMatchObject({ reason: "too-many", remote: newcomer.address });
    await newcomer.ends();
    peer.send(OPTIONS);
    await receiver.next();
  });

  test("one of ours is refused, too, and the send fails", async () => {
    const { peer, transport, events, receiver } = await openTcp({ maxConnections: 1 });
    peer.send(OPTIONS);
    await receiver.next();
    const listener = await listenAt();

    await expect(transport.flow(listener.address).send("BYE")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });

    expect(await events.next("refused")).toMatchObject({ reason: "too-many" });
    expect(listener.count).toBe(0);
  });

  test("no more than so many come from one address", async () => {
    const { transport, events } = await openTcp({ maxConnectionsPerAddress: 2 });
    await connectTo(transport);

    const third = await connectTo(transport);

    expect(await events.next("refused")).toMatchObject({ reason: "too-many", remote: third.address });
    expect(transport.connections).toBe(2);
  });

  test("those that still shake hands count", async () => {
    const { transport, events } = await openTls({ maxConnectionsPerAddress: 1 });
    await connectTo(transport);
    await expect.poll(() => transport.connections).toBe(1);

    await connectTo(transport);

    expect(await events.next("refused")).toMatchObject({ reason: "too-many" });
  });
});

describe("RFC 3261 §18 how long a connection may be quiet", () => {
  test("it is closed after the time that was said, counted from the last message [TRN-18-b]", async () => {
    const { peer, clock, events, receiver } = await openAt({ idleTimeout: 60_000 });
    clock.advance(59_000);
    peer.send(OPTIONS);
    await receiver.next();

    clock.advance(59_000);
    expect(events.all).toHaveLength(1);
    clock.advance(1_000);

    await hangUp(peer);
    expect(await events.next("down")).toMatchObject({ reason: "idle" });
  });

  test("what is sent counts, too", async () => {
    const { peer, clock, receiver, events } = await openAt({ idleTimeout: 60_000 });
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    clock.advance(59_000);

    await flow.send("answer");
    clock.advance(59_000);

    expect(events.all).toHaveLength(1);
  });

  test("by default it stays for a quarter of an hour: neither the end of a call nor a slow keep-alive ends it [CRU-5923-8.2-c]", async () => {
    const { peer, clock, events } = await openAt({});

    clock.advance(899_999);
    expect(events.all).toHaveLength(1);
    clock.advance(1);

    await hangUp(peer);
    expect(await events.next("down")).toMatchObject({ reason: "idle" });
  });

  test("with 0 it stays for ever", async () => {
    const { clock } = await openAt({ idleTimeout: 0 });

    expect(clock.pendingNames).toEqual([]);
  });
});

describe("RFC 3261 §18.3 how long a message may take", () => {
  test("one that stops half-way has the connection closed [TRN-18.3-f]", async () => {
    const { peer, clock, events } = await openAt({});
    peer.send("OPTIONS sip:a@b SIP/2.0\r\n");
    await runs(clock, "message");

    clock.advance(32_000);

    await hangUp(peer);
    expect(await events.next("down")).toMatchObject({ reason: "slow-message" });
  });

  test("single octets do not prolong it, and the next message has its own time [TRN-18.3-f]", async () => {
    const { peer, clock, events, receiver } = await openAt({});
    peer.send("OPTIONS sip:a@b SIP/2.0\r\n");
    await runs(clock, "message");
    clock.advance(31_000);
    peer.send(`l: 0\r\n\r\n${OPTIONS}OPT`);
    await receiver.next();
    await receiver.next();

    clock.advance(31_000);
    expect(events.all).toHaveLength(1);
    peer.send("I");
    clock.advance(1_000);

    await hangUp(peer);
    expect(await events.next("down")).toMatchObject({ reason: "slow-message" });
  });

  test("a whole message stops the clock", async () => {
    const { peer, clock, receiver } = await openAt({});
    peer.send(OPTIONS.slice(0, 20));
    await runs(clock, "message");

    peer.send(OPTIONS.slice(20));
    await receiver.next();

    await expect.poll(() => clock.pendingNames).toEqual(["idle"]);
  });
});

describe("a peer that does not read", () => {
  test("is closed when too much waits for it, and what waits fails", async () => {
    const { peer, receiver, events } = await openTcp({ maxQueued: 100_000 });
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    peer.socket.pause();

    const sent = Array.from({ length: 200 }, async () => flow.send("x".repeat(90_000)));
    const outcomes = await Promise.allSettled(sent);

    expect(await events.next("down")).toMatchObject({ reason: "slow-reader" });
    expect(outcomes.at(-1)).toMatchObject({ status: "rejected", reason: { code: "SIP_TRANSPORT" } });
  });

  test("is closed when nothing leaves for too long", async () => {
    const { peer, receiver, events, clock } = await openAt({ maxQueued: 100_000_000 });
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    peer.socket.pause();
    const sent = flow.send("x".repeat(50_000_000));

    clock.advance(32_000);

    await expect(sent).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    expect(await events.next("down")).toMatchObject({ reason: "slow-reader" });
  });
});

describe("handshakes", () => {
  test("that take too long are ended", async () => {
    const clock = new ManualClock();
    const { transport, events } = await openTls(on(clock));
    const peer = await connectTo(transport);
    await runs(clock, "opening");

    clock.advance(10_000);

    expect(await events.next("refused")).toMatchObject({ reason: "handshake" });
    await peer.ends();
    expect(transport.connections).toBe(0);
  });
});

function on(clock: ManualClock): TcpOptions {
  return { environment: { clock, random: new SeededRandom(1) } };
}

async function openAt(options: TcpOptions) {
  const clock = new ManualClock();
  return { clock, ...(await openTcp({ ...on(clock), ...options })) };
}

/** The peer does as it is done by. */
async function hangUp(peer: StreamPeer): Promise<void> {
  await peer.ends();
  peer.socket.end();
}

/** Waits until the transport measures this time. */
async function runs(clock: ManualClock, timer: string): Promise<void> {
  await expect.poll(() => clock.pendingNames).toContain(timer);
}
