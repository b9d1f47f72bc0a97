import { describe, expect, onTestFinished, test } from "vitest";
import { bindExclusively, closeSocket } from "../../../src/adapters/node/bound-socket.js";
import { ConnectedSockets } from "../../../src/adapters/node/connected-sockets.js";
import { UdpTransport } from "../../../src/adapters/node/index.js";
import { Inbox, Peer, RecordingReceiver } from "./peer.js";

describe("RFC 3261 §18.4 a socket connected to one peer", () => {
  test("delivers what its peer sends as the main socket would, and leaves the rest to it", async () => {
    const receiver = new RecordingReceiver();
    const transport = await listen(receiver);
    const [peer, other] = [await openPeer(), await openPeer()];
    await answered(peer, transport.flow(peer.address).send("BYE"));

    other.send("INVITE", transport.bound);
    const delivered = [await receiver.next(), await receiver.next()];

    expect(delivered.map(({ text, flow }) => [text, flow.remote])).toEqual([
      ["heard", peer.address],
      ["INVITE", other.address],
    ]);
  });

  test("fails every request that waits for word of the peer", async () => {
    const transport = await listen(new RecordingReceiver());
    const peer = await openPeer();
    await peer.close();
    const flow = transport.flow(peer.address);

    const outcomes = await Promise.allSettled([flow.send("BYE"), flow.send("INFO")]);

    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("reaches a peer that has come back", async () => {
    const transport = await listen(new RecordingReceiver());
    const gone = await openPeer();
    const { host, port } = gone.address;
    await gone.close();
    const flow = transport.flow({ host, port });
    await expect(flow.send("BYE")).rejects.toThrow();

    const back = await Peer.open(host, port);
    onTestFinished(() => back.close());
    void flow.send("BYE again");

    expect((await back.receives()).text).toBe("BYE again");
  });

  test("is closed when idle, and opened again when needed", async () => {
    const { sockets, handOver } = await open({ count: 10, idle: 20 });
    const peer = await openPeer();
    await answered(peer, sockets.send(Buffer.from("one"), peer.address, handOver));
    await expect.poll(() => sockets.size).toBe(0);

    void sockets.send(Buffer.from("two"), peer.address, handOver);

    expect((await peer.receives()).text).toBe("two");
  });

  test("makes room for another by closing the one unused for longest", async () => {
    const { sockets, handOver, handedOver } = await open({ count: 2, idle: 10_000 });
    const peers = [await openPeer(), await openPeer(), await openPeer()];

    for (const peer of peers) await answered(peer, sockets.send(Buffer.from("hello"), peer.address, handOver));

    expect(sockets.size).toBe(2);
    expect(handedOver).toEqual([]);
  });

  test("is not opened when all wait for word: the message goes by the main socket", async () => {
    const { sockets, handOver, handedOver } = await open({ count: 1, idle: 10_000 });
    const [first, second] = [await openPeer(), await openPeer()];

    const waiting = sockets.send(Buffer.from("one"), first.address, handOver);
    await sockets.send(Buffer.from("two"), second.address, handOver);

    expect(handedOver).toHaveLength(1);
    await answered(first, waiting);
  });

  test("where the port cannot be shared the message goes by the main socket, and it is told once", async () => {
    const errors = new Inbox<Error>();
    const alone = await bindExclusively({ type: "udp4", host: "127.0.0.1", port: 0 }, false);
    onTestFinished(() => closeSocket(alone));
    const { sockets, handOver, handedOver } = connected(alone.address().port, { count: 10, idle: 10_000 }, errors);
    const peer = await openPeer();

    await sockets.send(Buffer.from("one"), peer.address, handOver);
    await sockets.send(Buffer.from("two"), peer.address, handOver);

    expect(handedOver).toHaveLength(2);
    expect(await errors.next()).toMatchObject({ code: "SIP_TRANSPORT", cause: { code: "EADDRINUSE" } });
  });
});

async function listen(receiver: RecordingReceiver): Promise<UdpTransport> {
  const transport = await UdpTransport.listen({ host: "127.0.0.1", port: 0, reportUnreachable: true }, receiver);
  onTestFinished(() => transport.close());
  return transport;
}

/** The peer answers what it receives, which ends the waiting for an error. */
async function answered(peer: Peer, sent: Promise<void> | void): Promise<void> {
  const { source } = await peer.receives();
  peer.send("heard", { host: source.address, port: source.port });
  await sent;
}

async function openPeer(): Promise<Peer> {
  const peer = await Peer.open();
  onTestFinished(() => peer.close().catch(() => undefined));
  return peer;
}

async function open(limits: { count: number; idle: number }) {
  const main = await bindExclusively({ type: "udp4", host: "127.0.0.1", port: 0 }, true);
  onTestFinished(() => closeSocket(main));
  return connected(main.address().port, limits, new Inbox());
}

function connected(port: number, limits: { count: number; idle: number }, errors: Inbox<Error>) {
  const handedOver: string[] = [];
  const sockets = new ConnectedSockets({ type: "udp4", host: "127.0.0.1", port }, limits, {
    onDatagram: () => undefined,
    onError: (error) => errors.put(error),
  });
  onTestFinished(() => sockets.close());
  const handOver = () => {
    handedOver.push("by the main socket");
    return Promise.resolve();
  };
  return { sockets, handOver, handedOver };
}
