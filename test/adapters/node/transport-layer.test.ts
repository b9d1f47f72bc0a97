import { createServer, type Socket } from "node:net";
import { connect, type Server } from "node:net";
import { once } from "node:events";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type ConnectionEvent,
  type Resolver,
  TransportLayer,
  type TransportLayerOptions,
  UdpTransport,
} from "../../../src/adapters/node/index.js";
import { type Address, type Flow, type Target } from "../../../src/environment/flow.js";
import { TransportError } from "../../../src/errors.js";
import { testCertificate } from "../../support/certificates.js";
import { Inbox, Peer, RecordingReceiver } from "./peer.js";
import { withDeadline } from "./deadline.js";

const loopback = { host: "127.0.0.1", port: 0 };

/** Nothing is known. */
const noNames: Resolver = {
  naptr: () => Promise.resolve([]),
  srv: () => Promise.resolve([]),
  addresses: () => Promise.resolve([]),
};

async function open(options: TransportLayerOptions = { udp: loopback }) {
  const receiver = new RecordingReceiver();
  const layer = await TransportLayer.listen({ resolver: noNames, ...options }, receiver);
  onTestFinished(() => layer.close());
  return { layer, receiver };
}

/** A TCP server that keeps what it receives. */
async function openStreams(): Promise<{
  address: Address;
  inbox: Inbox<string>;
  sockets: Set<Socket>;
  server: Server;
}> {
  const inbox = new Inbox<string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (data) => inbox.put(data.toString()));
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not bound");
  return { address: { host: address.address, port: address.port }, inbox, sockets, server };
}

function target(host: string, more: Partial<Target> = {}): Target {
  return { scheme: "sip", host, port: undefined, transport: undefined, ...more };
}

async function routeOf(flow: Flow, to: Target): Promise<readonly Flow[]> {
  return (await flow.route?.(to)) ?? [];
}

/** `TCP 127.0.0.1:5060` */
function written(flows: readonly Flow[]): readonly string[] {
  return flows.map(({ protocol, remote }) => `${protocol} ${remote?.host ?? ""}:${remote?.port ?? ""}`);
}

describe("RFC 3261 §18.2.1 whoever listens to UDP", () => {
  test("listens to TCP on the same address and port [TRN-18-a] [TRN-18.2.1-a]", async () => {
    const { layer, receiver } = await open({ udp: loopback });
    const [udp, tcp] = layer.transports;
    const peer = await Peer.open();
    onTestFinished(() => peer.close());
    expect([udp?.protocol, tcp?.protocol, tcp?.bound]).toEqual(["UDP", "TCP", udp?.bound]);

    const port = udp?.bound.port ?? 0;
    peer.send("OPTIONS", { host: "127.0.0.1", port });
    expect((await receiver.next()).flow.protocol).toBe("UDP");
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n"),
    );
    expect((await receiver.next()).flow.protocol).toBe("TCP");
    socket.destroy();
  });

  test("does not, where that is not wanted; and several may be asked for", async () => {
    const { layer } = await open({ udp: [loopback, loopback], tcp: false });

    expect(layer.transports.map(({ protocol }) => protocol)).toEqual(["UDP", "UDP"]);
  });

  test("has nothing left open when one of them cannot be bound", async () => {
    const taken = await openStreams();
    const { host, port } = taken.address;

    await expect(open({ udp: { host, port } })).rejects.toMatchObject({ code: "EADDRINUSE" });
    taken.server.close();
    for (const socket of taken.sockets) socket.destroy();
    await once(taken.server, "close");

    const { layer } = await open({ udp: { host, port } });
    expect(layer.transports).toHaveLength(2);
  });
});

describe("RFC 3263 §4 the ways of requests inside a dialog", () => {
  test("lead from each transport to every other, at once where the host is an address", async () => {
    const { layer } = await open({ udp: loopback, tls: { ...loopback, tls: testCertificate() } });
    const from = layer.transports[0]?.flow({ host: "127.0.0.1", port: 9 });

    const now = from?.route?.(target("127.0.0.9", { transport: "tcp" }));

    expect(now).toBeInstanceOf(Array);
    if (from === undefined) throw new Error("no flow");
    expect(written(await routeOf(from, target("127.0.0.9")))).toEqual(["UDP 127.0.0.9:5060"]);
    expect(written(await routeOf(from, target("127.0.0.9", { transport: "tcp" })))).toEqual(["TCP 127.0.0.9:5060"]);
    expect(written(await routeOf(from, target("127.0.0.9", { scheme: "sips" })))).toEqual(["TLS 127.0.0.9:5061"]);
    expect(written(await routeOf(from, target("127.0.0.9", { transport: "ws" })))).toEqual([]);
    expect(written(await routeOf(from, target("::1")))).toEqual([]);
  });

  test("are looked up by the resolver that is set, and go from the dialog's own socket", async () => {
    const resolver: Resolver = { ...noNames, addresses: () => Promise.resolve(["127.0.0.8", "127.0.0.9"]) };
    const { layer } = await open({ udp: [loopback, loopback], tcp: false, resolver });
    const [, second] = layer.transports;
    const from = second?.flow({ host: "127.0.0.1", port: 9 });
    if (from === undefined) throw new Error("no flow");

    const ways = await routeOf(from, target("example.org"));

    expect(written(ways)).toEqual(["UDP 127.0.0.8:5060", "UDP 127.0.0.9:5060"]);
    expect(ways[0]?.local).toEqual(second?.bound);
    expect(written(await layer.ways(target("example.org")))).toEqual(written(ways));
  });

  test("are not waited for without end", async () => {
    const resolver: Resolver = { ...noNames, addresses: () => new Promise(() => undefined) };
    const { layer } = await open({ udp: loopback, resolver, lookUpTimeout: 5 });

    await expect(Promise.resolve(layer.ways(target("example.org", { port: 5060 })))).rejects.toThrow(TransportError);
  });

  test("open a connection when something is sent", async () => {
    const streams = await openStreams();
    const { layer } = await open({ udp: loopback });
    const { host, port } = streams.address;

    const [way] = await layer.ways(target(host, { port, transport: "tcp" }));
    await way?.send("BYE sip:a@b SIP/2.0\r\n\r\n");

    expect(await streams.inbox.next()).toMatch(/^BYE/);
  });
});

describe("RFC 3261 §18.2.2, RFC 3263 §5 a response whose connection is gone", () => {
  test("goes to `received` by the port of the Via, then to where sent-by is [TRN-18.2.2-b] [TRN-18.2.2-c]", async () => {
    const resolver: Resolver = { ...noNames, addresses: () => Promise.resolve(["127.0.0.8", "127.0.0.1"]) };
    const { layer } = await open({ udp: loopback, resolver });
    const tcp = layer.transports[1]?.flow({ host: "127.0.0.1", port: 9 });

    const ways = await tcp?.fallback?.({ received: "127.0.0.1", host: "pc.example.org", port: 5070 });

    expect(written(ways ?? [])).toEqual(["TCP 127.0.0.1:5070", "TCP 127.0.0.8:5070"]);
  });

  test("is sent over a connection that is opened for it", async () => {
    const streams = await openStreams();
    const { layer, receiver } = await open({ udp: loopback });
    const bound = layer.transports[1]?.bound;
    const socket = connect(bound?.port ?? 0, "127.0.0.1");
    socket.write("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n");
    const { flow } = await receiver.next();
    socket.destroy();
    await once(socket, "close");

    const { host, port } = streams.address;
    const [way] = (await flow.fallback?.({ received: host, host: "10.0.0.5", port })) ?? [];
    await way?.send("SIP/2.0 200 OK\r\n\r\n");

    expect(await streams.inbox.next()).toMatch(/^SIP/);
  });

  test("goes nowhere by UDP where it has just been, nor by WebSocket at all [TRN-18.2.2-g]", async () => {
    const { layer } = await open({ udp: loopback, tcp: false, ws: loopback });
    const [udp, ws] = layer.transports.map((transport) => transport.flow({ host: "127.0.0.1", port: 5070 }));
    const sender = { received: "127.0.0.1", host: "127.0.0.9", port: 5070 };

    expect(written((await udp?.fallback?.(sender)) ?? [])).toEqual(["UDP 127.0.0.9:5070"]);
    expect(ws && (await layer.fallback(sender, ws))).toEqual([]);
  });
});

describe("a transport layer", () => {
  test("takes in transports that were opened one by one", async () => {
    const layer = new TransportLayer({ resolver: noNames });
    const udp = await UdpTransport.listen({ ...loopback, router: layer }, new RecordingReceiver());
    layer.add(udp);
    onTestFinished(() => layer.close());
    const from = udp.flow({ host: "127.0.0.1", port: 9 });

    expect(written(await routeOf(from, target("127.0.0.9")))).toEqual(["UDP 127.0.0.9:5060"]);
    expect(layer.transports).toEqual([udp]);
    await layer.close();
    await expect(from.send("BYE")).rejects.toThrow(TransportError);
  });

  test("that is opened and closed many times leaves no socket behind", async () => {
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => /^(?:UDP|TCP|TCPServer)(?:Socket)?Wrap$/i.test(name)).length;
    const before = sockets();

    for (let round = 0; round < 50; round += 1) {
      const layer = await TransportLayer.listen({ udp: loopback, ws: loopback }, new RecordingReceiver());
      await layer.close();
    }

    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before));
  });

  test("tells what happens to all connections, and each transport what happens to its own", async () => {
    const [all, own] = [new Inbox<ConnectionEvent>(), new Inbox<ConnectionEvent>()];
    const { layer } = await open({
      tcp: { ...loopback, onEvent: (event) => own.put(event) },
      onEvent: (event) => all.put(event),
    });

    const socket = connect(layer.transports[0]?.bound.port ?? 0, "127.0.0.1");

    expect(await all.next()).toMatchObject({ type: "up", protocol: "TCP", incoming: true });
    expect(await own.next()).toMatchObject({ type: "up" });
    socket.destroy();
  });

  test("is closed once, and sends nothing afterwards", async () => {
    const { layer } = await open({ udp: loopback });
    const [way] = await layer.ways(target("127.0.0.1", { port: 9 }));

    await Promise.all([layer.close(), layer.close()]);

    await expect(way?.send("BYE")).rejects.toThrow(TransportError);
  });
});

describe("RFC 3261 §21.5.4 a layer that is closed with a core", () => {
  /** A core that writes down what is done to it. */
  function core(finished: Promise<void>) {
    const done: string[] = [];
    return {
      done,
      drain: () => {
        done.push("drain");
        return { finished, end: () => void done.push("end") };
      },
      dispose: () => void done.push("dispose"),
    };
  }

  test("lets what is alive go on, then ends it, then closes", async () => {
    const { layer } = await open();
    const busy = core(new Promise(() => undefined));

    await withDeadline(layer.close({ core: busy, grace: 5, endTimeout: 5 }), "closed");

    expect(busy.done).toEqual(["drain", "end", "dispose"]);
  });

  test("waits no longer than for the last call", async () => {
    const { layer } = await open();

    await withDeadline(layer.close({ core: core(Promise.resolve()), grace: 60_000, endTimeout: 60_000 }), "closed");
  });
});
