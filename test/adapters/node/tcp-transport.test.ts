import { networkInterfaces } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { TcpTransport, UdpTransport } from "../../../src/adapters/node/index.js";
import { Inbox, RecordingReceiver } from "./peer.js";
import { StreamListener } from "./stream-peer.js";
import { connectTo, listenAt, openTcp, OPTIONS } from "./streams.js";

const hasIPv6 = networkInterfaces()["lo"]?.some(({ family }) => family === "IPv6") ?? true;
const families = hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];

describe.each(families)("RFC 3261 §18 TCP on %s", (host) => {
  test("delivers a message with the way back to its source [TRN-3581.4-c]", async () => {
    const { transport, receiver, peer } = await openTcp({ host });

    peer.send(OPTIONS);

    const { text, flow } = await receiver.next();
    expect(text).toBe(OPTIONS);
    expect(flow).toMatchObject({ protocol: "TCP", reliable: true, remote: peer.address, local: transport.bound });
  });

  test("answers leave by the connection that the request came by, whichever it was [TRN-18.2.2-a]", async () => {
    const { transport, receiver, peer } = await openTcp({ host });
    const peers = [peer, await connectTo(transport), await connectTo(transport)] as const;
    peers[2].send(OPTIONS);

    const { flow } = await receiver.next();
    await flow.send("answer ü\r\n\r\n");

    expect(await peers[2].receivesHead()).toBe(Buffer.from("answer ü\r\n\r\n").toString("latin1"));
    expect(peers.map(({ text }) => text)).toEqual(["", "", ""]);
  });

  test("a request of ours opens a connection and is told there where we listen, not where it left from", async () => {
    const { transport } = await openTcp({ host });
    const listener = await listenAt(host);
    const flow = transport.flow(listener.address);

    await flow.send(OPTIONS);

    const peer = await listener.accepts();
    expect(await peer.receivesHead()).toBe(OPTIONS);
    expect(flow.local).toEqual(transport.bound);
  });

  test("what comes by a connection of ours is delivered, and leads back", async () => {
    const { transport, receiver } = await openTcp({ host });
    const listener = await listenAt(host);
    await transport.flow(listener.address).send(OPTIONS);
    const peer = await listener.accepts();

    peer.send(OPTIONS);

    const { flow } = await receiver.next();
    expect(flow).toMatchObject({ remote: listener.address, local: transport.bound });
  });
});

describe("RFC 3261 §18.1.1 connections are used again", () => {
  test("requests to one address use one connection, also while it is being opened [TRN-18.1.1-d] [TRN-18-c]", async () => {
    const { transport } = await openTcp({});
    const listener = await listenAt();

    await Promise.all([transport.flow(listener.address).send("one "), transport.flow(listener.address).send("two ")]);
    await transport.flow(listener.address).send("three");

    expect(await (await listener.accepts()).receives("three")).toBe("one two three");
    expect(listener.count).toBe(1);
  });

  test("a connection that the peer has opened is used where its far end is the address [TRN-18-c]", async () => {
    const { transport, receiver, peer } = await openTcp({});
    peer.send(OPTIONS);
    const { flow } = await receiver.next();

    await flow.towards?.(peer.address).send("BYE\r\n\r\n");

    expect(await peer.receivesHead()).toBe("BYE\r\n\r\n");
    expect(transport.connections).toBe(1);
  });

  test("an address written otherwise is the same address", async () => {
    const { transport } = await openTcp({ host: hasIPv6 ? "::1" : "127.0.0.1" });
    const listener = await listenAt(hasIPv6 ? "::1" : "127.0.0.1");
    const { host, port } = listener.address;

    await transport.flow(listener.address).send("one ");
    await transport.flow({ host: host === "::1" ? "0:0::0:1" : host, port }).send("two");

    expect(await (await listener.accepts()).receives("two")).toBe("one two");
  });
});

describe("RFC 3261 §18.2.2 an answer whose connection is gone", () => {
  test("fails on its connection, and goes to the sent-by port by a new one [TRN-18.2.2-b] [CRU-3261-18.2.2-a]", async () => {
    const { receiver, peer, events } = await openTcp({ halfOpenTimeout: 0 });
    const listener = await listenAt();
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    peer.close();
    await events.next("down");

    await expect(flow.send("answer")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    const ways = await flow.fallback?.({ received: "127.0.0.1", host: "pc1.example.org", port: listener.address.port });
    await ways?.[0]?.send("answer");

    expect(await (await listener.accepts()).receives("answer")).toBe("answer");
  });
});

describe("where we can be reached", () => {
  test("bound to all addresses, it is the one that the connection came to", async () => {
    const { receiver, peer, transport } = await openTcp({ host: "0.0.0.0" });

    peer.send(OPTIONS);

    const { flow } = await receiver.next();
    expect(flow.local).toEqual({ host: "127.0.0.1", port: transport.bound.port });
  });

  test.each([
    [{ host: "sip.example.com" }, undefined],
    [{ host: "203.0.113.7", port: 15060 }, 15060],
  ])("advertised %j, it is that", async (advertised, port) => {
    const { transport, receiver, peer } = await openTcp({ advertised });

    peer.send(OPTIONS);

    const { flow } = await receiver.next();
    const expected = { host: advertised.host, port: port ?? transport.bound.port };
    expect(flow.local).toEqual(expected);
    expect(flow.towards?.({ host: "192.0.2.9", port: 5060 }).local).toEqual(expected);
  });

  test("UDP and TCP share one address and port [TRN-18.2.1-a]", async () => {
    const { transport } = await openTcp();

    // Of UDP, hardly any port is taken by somebody else at this moment; of TCP, many are.
    const udp = await UdpTransport.listen(transport.bound, new RecordingReceiver());
    onTestFinished(() => udp.close());

    expect(udp.bound).toEqual(transport.bound);
  });
});

describe("failures", () => {
  test("a busy port fails the opening", async () => {
    const { transport } = await openTcp({});

    await expect(TcpTransport.listen(transport.bound, new RecordingReceiver())).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });

  test("a host that is not ours fails the opening", async () => {
    const opened = TcpTransport.listen({ host: "198.51.100.1", port: 0 }, new RecordingReceiver());

    await expect(opened).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
  });

  test("a request of ours to a port where nobody listens fails, and is told [TRN-18.4-a]", async () => {
    const { transport, events } = await openTcp({});
    const listener = await StreamListener.open();
    await listener.close();

    const sent = transport.flow(listener.address).send("BYE");

    await expect(sent).rejects.toMatchObject({ code: "SIP_TRANSPORT", cause: { code: "ECONNREFUSED" } });
    expect(await events.next("refused")).toMatchObject({ reason: "unreachable", remote: listener.address });
  });

  test.each([
    ["a port that is none", { host: "127.0.0.1", port: 70_000 }],
    ["a name that is none", { host: "nobody.invalid", port: 5060 }],
    ["an address of the other family", { host: "::1", port: 9 }],
  ])("%s fails the send, and throws nothing", async (_, remote) => {
    const { transport } = await openTcp({});

    await expect(transport.flow(remote).send("BYE")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    expect(transport.connections).toBe(1);
  });

  test.each([
    { maxConnections: -1 },
    { maxQueued: Number.NaN },
    { idleTimeout: 2 ** 31 },
    { messageTimeout: -1 },
    { keepAlive: { interval: 0 } },
  ])("a limit that is none fails the opening: %j", async (options) => {
    await expect(
      TcpTransport.listen({ host: "127.0.0.1", port: 0, ...options }, new RecordingReceiver()),
    ).rejects.toThrow(RangeError);
  });

  test("a receiver that throws is reported, and the next message delivered", async () => {
    const errors = new Inbox<Error>();
    const seen = new Inbox<string>();
    const transport = await TcpTransport.listen(
      { host: "127.0.0.1", port: 0, onError: (error) => errors.put(error) },
      {
        receive(data) {
          if (data.length !== OPTIONS.length) throw new Error("broken");
          seen.put(Buffer.from(data).toString());
        },
      },
    );
    onTestFinished(() => transport.close());
    const peer = await connectTo(transport);

    peer.send(`OPTIONS sip:a@b SIP/2.0\r\nl: 0\r\n\r\n${OPTIONS}`);

    expect(await errors.next()).toMatchObject({ message: "broken" });
    expect(await seen.next()).toBe(OPTIONS);
  });
});

describe("closing", () => {
  test("what was sent before has left, what is sent after fails, and the port is free", async () => {
    const { transport, peer: caller } = await openTcp({});
    caller.socket.end();
    const listener = await listenAt();
    const flow = transport.flow(listener.address);
    const before = flow.send("last words");

    const closed = transport.close();
    const peer = await listener.accepts();
    expect(await peer.receives("last words")).toBe("last words");
    await peer.ends();
    peer.socket.end();
    await closed;

    await expect(before).resolves.toBeUndefined();
    await expect(flow.send("too late")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    await (await StreamListener.open("127.0.0.1", transport.bound.port)).close();
  });

  test("whoever closes it when told of a connection has what was sent leave all the same", async () => {
    const closed: Promise<void>[] = [];
    const transport = await TcpTransport.listen(
      { host: "127.0.0.1", port: 0, onEvent: ({ type }) => type === "up" && closed.push(transport.close()) },
      new RecordingReceiver(),
    );
    const listener = await listenAt();

    await transport.flow(listener.address).send("last words");

    const peer = await listener.accepts();
    expect(await peer.receives("last words")).toBe("last words");
    await peer.ends();
    peer.socket.end();
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });

  test("closing twice is closing once", async () => {
    const { transport, peer } = await openTcp({});
    peer.socket.end();

    await Promise.all([transport.close(), transport.close()]);

    await expect(transport.close()).resolves.toBeUndefined();
  });
});
