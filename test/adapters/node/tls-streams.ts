import { once } from "node:events";
import { connect, type ConnectionOptions, createServer, type TlsOptions as ServerOptions } from "node:tls";
import { onTestFinished } from "vitest";
import { type TlsOptions, TlsTransport } from "../../../src/adapters/node/index.js";
import { type Address } from "../../../src/environment/flow.js";
import { testCertificate } from "../../support/certificates.js";
import { withDeadline } from "./deadline.js";
import { RecordingReceiver } from "./peer.js";
import { StreamListener, StreamPeer } from "./stream-peer.js";
import { Events } from "./streams.js";

/** A transport on a free port of the loopback, with a certificate for it. */
export async function openTls(options: Partial<TlsOptions> = {}) {
  const receiver = new RecordingReceiver();
  const events = new Events();
  const transport = await TlsTransport.listen(
    { host: "127.0.0.1", port: 0, onEvent: events.put, tls: testCertificate(), ...options },
    receiver,
  );
  onTestFinished(() => transport.close());
  return { transport, receiver, events };
}

/** A client of it, handshakes done. */
export async function connectTls({ bound }: { readonly bound: Address }, options: ConnectionOptions = {}) {
  const { ca } = testCertificate();
  const socket = connect({ host: bound.host, port: bound.port, ca, servername: "localhost", ...options });
  onTestFinished(() => void socket.destroy());
  const peer = new StreamPeer(socket);
  await withDeadline(once(socket, "secureConnect"), "a TLS connection");
  return { peer, socket };
}

/** Somebody who can be connected to by TLS. */
export async function listenTls(options: ServerOptions = testCertificate()): Promise<StreamListener> {
  const server = createServer(options);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const listener = new StreamListener(server);
  server.on("secureConnection", (socket) => listener.take(socket));
  onTestFinished(() => listener.close());
  return listener;
}
