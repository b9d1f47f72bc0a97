import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { type IgnoredDatagram, type UdpOptions, UdpTransport } from "../../../src/adapters/node/index.js";
import { Inbox, Peer, RecordingReceiver } from "./peer.js";

const hasIPv6 = networkInterfaces()["lo"]?.some(({ family }) => family === "IPv6") ?? true;
const families = hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];

describe.each(families)("RFC 3261 §18 UDP on %s", (host) => {
  test("delivers a datagram with the way back to its source [TRN-3581.4-c]", async () => {
    const { transport, receiver, peer } = await open({ host });

    peer.send("OPTIONS sip:a@b SIP/2.0\r\n\r\n", transport.bound);

    const { text, flow } = await receiver.next();
    expect(text).toBe("OPTIONS sip:a@b SIP/2.0\r\n\r\n");
    expect(flow).toMatchObject({ protocol: "UDP", reliable: false, remote: peer.address, local: transport.bound });
  });

  test("answers leave by the socket that the request came to, to where it came from [TRN-3581.4-d]", async () => {
    const { transport, receiver, peer } = await open({ host });
    peer.send("request", transport.bound);

    await (await receiver.next()).flow.send("answer ü");

    expect(await peer.receives()).toMatchObject({
      text: "answer ü",
      source: { address: host, port: transport.bound.port },
    });
  });

  test("two messages are two datagrams [TRN-7-a]", async () => {
    const { transport, receiver, peer } = await open({ host });
    peer.send("request", transport.bound);
    const { flow } = await receiver.next();

    await Promise.all([flow.send("one"), flow.send("two")]);

    expect(await peer.receives()).toMatchObject({ text: "one" });
    expect(await peer.receives()).toMatchObject({ text: "two" });
  });

  test("a request of ours does not overtake an answer that was given before it", async () => {
    const { transport, receiver, peer } = await open({ host });
    peer.send("request", transport.bound);
    const { flow } = await receiver.next();
    // By now the socket of its own that such requests have is open.
    await transport.flow(peer.address).send("first of ours");
    expect(await peer.receives()).toMatchObject({ text: "first of ours" });

    await Promise.all([flow.send("answer"), transport.flow(peer.address).send("BYE")]);

    expect(await peer.receives()).toMatchObject({ text: "answer" });
    expect(await peer.receives()).toMatchObject({ text: "BYE" });
  });

  test("another address is reached from the same socket", async () => {
    const { transport, receiver, peer } = await open({ host });
    const other = await openPeer(host);
    peer.send("request", transport.bound);

    await (await receiver.next()).flow.towards?.(other.address).send("BYE");

    expect(await other.receives()).toMatchObject({ text: "BYE", source: { port: transport.bound.port } });
  });

  test("a datagram of 60 kB comes through whole [TRN-18.1.1-e]", async () => {
    const { transport, receiver, peer } = await open({ host });

    peer.send(Buffer.alloc(60_000, "x"), transport.bound);

    expect((await receiver.next()).data).toHaveLength(60_000);
  });

  test("a request of ours to a port where nobody listens fails [TRN-18.4-a]", async () => {
    const { transport, peer } = await open({ host });
    await peer.close();

    const sent = transport.flow(peer.address).send("BYE");

    await expect(sent).rejects.toMatchObject({
      code: "SIP_TRANSPORT",
      message: expect.stringContaining(`${peer.address.port}`) as string,
      cause: { code: "ECONNREFUSED" },
    });
  });
});

describe("RFC 5626 §4.4.1, RFC 5626 §8 what is no SIP", () => {
  test.each<[IgnoredDatagram["reason"], Uint8Array]>([
    ["empty", new Uint8Array(0)],
    ["keep-alive", Buffer.from("\r\n")],
    ["keep-alive", Buffer.from("\r\n\r\n")],
    ["keep-alive", Buffer.from("\0\0\0\0")],
    ["stun", Buffer.from("010100002112a442000102030405060708090a0b", "hex")],
  ])("%s is dropped, answered by nothing and told [OUT-5626-4.4.1-a] [OUT-5626-8-a]", async (reason, datagram) => {
    const ignored = new Inbox<IgnoredDatagram>();
    const { transport, receiver, peer } = await open({ onIgnored: (one) => ignored.put(one) });

    peer.send(datagram, transport.bound);
    peer.send("after it", transport.bound);

    expect(await ignored.next()).toEqual({ reason, remote: peer.address, octets: datagram.length });
    const next = await receiver.next();
    expect(next.text).toBe("after it");
    await next.flow.send("the first answer");
    expect((await peer.receives()).text).toBe("the first answer");
  });

  test("octets that nobody can read are the core's to judge", async () => {
    const { transport, receiver, peer } = await open({});
    const noise = Uint8Array.from({ length: 200 }, (_, index) => 255 - index);

    peer.send(noise, transport.bound);

    expect((await receiver.next()).data).toEqual(noise);
  });

  test("a receiver that throws is reported, and the next datagram delivered", async () => {
    const errors = new Inbox<Error>();
    const seen = new Inbox<string>();
    const transport = await UdpTransport.listen(
      { host: "127.0.0.1", port: 0, onError: (error) => errors.put(error) },
      {
        receive(data) {
          if (data.length === 3) throw new Error("broken");
          seen.put(Buffer.from(data).toString());
        },
      },
    );
    onTestFinished(() => transport.close());
    const peer = await openPeer("127.0.0.1");

    peer.send("bad", transport.bound);
    peer.send("good", transport.bound);

    expect(await errors.next()).toMatchObject({ message: "broken" });
    expect(await seen.next()).toBe("good");
  });
});

describe("where we can be reached", () => {
  test("bound to all addresses, a peer is told the address in its own network", async () => {
    const { transport, receiver, peer } = await open({ host: "0.0.0.0" });

    peer.send("request", { host: "127.0.0.1", port: transport.bound.port });

    const { flow } = await receiver.next();
    expect(flow.local).toEqual({ host: "127.0.0.1", port: transport.bound.port });
  });

  test("bound to all addresses, a peer in no network of ours is told an address of this machine", async () => {
    const { transport } = await open({ host: "0.0.0.0" });
    const own = Object.values(networkInterfaces()).flatMap((rows = []) => rows.map(({ address }) => address));

    const { local } = transport.flow({ host: "198.51.100.200", port: 5060 });

    expect(own).toContain(local?.host);
  });

  test.each([
    [{ host: "sip.example.com" }, undefined],
    [{ host: "203.0.113.7", port: 15060 }, 15060],
  ])("advertised %j, it is that", async (advertised, port) => {
    const { transport, receiver, peer } = await open({ advertised });

    peer.send("request", transport.bound);

    const { flow } = await receiver.next();
    const expected = { host: advertised.host, port: port ?? transport.bound.port };
    expect(flow.local).toEqual(expected);
    expect(flow.towards?.({ host: "192.0.2.9", port: 5060 }).local).toEqual(expected);
  });
});

describe("failures", () => {
  test.each([true, false])("a busy port fails the opening, sharing %s", async (reportUnreachable) => {
    const { transport } = await open({});

    const second = UdpTransport.listen({ ...transport.bound, reportUnreachable }, new RecordingReceiver());

    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("a busy port is noticed even where its owner would share it", async () => {
    const sharing = createSocket({ type: "udp4", reuseAddr: true });
    onTestFinished(() => void sharing.close());
    sharing.bind(0, "127.0.0.1");
    await once(sharing, "listening");

    const second = UdpTransport.listen({ host: "127.0.0.1", port: sharing.address().port }, new RecordingReceiver());

    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("a host that is not ours fails the opening", async () => {
    const opened = UdpTransport.listen({ host: "198.51.100.1", port: 0 }, new RecordingReceiver());

    await expect(opened).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
  });

  test.each([
    ["a datagram that is too long", { host: "127.0.0.1", port: 9 }, "x".repeat(70_000), "EMSGSIZE"],
    ["a port that is none", { host: "127.0.0.1", port: 0 }, "x", "ERR_SOCKET_BAD_PORT"],
    ["an address of the other family", { host: "::1", port: 9 }, "x", undefined],
  ])("%s fails the send, and throws nothing", async (_, remote, message, code) => {
    const { transport, receiver, peer } = await open({});
    peer.send("request", transport.bound);
    const { flow } = await receiver.next();

    const sent = flow.towards?.(remote).send(message);

    await expect(sent).rejects.toThrow();
    const reason = await sent?.then(undefined, (error: unknown) => error);
    expect(code === undefined || causes(reason).includes(code)).toBe(true);
  });

  test("without reports of unreachable peers such a send ends well, and the port is shared with nobody", async () => {
    const { transport, peer } = await open({ reportUnreachable: false });
    await peer.close();

    await transport.flow(peer.address).send("BYE");

    const intruder = createSocket({ type: "udp4", reuseAddr: true });
    intruder.bind(transport.bound.port, "127.0.0.1");
    const [error] = (await once(intruder, "error")) as [NodeJS.ErrnoException];
    intruder.close();
    expect(error.code).toBe("EADDRINUSE");
  });
});

describe("closing", () => {
  test("what was sent before has left, what is sent after fails, and the port is free", async () => {
    const { transport, peer } = await open({});
    const flow = transport.flow(peer.address);
    const before = flow.send("last words");

    await transport.close();

    expect((await peer.receives()).text).toBe("last words");
    await expect(before).resolves.toBeUndefined();
    await expect(flow.send("too late")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    await (await openPeer("127.0.0.1", transport.bound.port)).close();
  });

  test("closing twice is closing once", async () => {
    const { transport } = await open({});

    await Promise.all([transport.close(), transport.close()]);

    await expect(transport.close()).resolves.toBeUndefined();
  });
});

async function open(
  options: UdpOptions,
): Promise<{ transport: UdpTransport; receiver: RecordingReceiver; peer: Peer }> {
  const receiver = new RecordingReceiver();
  const transport = await UdpTransport.listen({ host: "127.0.0.1", port: 0, ...options }, receiver);
  onTestFinished(() => transport.close());
  const peerHost = transport.bound.host.includes(":") ? "::1" : "127.0.0.1";
  return { transport, receiver, peer: await openPeer(peerHost) };
}

async function openPeer(host: string, port = 0): Promise<Peer> {
  const peer = await Peer.open(host, port);
  onTestFinished(() => peer.close().catch(() => undefined));
  return peer;
}

function causes(error: unknown): unknown[] {
  const codes: unknown[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) codes.push("code" in at ? at.code : undefined);
  return codes;
}
