import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { type Address, type Flow } from "../../../src/environment/flow.js";

/** The other end: a plain socket that remembers what it received, and waits with a deadline. */
export class Peer {
  readonly address: Address;
  readonly #socket: Socket;
  readonly #inbox = new Inbox<{ readonly text: string; readonly source: RemoteInfo }>();

  private constructor(socket: Socket) {
    const { address, port } = socket.address();
    this.address = { host: address, port };
    this.#socket = socket;
    socket.on("message", (datagram, source) => this.#inbox.put({ text: datagram.toString(), source }));
  }

  static async open(host = "127.0.0.1", port = 0): Promise<Peer> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.bind(port, host);
    await once(socket, "listening");
    return new Peer(socket);
  }

  send(data: string | Uint8Array, to: Address): void {
    this.#socket.send(data, to.port, to.host);
  }

  receives(): Promise<{ readonly text: string; readonly source: RemoteInfo }> {
    return this.#inbox.next();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}

/** Stands for the core: keeps what is delivered. */
export class RecordingReceiver {
  readonly #inbox = new Inbox<{ readonly data: Uint8Array; readonly text: string; readonly flow: Flow }>();

  receive(data: Uint8Array, flow: Flow): void {
    this.#inbox.put({ data, text: Buffer.from(data).toString("latin1"), flow });
  }

  next(): Promise<{ readonly data: Uint8Array; readonly text: string; readonly flow: Flow }> {
    return this.#inbox.next();
  }
}

/** First in, first out; whoever asks for what is not there yet waits, but not for ever. */
export class Inbox<T> {
  readonly #items: T[] = [];
  #waiting: ((item: T) => void) | undefined;

  put(item: T): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error("nothing came within 3 s")), 3_000);
      this.#waiting = (late) => {
        clearTimeout(deadline);
        resolve(late);
      };
    });
  }
}
