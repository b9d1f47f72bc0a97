import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Address } from "../../../src/environment/flow.js";
import { LoggerFactory, UserAgentCore } from "../../../src/index.js";
import { requestText } from "../../../src/testing/index.js";
import { openServer, WebSocketPeer } from "./web-socket-peer.js";

const MASK = [0, 0, 0, 0];

/** Frames as they stand on the wire: RFC 6455 §5.2. */
const FRAMES: Readonly<Record<string, readonly number[]>> = {
  "a frame that is not masked": [0x81, 0x01, 0x41],
  "a frame with reserved bits": [0xf1, 0x80, ...MASK],
  "an opcode that nobody knows": [0x83, 0x80, ...MASK],
  "a continuation of nothing": [0x80, 0x80, ...MASK],
  "a length of 2^63": [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0],
  "a length of 16 MB": [0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, ...MASK],
  "a ping in fragments": [0x09, 0x80, ...MASK],
  "a ping of 126 octets": [0x89, 0xfe, 0, 126, ...MASK],
  "a close frame with half a code": [0x88, 0x81, ...MASK, 0x03],
  "text that is no UTF-8": [0x81, 0x82, ...MASK, 0xc0, 0x80],
};

describe("frames that no client sends (RFC 6455, section 5.2)", () => {
  test.each(Object.keys(FRAMES))("%s ends that connection, and a good call goes on", async (name) => {
    const { events, bound, good } = await open();
    const socket = await upgrade(bound);
    expect(await events.next()).toMatchObject({ type: "up" });

    socket.write(Uint8Array.from(FRAMES[name] ?? []));

    expect(await events.next()).toMatchObject({ type: "down", reason: "bad-stream" });
    await answers(good);
  });

  test("fragments without end are cut off at the longest message there may be", async () => {
    const { events, bound, good } = await open({ maxPayload: 1_000 });
    const socket = await upgrade(bound);
    await events.next();

    socket.write(Uint8Array.of(0x01, 0x80, ...MASK));
    for (let fragment = 0; fragment < 101; fragment += 1) {
      socket.write(Uint8Array.of(0x00, 0x8a, ...MASK, ...Array<number>(10).fill(0x41)));
    }

    expect(await events.next()).toMatchObject({ type: "down", reason: "bad-stream" });
    await answers(good);
  });

  test("a peer that asks and never reads is cut off", async () => {
    const { events, bound, good } = await open({ maxQueued: 10_000 });
    const socket = await upgrade(bound);
    await events.next();
    socket.pause();
    const via = `SIP/2.0/WS a.invalid;branch=z9hG4bK1;x=${"y".repeat(14_000)}`;

    for (let number = 0; number < 1_500; number += 1) {
      const text = requestText("OPTIONS", { via: via.replace("K1", `K-${number}`), callId: `flood-${number}` });
      socket.write(
        Buffer.concat([Uint8Array.of(0x81, 0xfe, text.length >> 8, text.length & 255, ...MASK), Buffer.from(text)]),
      );
    }

    expect(await events.next()).toMatchObject({ type: "down", reason: "slow-reader" });
    await answers(good);
  });

  test("a connection that breaks in the middle of a frame is down, and nothing of it is delivered", async () => {
    const { events, bound, good } = await open();
    const socket = await upgrade(bound);
    await events.next();

    socket.write(Uint8Array.of(0x81, 0xfe, 1, 0, ...MASK, 0x41), () => socket.resetAndDestroy());

    expect(await events.next()).toMatchObject({ type: "down" });
    await answers(good);
  });
});

describe("sockets that want no WebSocket", () => {
  test("hundreds that say nothing leave room for good calls, and are closed in time", async () => {
    const { bound, good, events } = await open({ handshakeTimeout: 500, maxConnections: 400 });
    const silent = await Promise.all(Array.from({ length: 300 }, () => connected(bound)));
    const closed = silent.map((socket) => new Promise((resolve) => socket.on("close", resolve)));

    await answers(good);
    await WebSocketPeer.open(`ws://127.0.0.1:${bound.port}`);
    await Promise.all(closed);

    expect(await events.next()).toMatchObject({ type: "up" });
    await answers(good);
  });

  test.each([
    ["SIP", "OPTIONS sip:a@b SIP/2.0\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00"],
    ["a head without end", `GET / HTTP/1.1\r\n${"X-Long: y\r\n".repeat(20_000)}`],
  ])("%s is refused", async (_title, said) => {
    const { bound, events, good } = await open();
    const socket = await connected(bound);
    const closed = new Promise((resolve) => socket.on("close", resolve));

    socket.write(said);

    await closed;
    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
    await answers(good);
  });
});

/** A core that answers OPTIONS, and one peer that behaves. */
async function open(options: Parameters<typeof openServer>[0] = {}) {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory }, { onOptions: (request) => void request.accept() });
  onTestFinished(() => void core.dispose());
  const { transport, events, url } = await openServer(options, core);
  const good = await WebSocketPeer.open(url);
  await events.next();
  return { bound: transport.bound, events, good };
}

let requests = 0;

async function answers(peer: WebSocketPeer): Promise<void> {
  requests += 1;
  peer.send(requestText("OPTIONS", { protocol: "WS", branch: `z9hG4bK${requests}`, callId: `call-${requests}` }));
  expect((await peer.receives()).text).toMatch(/^SIP\/2.0 200 /);
}

async function connected({ host, port }: Address): Promise<Socket> {
  const socket = connect(port, host);
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket.resume();
}

/** A WebSocket by hand, to send by it what no library would. */
async function upgrade(to: Address): Promise<Socket> {
  const socket = await connected(to);
  const head = [
    "GET / HTTP/1.1",
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: sip",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 101 /);
  return socket;
}
