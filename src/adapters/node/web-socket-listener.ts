import { once } from "node:events";
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import { createServer as createSecureServer, Server as HttpsServer } from "node:https";
import { type AddressInfo, type Socket } from "node:net";
import { type SecureContextOptions } from "node:tls";
import { type Duplex } from "node:stream";
import { type Address } from "../../environment/flow.js";
import { resolveBinding, withoutZone } from "./bound-socket.js";
import { type ConnectionRefusal } from "./connection-event.js";
import { writeRefusal } from "./web-socket-handshake.js";
import { type OwnWebSocketListener } from "./web-socket-server-options.js";

/** Where handshakes come from. */
export interface WebSocketListener {
  readonly secure: boolean;
  /** Where it listens. */
  readonly bound: Address;
  /** Whether the HTTP server takes other upgrades than ours. */
  readonly shared: boolean;
  /** Uses another certificate from the next handshake on. @throws TypeError without TLS of its own */
  setSecureContext(options: SecureContextOptions): void;
  /** Hands on handshakes until it is closed. */
  start(onUpgrade: UpgradeListener): void;
  /** Takes no more. */
  stop(): void;
  /** Closes the sockets of our own server that are left. */
  close(): Promise<void>;
}

/** What a listener of our own asks and tells. */
export interface OwnListenerUser {
  readonly handshakeTimeout: number;
  /** Whether a socket may come in, before it has said anything. */
  admits(socket: Socket, remote: Address): boolean;
  onRefused(remote: Address, reason: ConnectionRefusal, error?: Error): void;
  onError(error: Error): void;
}

/** Opens a server of HTTP that does nothing but WebSockets. */
export async function openListener(options: OwnWebSocketListener, user: OwnListenerUser): Promise<WebSocketListener> {
  const { tls } = options;
  const binding = await resolveBinding(
    options.host ?? "0.0.0.0",
    options.port ?? (tls === undefined ? 80 : 443),
    options.family ?? 0,
  );
  const { handshakeTimeout } = user;
  const times = {
    // Node looks at all of them now and then; that is often enough to keep the limit roughly.
    connectionsCheckingInterval: Math.max(1, Math.min(handshakeTimeout / 2, 5_000)),
    headersTimeout: handshakeTimeout,
    requestTimeout: handshakeTimeout,
  };
  const server =
    tls === undefined
      ? createServer(times, wantUpgrade)
      : createSecureServer({ handshakeTimeout, ...tls, ...times }, wantUpgrade);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    const remote = addressOf(socket);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (user.admits(socket, remote)) return;
    user.onRefused(remote, "too-many");
    socket.destroy();
  });
  server.on("clientError", (error, socket: Duplex & Partial<Socket>) => {
    user.onRefused(addressOf(socket), "handshake", error);
    if (isOfHttp(error)) writeRefusal(socket, { statusCode: isTimeout(error) ? 408 : 400 });
    // Without TLS there is nobody to answer.
    else socket.destroy();
  });
  const { host, port, type } = binding;
  server.listen({ host, port, ipv6Only: type === "udp6", exclusive: options.shared !== true });
  await once(server, "listening");
  server.on("error", (error) => user.onError(error));
  let closed: Promise<void> | undefined;
  const stop = (): void => {
    closed ??= new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return new Listener(server, tls !== undefined, stop, async () => {
    stop();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
}

/** Listens to the upgrades of a server that is there already. */
export function attachListener(server: HttpServer | HttpsServer, secure: boolean | undefined): WebSocketListener {
  return new Listener(
    server,
    secure ?? server instanceof HttpsServer,
    () => undefined,
    () => Promise.resolve(),
  );
}

class Listener implements WebSocketListener {
  readonly secure: boolean;
  readonly #server: HttpServer | HttpsServer;
  readonly #stopServer: () => void;
  readonly #closeServer: () => Promise<void>;
  #bound = NOWHERE;
  #onUpgrade: UpgradeListener | undefined;

  constructor(
    server: HttpServer | HttpsServer,
    secure: boolean,
    stopServer: () => void,
    closeServer: () => Promise<void>,
  ) {
    this.#server = server;
    this.secure = secure;
    this.#stopServer = stopServer;
    this.#closeServer = closeServer;
  }

  get bound(): Address {
    const address = this.#server.address();
    // A server that does not listen yet, or on a pipe, has none; one that is closed has no more.
    if (isInternet(address)) this.#bound = { host: withoutZone(address.address), port: address.port };
    return this.#bound;
  }

  get shared(): boolean {
    return this.#server.listenerCount("upgrade") > 1;
  }

  setSecureContext(options: SecureContextOptions): void {
    if (!(this.#server instanceof HttpsServer)) throw new TypeError("cannot set certificates: no TLS is here");
    this.#server.setSecureContext(options);
  }

  start(onUpgrade: UpgradeListener): void {
    this.#onUpgrade = onUpgrade;
    this.#server.on("upgrade", onUpgrade);
  }

  stop(): void {
    if (this.#onUpgrade !== undefined) this.#server.off("upgrade", this.#onUpgrade);
    this.#stopServer();
  }

  close(): Promise<void> {
    return this.#closeServer();
  }
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The other end of a socket, an IPv4 address that comes dressed as IPv6 undressed. */
export function addressOf({ remoteAddress, remotePort }: RemoteEnd): Address {
  return { host: plainHost(remoteAddress), port: remotePort ?? 0 };
}

/** This end of a socket. */
export function localAddressOf({ localAddress, localPort }: LocalEnd, bound: Address): Address {
  return localAddress === undefined ? bound : { host: plainHost(localAddress), port: localPort ?? bound.port };
}

interface RemoteEnd {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

interface LocalEnd {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

const NOWHERE: Address = { host: "0.0.0.0", port: 0 };

function plainHost(host = NOWHERE.host): string {
  return withoutZone(host).replace(/^::ffff:(?=\d+\.)/i, "");
}

function isInternet(address: string | AddressInfo | null): address is AddressInfo {
  return address !== null && typeof address !== "string";
}

/** RFC 9110 §15.5.22: this server speaks nothing but WebSocket. */
function wantUpgrade(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Connection: "close", Upgrade: "websocket" }).end();
}

function isTimeout(error: Error): boolean {
  return codeOf(error) === "ERR_HTTP_REQUEST_TIMEOUT";
}

/** Whether it is about the request, or about what carries it. */
function isOfHttp(error: Error): boolean {
  return /^(?:HPE_|ERR_HTTP_)/.test(codeOf(error));
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
