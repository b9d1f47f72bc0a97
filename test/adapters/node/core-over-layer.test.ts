import { connect } from "node:net";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { TransportLayer, type TransportLayerOptions } from "../../../src/adapters/node/index.js";
import { type IncomingCallRequest, LoggerFactory, type Session, UserAgentCore } from "../../../src/index.js";
import { fromBodyLegacy } from "../../../src/message/body.js";
import { answer, inviteText, offer, requestText } from "../../../src/testing/index.js";
import { Inbox, Peer } from "./peer.js";
import { StreamListener } from "./stream-peer.js";

const loopback = { host: "127.0.0.1", port: 0 };

/** A core on all its transports, and the INVITEs that reach its application. */
async function open(options: TransportLayerOptions = { udp: loopback }) {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const calls = new Inbox<IncomingCallRequest>();
  const core = new UserAgentCore({ loggerFactory }, { onInvite: (request) => calls.put(request) });
  const layer = await TransportLayer.listen(options, core);
  onTestFinished(() => layer.close({ core, endTimeout: 1 }));
  const port = layer.transports[0]?.bound.port ?? 0;
  return { core, layer, calls, address: { host: "127.0.0.1", port } };
}

async function openPeer(port?: number): Promise<Peer> {
  const peer = await Peer.open("127.0.0.1", port);
  onTestFinished(() => peer.close());
  return peer;
}

async function openListener(): Promise<StreamListener> {
  const listener = await StreamListener.open();
  onTestFinished(() => listener.close());
  return listener;
}

describe("RFC 3261 §18.2.2 a call whose TCP connection is gone while it rings", () => {
  test("is answered over a new one to where the Via says [TRN-18.2.2-b] [TRN-28-a]", async () => {
    const { calls, address } = await open();
    const listener = await openListener();
    const { port } = listener.address;
    const socket = connect(address.port, address.host);
    socket.write(inviteText({ via: `SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bK1`, offer }));
    const call = await calls.next();
    call.progress();
    socket.destroy();
    await once(socket, "close");

    call.accept({ body: fromBodyLegacy(answer) });
    const again = await listener.accepts();

    expect(await again.receivesHead()).toContain("SIP/2.0 200");
  });
});

describe("RFC 3261 §18.1.1 a request of ours that is too large for a datagram", () => {
  const large = { body: fromBodyLegacy("x".repeat(1_400)) };

  /** A call over UDP whose peer is at the port. */
  async function callOverUdp(peer: Peer): Promise<Session> {
    const { calls, address } = await open();
    const { port } = peer.address;
    const parts = { via: `SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK1` };
    peer.send(inviteText({ ...parts, offer, headers: { Contact: `<sip:alice@127.0.0.1:${port}>` } }), address);
    const { session } = (await calls.next()).accept({ body: fromBodyLegacy(answer) });
    session.delegate = {};
    await peer.receives();
    const ack = { via: `SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK2`, toTag: session.localTag };
    const acknowledged = new Promise<void>((resolve) => (session.delegate = { onAck: () => resolve() }));
    peer.send(requestText("ACK", ack), address);
    await acknowledged;
    return session;
  }

  test("goes over TCP, to the same address and port [TRN-18.1.1-a]", async () => {
    const listener = await openListener();
    const peer = await openPeer(listener.address.port);

    (await callOverUdp(peer)).message(undefined, large);
    const connection = await listener.accepts();

    expect(await connection.receives("x".repeat(1_400))).toMatch(/^MESSAGE .*\r\nVia: SIP\/2\.0\/TCP /);
  });

  test("goes over UDP after all, where nobody takes TCP [TRN-18.1.1-b]", async () => {
    const peer = await openPeer();

    (await callOverUdp(peer)).message(undefined, large);

    expect((await peer.receives()).text).toMatch(/^MESSAGE .*\r\nVia: SIP\/2\.0\/UDP /);
  });
});

describe("RFC 3261 §21.5.4 a server that is closed with grace", () => {
  test("answers what rings with 503, and hangs up what is established", async () => {
    const { core, layer, calls, address } = await open();
    const [ringing, talking] = [await openPeer(), await openPeer()];
    const partsOf = (peer: Peer, branch: string) => ({
      via: `SIP/2.0/UDP 127.0.0.1:${peer.address.port};branch=z9hG4bK${branch}`,
      callId: branch.slice(0, 1),
      headers: { Contact: `<sip:alice@127.0.0.1:${peer.address.port}>` },
    });
    talking.send(inviteText({ ...partsOf(talking, "t1"), offer }), address);
    const { session } = (await calls.next()).accept({ body: fromBodyLegacy(answer) });
    await talking.receives();
    const acknowledged = new Promise<void>((resolve) => (session.delegate = { onAck: () => resolve() }));
    talking.send(requestText("ACK", { ...partsOf(talking, "t2"), toTag: session.localTag }), address);
    await acknowledged;
    ringing.send(inviteText({ ...partsOf(ringing, "r1"), offer }), address);
    await calls.next();

    const closed = layer.close({ core, grace: 1, endTimeout: 100 });

    expect((await ringing.receives()).text).toMatch(/^SIP\/2\.0 503 /);
    expect((await talking.receives()).text).toMatch(/^BYE /);
    await closed;
  });
});
