import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, isIPv6, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";

export type WireProtocol = "UDP" | "TCP" | "TLS" | "WS" | "WSS";

export interface WireOptions {
  readonly protocol: WireProtocol;
  readonly host: string;
  readonly port: number;
  /** The certificate that signs the other side's; without it, any will do. */
  readonly ca?: string;
  /** Told of each whole message. */
  readonly onMessage: (octets: Buffer) => void;
}

/** A peer's end of one way: a socket of Node, and nothing of what is tested. */
export interface Wire {
  /** `host:port` for Via and Contact; by WebSocket one that nobody can reach, as browsers have it (RFC 7118 §5). */
  readonly here: string;
  send(data: string | Uint8Array): void;
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens it. Rejects when that is not possible. */
export function openWire(options: WireOptions): Promise<Wire> {
  switch (options.protocol) {
    case "UDP":
      return openUdp(options);
    case "TCP":
      return openStream(connectTcp(options.port, options.host), "connect", options);
    case "TLS":
      return openStream(
        connectTls({ host: options.host, port: options.port, ...trust(options) }),
        "secureConnect",
        options,
      );
    case "WS":
    case "WSS":
      return openWebSocket(options);
  }
}

async function openUdp({ host, port, onMessage }: WireOptions): Promise<Wire> {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  const { address, port: from } = socket.address();
  // What the kernel says of a port where nobody listens.
  socket.on("error", () => undefined);
  socket.on("message", onMessage);
  let isOpen = true;
  return {
    here: hostPort(address, from),
    send: (data) => {
      socket.send(data);
    },
    closed: once(socket, "close").then(() => undefined),
    close: () => {
      if (isOpen) socket.close();
      isOpen = false;
    },
  };
}

async function openStream(socket: Socket, opened: string, { onMessage }: WireOptions): Promise<Wire> {
  await once(socket, opened);
  socket.on("error", () => undefined);
  socket.on("data", messagesOf(onMessage));
  return {
    here: hostPort(socket.localAddress ?? "", socket.localPort ?? 0),
    send: (data) => void socket.write(data),
    closed: new Promise((resolve) => socket.once("close", () => resolve())),
    close: () => void socket.end(),
  };
}

/** Cuts a stream. RFC 3261 §18.3 */
function messagesOf(onMessage: (octets: Buffer) => void): (octets: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (octets) => {
    rest = Buffer.concat([rest, octets]);
    for (;;) {
      const head = rest.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = /^(?:Content-Length|l)[ \t]*:[ \t]*(\d+)/im.exec(rest.toString("latin1", 0, head))?.[1] ?? 0;
      const end = head + 4 + Number(length);
      if (rest.length < end) return;
      onMessage(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}

async function openWebSocket({ protocol, host, port, onMessage, ...options }: WireOptions): Promise<Wire> {
  const url = `${protocol.toLowerCase()}://${hostPort(host, port)}`;
  const socket = new WebSocket(url, "sip", { ...trust(options), perMessageDeflate: false });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "open");
  socket.on("error", () => undefined);
  socket.on("message", (data) => {
    // Proof: `binaryType` is what it is by default.
    if (Buffer.isBuffer(data)) onMessage(data);
  });
  return { here: "df7jal23ls0d.invalid", send: (data) => socket.send(data), closed, close: () => socket.close() };
}

function trust({ ca }: Pick<WireOptions, "ca">) {
  // By name: Node 22 finds no IPv6 address in a certificate.
  return ca === undefined ? { rejectUnauthorized: false } : { ca, servername: "localhost" };
}

function hostPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
