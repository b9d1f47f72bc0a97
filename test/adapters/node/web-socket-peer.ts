import { once } from "node:events";
import { type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { type ConnectionEvent, WebSocketServerTransport } from "../../../src/adapters/node/index.js";
import { type WebSocketServerOptions } from "../../../src/adapters/node/index.js";
import { type Receiver } from "../../../src/adapters/node/index.js";
import { Inbox, RecordingReceiver } from "./peer.js";

/** One message of a WebSocket, and whether it came as octets. */
export interface Received {
  readonly text: string;
  readonly binary: boolean;
}

/** The other end: a phone's WebSocket that remembers what it received, and waits with a deadline. */
export class WebSocketPeer {
  readonly socket: WebSocket;
  readonly pings = new Inbox<true>();
  readonly closings = new Inbox<number>();
  readonly #inbox = new Inbox<Received>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, binary) => {
      this.#inbox.put({ text: data.toString(binary ? "latin1" : "utf8"), binary });
    });
    socket.on("ping", () => this.pings.put(true));
    socket.on("close", (code) => this.closings.put(code));
    // What breaks is told by `close`.
    socket.on("error", () => undefined);
  }

  static async open(
    url: string,
    options: ClientOptions & { readonly servername?: string } = {},
    protocols = ["sip"],
  ): Promise<WebSocketPeer> {
    const peer = new WebSocketPeer(new WebSocket(url, protocols, options));
    onTestFinished(() => peer.socket.terminate());
    await once(peer.socket, "open");
    return peer;
  }

  send(data: string | Uint8Array): void {
    this.socket.send(data, { binary: typeof data !== "string" });
  }

  receives(): Promise<Received> {
    return this.#inbox.next();
  }

  /** The code that it is closed with. */
  closed(): Promise<number> {
    return this.closings.next();
  }
}

/** Status code and header fields that a handshake is refused with. */
export async function refusal(
  url: string,
  options: ClientOptions = {},
  protocols = ["sip"],
): Promise<{ readonly statusCode: number | undefined; readonly headers: IncomingMessage["headers"] }> {
  const socket = new WebSocket(url, protocols, options);
  socket.on("error", () => undefined);
  onTestFinished(() => socket.terminate());
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  response.resume();
  return { statusCode: response.statusCode, headers: response.headers };
}

/** A WebSocket server on loopback, what it delivers and what it tells. */
export async function openServer(options: Partial<WebSocketServerOptions> = {}, to?: Receiver) {
  const receiver = new RecordingReceiver();
  const events = new Inbox<ConnectionEvent>();
  const errors = new Inbox<Error>();
  const listening = options.server === undefined ? { host: "127.0.0.1", port: 0 } : {};
  const transport = await WebSocketServerTransport.listen(
    {
      closeTimeout: 500,
      onEvent: (event) => events.put(event),
      onError: (error) => errors.put(error),
      ...listening,
      ...options,
    } as WebSocketServerOptions,
    to ?? receiver,
  );
  onTestFinished(() => transport.close());
  const scheme = transport.protocol.toLowerCase();
  return { transport, receiver, events, errors, url: `${scheme}://127.0.0.1:${transport.bound.port}` };
}
