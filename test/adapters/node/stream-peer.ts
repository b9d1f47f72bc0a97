import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Address } from "../../../src/environment/flow.js";
import { withDeadline } from "./deadline.js";
import { Inbox } from "./peer.js";

/** The other end of one connection: keeps what came, and waits for more with a deadline. */
export class StreamPeer {
  readonly socket: Socket;
  #text = "";
  #hasEnded = false;
  #isClosed = false;
  #onChange: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.#change(() => (this.#text += chunk.toString("latin1"))));
    socket.on("end", () => this.#change(() => (this.#hasEnded = true)));
    socket.on("close", () => this.#change(() => (this.#isClosed = true)));
    socket.on("error", () => undefined);
  }

  static async connect({ host, port }: Address, options: { readonly localPort?: number } = {}): Promise<StreamPeer> {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, ...options });
    await withDeadline(once(socket, "connect"), "a connection");
    return new StreamPeer(socket);
  }

  /** Our own end of the connection. */
  get address(): Address {
    return { host: this.socket.localAddress ?? "", port: this.socket.localPort ?? 0 };
  }

  /** All that has come so far. */
  get text(): string {
    return this.#text;
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Waits until this has come; gives, and forgets, everything up to its end. */
  async receives(awaited: string): Promise<string> {
    await this.#until(() => this.#text.includes(awaited), `"${awaited}"`);
    const end = this.#text.indexOf(awaited) + awaited.length;
    const received = this.#text.slice(0, end);
    this.#text = this.#text.slice(end);
    return received;
  }

  /** Waits for one whole message without a body. */
  receivesHead(): Promise<string> {
    return this.receives("\r\n\r\n");
  }

  /** Waits until the other side has closed its half. */
  ends(): Promise<void> {
    return this.#until(() => this.#hasEnded || this.#isClosed, "the end");
  }

  close(): void {
    this.socket.destroy();
  }

  #change(change: () => void): void {
    change();
    this.#onChange();
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) await withDeadline(new Promise<void>((resolve) => (this.#onChange = resolve)), what);
  }
}

/** Listens for connections that we open. */
export class StreamListener {
  readonly address: Address;
  readonly #server: Server;
  readonly #inbox = new Inbox<StreamPeer>();
  readonly #sockets = new Set<Socket>();
  #count = 0;

  constructor(server: Server) {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("it does not listen");
    this.address = { host: address.address, port: address.port };
    this.#server = server;
    // Of TLS, those too that still shake hands.
    server.on("connection", (socket: Socket) => this.#sockets.add(socket));
  }

  static async open(host = "127.0.0.1", port = 0): Promise<StreamListener> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(port, host);
    await once(server, "listening");
    const listener = new StreamListener(server);
    server.on("connection", (socket) => listener.take(socket));
    return listener;
  }

  /** Takes in a connection. */
  take(socket: Socket): void {
    this.#count += 1;
    this.#inbox.put(new StreamPeer(socket));
  }

  accepts(): Promise<StreamPeer> {
    return this.#inbox.next();
  }

  /** How many have been taken in. */
  get count(): number {
    return this.#count;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
