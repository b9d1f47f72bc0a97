import { describe, expect, onTestFinished, test } from "vitest";
import { type IgnoredDatagram, type Router, type UdpOptions, UdpTransport } from "../../../src/adapters/node/index.js";
import { type Flow, type Sender, type Target } from "../../../src/environment/flow.js";
import { Inbox, Peer, RecordingReceiver } from "./peer.js";

const BINDING_REQUEST = Buffer.from("000100002112a442b7e7a701bc34d686fa87dfae", "hex");

async function open(options: UdpOptions = {}) {
  const ignored = new Inbox<IgnoredDatagram>();
  const receiver = new RecordingReceiver();
  const transport = await UdpTransport.listen(
    { host: "127.0.0.1", port: 0, onIgnored: (datagram) => ignored.put(datagram), ...options },
    receiver,
  );
  const peer = await Peer.open();
  onTestFinished(async () => {
    await Promise.all([transport.close(), peer.close()]);
  });
  return { transport, receiver, peer, ignored };
}

describe("RFC 5626 §8 STUN on the port of SIP", () => {
  test("is answered, and never reaches the core [OUT-5626-8-a]", async () => {
    const { transport, receiver, peer } = await open();

    peer.send(BINDING_REQUEST, transport.bound);
    const { text, source } = await peer.receives();
    peer.send("OPTIONS", transport.bound);

    expect(text.slice(0, 2)).toBe("\u0001\u0001");
    expect(source.port).toBe(transport.bound.port);
    expect((await receiver.next()).text).toBe("OPTIONS");
  });

  test("is ignored where that is wanted, and what is no request always", async () => {
    const { transport, peer, ignored } = await open({ stun: false });
    peer.send(BINDING_REQUEST, transport.bound);
    expect(await ignored.next()).toMatchObject({ reason: "stun", octets: 20 });

    const other = await open();
    other.peer.send(Buffer.from([1, 1, 0]), other.transport.bound);
    expect(await other.ignored.next()).toMatchObject({ reason: "stun", octets: 3 });
  });
});

describe("the buffers of a UDP socket", () => {
  test("have the sizes that are asked for, as far as the system gives them", async () => {
    const { transport, receiver, peer } = await open({ receiveBufferSize: 65_536, sendBufferSize: 65_536 });

    peer.send("OPTIONS", transport.bound);

    expect((await receiver.next()).text).toBe("OPTIONS");
  });

  test("of a size that is none are refused, and nothing is left open", async () => {
    await expect(open({ receiveBufferSize: -1 })).rejects.toThrow();
  });
});

describe("RFC 3261 §8.1.2, §18.2.2 a UDP flow with a router", () => {
  test("asks it, and says from where", async () => {
    const asked: unknown[] = [];
    const other: Flow = { protocol: "TCP", send: () => undefined };
    const router: Router = {
      route: (target, from) => (asked.push(target, from), [other]),
      fallback: (sender, from) => (asked.push(sender, from), []),
    };
    const { transport, receiver, peer } = await open({ router });
    peer.send("OPTIONS", transport.bound);
    const { flow } = await receiver.next();
    const target: Target = { scheme: "sip", host: "192.0.2.1", port: 5060, transport: "tcp" };
    const sender: Sender = { received: undefined, host: "192.0.2.1", port: 5060 };

    expect(flow.route?.(target)).toEqual([other]);
    expect(flow.fallback?.(sender)).toEqual([]);
    expect(asked).toEqual([target, flow, sender, flow]);
    expect(flow.towards?.(peer.address)).toHaveProperty("route");
  });

  test("has none of that without", async () => {
    const { transport } = await open();
    const flow = transport.flow({ host: "127.0.0.1", port: 5060 });

    expect("route" in flow || "fallback" in flow).toBe(false);
  });
});
