import { type RemoteInfo } from "node:dgram";
import { type Address } from "../../environment/flow.js";
import { formatAddress, type Binding } from "./bound-socket.js";
import { ConnectedSocket, SharingError } from "./connected-socket.js";

/** What the connected sockets need from the transport. */
export interface ConnectedSocketsUser {
  /** A datagram came in; it is to be treated as one of the main socket. */
  onDatagram(datagram: Buffer, source: RemoteInfo): void;
  /** An error that no `send` is waiting for. */
  onError(error: Error): void;
}

/** How many, and for how long. */
export interface ConnectedSocketsLimits {
  /** At most so many at a time. */
  readonly count: number;
  /** Milliseconds without traffic after which one is closed. */
  readonly idle: number;
}

/** A bounded number of sockets, each connected to one peer, on the port of the main socket. */
export class ConnectedSockets {
  readonly #binding: Binding;
  readonly #limits: ConnectedSocketsLimits;
  readonly #user: ConnectedSocketsUser;
  /** Least recently used first. */
  readonly #sockets = new Map<string, ConnectedSocket>();
  readonly #closing = new Set<Promise<void>>();
  #sharable = true;

  /** @param binding - That of the main socket, which must be open to sharing. */
  constructor(binding: Binding, limits: ConnectedSocketsLimits, user: ConnectedSocketsUser) {
    this.#binding = binding;
    this.#limits = limits;
    this.#user = user;
  }

  /** How many are open. */
  get size(): number {
    return this.#sockets.size;
  }

  /**
   * Sends to the peer over a socket of its own.
   *
   * @param handOver - Sends by the main socket: used when no further connected socket may be opened.
   */
  async send(octets: Uint8Array, peer: Address, handOver: () => Promise<void>): Promise<void> {
    const socket = this.#sharable ? this.#find(peer) : undefined;
    if (socket === undefined) return handOver();
    try {
      await socket.send(octets);
    } catch (error) {
      if (!(error instanceof SharingError)) throw error;
      // The system does not let us: an answer about this peer is not to be had, but the message must go out.
      if (this.#sharable) this.#user.onError(error);
      this.#sharable = false;
      return handOver();
    }
  }

  /** Closes all of them. */
  async close(): Promise<void> {
    this.#sharable = false;
    for (const [key, socket] of this.#sockets) this.#close(key, socket);
    await Promise.all(this.#closing);
  }

  #find(peer: Address): ConnectedSocket | undefined {
    const key = formatAddress(peer);
    const socket = this.#sockets.get(key) ?? this.#open(key, peer);
    if (socket === undefined) return undefined;
    this.#sockets.delete(key);
    this.#sockets.set(key, socket);
    return socket;
  }

  #open(key: string, peer: Address): ConnectedSocket | undefined {
    if (this.#sockets.size >= this.#limits.count && !this.#makeRoom()) return undefined;
    const socket: ConnectedSocket = new ConnectedSocket(this.#binding, peer, this.#limits.idle, {
      onDatagram: (datagram, source) => this.#user.onDatagram(datagram, source),
      onError: (error) => this.#user.onError(error),
      onDone: () => this.#close(key, socket),
    });
    return socket;
  }

  /** Closes the one that has been quiet for longest, unless every one waits for word of its peer. */
  #makeRoom(): boolean {
    for (const [key, socket] of this.#sockets) {
      if (socket.busy) continue;
      this.#close(key, socket);
      return true;
    }
    return false;
  }

  #close(key: string, socket: ConnectedSocket): void {
    if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
    const closed = socket.close().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}
