import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type NodeTransport,
  type Receiver,
  TcpTransport,
  TlsTransport,
  UdpTransport,
  WebSocketServerTransport,
} from "../../../src/adapters/node/index.js";
import { requestText } from "../../../src/testing/index.js";
import { testCertificate } from "../../support/certificates.js";
import { openWire, type WireProtocol } from "../../support/wire.js";
import { Peer, RecordingReceiver } from "./peer.js";

const HERE = { host: "127.0.0.1", port: 0 };
const { cert, key } = testCertificate();

const LISTENING: readonly [WireProtocol, (receiver: Receiver) => Promise<NodeTransport>][] = [
  ["TCP", (receiver) => TcpTransport.listen({ ...HERE, shared: true }, receiver)],
  ["TLS", (receiver) => TlsTransport.listen({ ...HERE, shared: true, tls: { cert, key } }, receiver)],
  ["WS", (receiver) => WebSocketServerTransport.listen({ ...HERE, shared: true }, receiver)],
  ["WSS", (receiver) => WebSocketServerTransport.listen({ ...HERE, shared: true, tls: { cert, key } }, receiver)],
];

describe("a server whose place another one takes", () => {
  test.each(LISTENING)("by %s accepts no more connections, and those that stand go on", async (protocol, listen) => {
    const receiver = new RecordingReceiver();
    const transport = await listen(receiver);
    onTestFinished(() => transport.close());
    const { port } = transport.bound;
    const wire = await openWire({ protocol, host: HERE.host, port, onMessage: () => undefined });
    onTestFinished(() => wire.close());
    wire.send(requestText("OPTIONS", { protocol, callId: "before" }));
    await receiver.next();

    transport.stopAccepting?.();
    transport.stopAccepting?.();
    wire.send(requestText("OPTIONS", { protocol, callId: "after" }));

    expect((await receiver.next()).text).toContain("Call-ID: after");
    const [error] = (await once(connect(port, HERE.host).on("connect", refuse), "error")) as [{ code: string }];
    expect(error.code).toBe("ECONNREFUSED");
    await transport.close();
    await wire.closed;
  });
});

describe("a socket that workers would share", () => {
  test("is one like any other where there are none, without a second one for unreachable ports", async () => {
    const receiver = new RecordingReceiver();
    const transport = await UdpTransport.listen({ ...HERE, shared: true }, receiver);
    onTestFinished(() => transport.close());
    const peer = await Peer.open();
    onTestFinished(() => peer.close());

    peer.send(requestText("OPTIONS"), transport.bound);
    const { flow } = await receiver.next();
    await flow.towards?.(peer.address).send("NOTIFY");

    expect((await peer.receives()).source.port).toBe(transport.bound.port);
    await expect(UdpTransport.listen({ ...transport.bound, shared: true }, receiver)).rejects.toThrow("EADDRINUSE");
  });
});

function refuse(): never {
  throw new Error("it was accepted");
}
