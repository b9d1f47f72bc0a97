import { type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { TransportError } from "../../errors.js";
import { type Address } from "../../environment/flow.js";
import { bind, type Binding, closeSocket, formatAddress } from "./bound-socket.js";

/** What a connected socket tells. */
export interface ConnectedSocketUser {
  onDatagram(datagram: Buffer, source: RemoteInfo): void;
  /** The peer cannot be reached, and no `send` is there to be told. */
  onError(error: Error): void;
  /** It has been idle for long enough, or could not be opened. */
  onDone(): void;
}

/** A second socket on the port of the main one was refused by the system. */
export class SharingError extends TransportError {}

/**
 * A second socket on the main socket's port, connected to one peer.
 *
 * The kernel tells only a connected socket that an ICMP error came for it (`connect` and port together make it known
 * whose it is), and gives it, not the main socket, what that peer sends: so it hands on what it receives.
 */
export class ConnectedSocket {
  readonly #peer: Address;
  readonly #user: ConnectedSocketUser;
  readonly #socket: Promise<Socket>;
  readonly #idle: NodeJS.Timeout;
  readonly #unsettled = new Set<Unsettled>();
  #opening = 0;
  #closed: Promise<void> | undefined;

  constructor(binding: Binding, peer: Address, idle: number, user: ConnectedSocketUser) {
    this.#peer = peer;
    this.#user = user;
    this.#socket = this.#open(binding);
    this.#socket.catch(() => user.onDone());
    this.#idle = setTimeout(() => user.onDone(), idle).unref();
  }

  /** Whether a `send` still waits to hear of an error. */
  get busy(): boolean {
    return this.#opening > 0 || this.#unsettled.size > 0;
  }

  /** Resolves when the message has left and for a while no ICMP error came, or the peer was heard. */
  async send(octets: Uint8Array): Promise<void> {
    this.#idle.refresh();
    this.#opening += 1;
    try {
      await this.#handOver(await this.#socket, octets);
    } finally {
      this.#opening -= 1;
    }
    await this.#outcome();
  }

  close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#closed ??= this.#socket.then(closeSocket, () => undefined).then(() => this.#settle());
    return this.#closed;
  }

  async #open(binding: Binding): Promise<Socket> {
    const socket = await bind(binding, true).catch((error: unknown) => {
      throw new SharingError("cannot learn of unreachable peers: the port cannot be shared", { cause: error });
    });
    // Until it is connected it may be given what was meant for the main socket; that is handed on like the rest.
    socket.on("message", (datagram, source) => this.#receive(datagram, source));
    try {
      socket.connect(this.#peer.port, this.#peer.host);
      await once(socket, "connect");
    } catch (error) {
      await closeSocket(socket);
      throw this.#unreachable(error);
    }
    socket.on("error", (error) => this.#refuse(error));
    return socket;
  }

  async #handOver(socket: Socket, octets: Uint8Array): Promise<void> {
    try {
      await sendTo(socket, octets);
    } catch (error) {
      // The kernel gave an ICMP error for an earlier message to this send, and did not send: that one is told, this one tried again.
      if (!isRefusal(error)) throw error;
      this.#refuse(error);
      await sendTo(socket, octets).catch((again: unknown) => {
        throw this.#unreachable(again);
      });
    }
  }

  #outcome(): Promise<void> {
    if (this.#closed !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const unsettled = { resolve, reject, timer: setTimeout(() => this.#settleOne(unsettled), SETTLED_AFTER).unref() };
      this.#unsettled.add(unsettled);
    });
  }

  #receive(datagram: Buffer, source: RemoteInfo): void {
    this.#idle.refresh();
    this.#settle();
    this.#user.onDatagram(datagram, source);
  }

  #settle(): void {
    for (const unsettled of this.#unsettled) this.#settleOne(unsettled);
  }

  #settleOne(unsettled: Unsettled): void {
    clearTimeout(unsettled.timer);
    this.#unsettled.delete(unsettled);
    unsettled.resolve();
  }

  #refuse(cause: Error): void {
    const error = this.#unreachable(cause);
    if (this.#unsettled.size === 0) this.#user.onError(error);
    for (const { reject, timer } of this.#unsettled) {
      clearTimeout(timer);
      reject(error);
    }
    this.#unsettled.clear();
  }

  #unreachable(cause: unknown): TransportError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new TransportError(`cannot reach ${formatAddress(this.#peer)}: ${reason}`, { cause });
  }
}

interface Unsettled {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds: longer than a round trip round the earth. An error that comes later is for `onError`. */
const SETTLED_AFTER = 500;

function sendTo(socket: Socket, octets: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) =>
    socket.send(octets, (error) => {
      if (error) reject(error);
      else resolve();
    }),
  );
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
}
