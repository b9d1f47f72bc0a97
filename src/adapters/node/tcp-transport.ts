import { type Address, type Flow } from "../../environment/flow.js";
import { type NodeTransport } from "./router.js";
import { type StreamOptions } from "./stream-options.js";
import { StreamServer } from "./stream-server.js";
import { tcpSockets } from "./tcp-sockets.js";
import { type Receiver } from "./udp-transport.js";

/** How TCP is listened to. */
export type TcpOptions = StreamOptions;

/**
 * One listening TCP socket, its connections and those that we open, and a flow for each. RFC 3261 §18
 *
 * Answers leave by the connection that the request came by. Requests of our own use a connection that leads to their address, or open one.
 */
export class TcpTransport implements NodeTransport {
  readonly protocol = "TCP";
  readonly bound: Address;
  readonly #server: StreamServer;

  private constructor(server: StreamServer) {
    this.bound = server.bound;
    this.#server = server;
  }

  /**
   * Opens a listening socket and delivers the messages that come by its connections.
   *
   * @returns When it listens.
   * @throws The system's error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND` as its `code`) or a RangeError about a limit, as a rejection.
   * Nothing is left open.
   */
  static async listen(options: TcpOptions, receiver: Receiver): Promise<TcpTransport> {
    return new TcpTransport(await StreamServer.listen(options, receiver, tcpSockets));
  }

  /** How many connections there are, opened by either side. */
  get connections(): number {
    return this.#server.size;
  }

  /**
   * The way to a peer, for requests of our own. A connection that leads there is used, else one is opened when something is sent.
   *
   * @param remote - A name is looked up when something is sent.
   */
  flow(remote: Address): Flow {
    return this.#server.flow(remote);
  }

  /** Accepts no more connections; those that stand go on. For a server whose place another one takes. */
  stopAccepting(): void {
    this.#server.stopAccepting();
  }

  /**
   * Stops taking in, lets leave what was handed to `send`, for two seconds at most, then closes everything; done once.
   * Afterwards nothing keeps the process alive, and every `send` fails.
   */
  close(): Promise<void> {
    return this.#server.close();
  }
}
