import { type RemoteInfo, type Socket } from "node:dgram";
import { TransportError } from "../../errors.js";
import { type Address, type Flow } from "../../environment/flow.js";
import { bind, bindExclusively, closeSocket, formatAddress, resolveBinding, withoutZone } from "./bound-socket.js";
import { ConnectedSockets } from "./connected-sockets.js";
import { DatagramOutbox } from "./datagram-outbox.js";
import { type IgnoredDatagram, reasonToIgnore } from "./ignored-datagram.js";
import { LocalAddresses } from "./local-addresses.js";
import { type NodeTransport, type Router } from "./router.js";
import { stunResponse } from "./stun-response.js";
import { RecentFlows, udpFlow, type UdpFlowHost } from "./udp-flow.js";

/** Takes what came in: a `UserAgentCore`, or anything else that reads SIP. */
export interface Receiver {
  receive(data: Uint8Array, flow: Flow): unknown;
}

/** How a UDP socket is opened. */
export interface UdpOptions {
  /**
   * The address to bind to, or a name for it. Its family is that of the socket. `0.0.0.0` and `::` stand for all addresses of their family, and no more.
   *
   * Node tells of a datagram only where it came from. On a machine with several addresses, where an answer has to leave by the very
   * address that was called, open a transport for each.
   *
   * @defaultValue `"0.0.0.0"`
   */
  readonly host?: string;
  /** Which address of a name is meant. @defaultValue the first that the system gives */
  readonly family?: 4 | 6;
  /** 0 takes any that is free. @defaultValue 5060 */
  readonly port?: number;
  /**
   * Where peers reach us, if that is not where we are bound (behind a NAT, in a container): it stands in Via and Contact. Without a port, the bound one.
   *
   * @defaultValue The bound address. Bound to all: for each peer the address in its own network, else the one of the default route.
   */
  readonly advertised?: { readonly host: string; readonly port?: number };
  /**
   * Answers STUN Binding requests, by which phones behind a NAT keep their way to us open (RFC 5626 §8): with the address that they come
   * from, in 32 octets or 44. `false`: they are ignored, as all other STUN is.
   *
   * @defaultValue `true`
   */
  readonly stun?: boolean;
  /** Octets that the kernel keeps for us until we have time for them. @defaultValue what the system gives; it may give less than is asked for */
  readonly receiveBufferSize?: number;
  /** Octets that wait in the kernel until they can leave. @defaultValue what the system gives */
  readonly sendBufferSize?: number;
  /**
   * In a worker of Node's `cluster`: shares one socket with all workers that ask for the same address. Any of them gets any datagram, so whoever
   * says so brings the messages of a dialog together by himself. `reportUnreachable` is off then. Elsewhere it is without effect.
   *
   * @defaultValue `false`
   */
  readonly shared?: boolean;
  /** Finds the ways that a socket alone does not know. @defaultValue requests of ours go from this socket to the address of their next hop */
  readonly router?: Router;
  /** Told of errors that no `send` could be told of. The transport goes on. */
  readonly onError?: (error: Error) => void;
  /** Told of datagrams that are no SIP. For a log at level debug. */
  readonly onIgnored?: (datagram: IgnoredDatagram) => void;
  /**
   * Whether requests of our own (`flow.towards`) fail when an ICMP error says that nobody listens at the peer's port.
   *
   * Node tells only connected sockets of ICMP errors. So such a request is sent over a second socket on the same port,
   * connected to the peer, and the port is opened to sharing (`SO_REUSEADDR`, after a check that it is free): another
   * program of this machine that also asks for sharing may then bind to it. Where programs are not trusted, say `false`.
   * What arrives is delivered alike, whichever socket it reached. Network and host unreachable are kept by the kernel
   * to itself, as they may pass; a port that is closed behind a firewall that says nothing stays unknown as ever.
   *
   * @defaultValue `true`; on Windows, where it is not laid down which of two sockets gets a datagram, `false`
   */
  readonly reportUnreachable?: boolean;
  /** How many such sockets there are at most; when all are in use, further requests go out by the main socket. @defaultValue 100 */
  readonly maxConnectedSockets?: number;
  /** Milliseconds without traffic after which one is closed. @defaultValue 32_000 */
  readonly connectedSocketIdle?: number;
}

/**
 * One UDP socket, and a flow for each peer. RFC 3261 §18: what is received, what is sent, and nothing in between.
 *
 * Any number of them may serve one core; answers leave by the socket that the request came to.
 */
export class UdpTransport implements NodeTransport {
  readonly protocol = "UDP";
  /** Where the socket is bound. */
  readonly bound: Address;
  readonly #socket: Socket;
  readonly #receiver: Receiver;
  readonly #options: UdpOptions;
  readonly #addresses: LocalAddresses | undefined;
  readonly #connected: ConnectedSockets | undefined;
  readonly #outbox: DatagramOutbox;
  readonly #host: UdpFlowHost;
  readonly #flows: RecentFlows;
  #closed: Promise<void> | undefined;

  private constructor(
    socket: Socket,
    receiver: Receiver,
    options: UdpOptions,
    addresses: LocalAddresses | undefined,
    sharing: boolean,
  ) {
    const { address, port } = socket.address();
    this.bound = { host: withoutZone(address), port };
    this.#socket = socket;
    this.#receiver = receiver;
    this.#options = options;
    this.#addresses = addresses;
    this.#outbox = new DatagramOutbox((octets, { host, port }, left) => {
      try {
        socket.send(octets, port, host, left);
      } catch (error) {
        left(error instanceof Error ? error : new Error(String(error)));
      }
    });
    this.#host = {
      router: options.router,
      local: (remote) => this.#local(remote),
      send: (message, remote, ours) => this.#send(message, remote, ours),
    };
    this.#flows = new RecentFlows(this.#host);
    if (sharing) {
      const limits = { count: options.maxConnectedSockets ?? 100, idle: options.connectedSocketIdle ?? 32_000 };
      const type = address.includes(":") ? "udp6" : "udp4";
      this.#connected = new ConnectedSockets({ type, host: address, port }, limits, {
        onDatagram: (datagram, source) => this.#receive(datagram, source),
        onError: (error) => options.onError?.(error),
      });
    }
    socket.on("message", (datagram, source) => this.#receive(datagram, source));
    socket.on("error", (error) => options.onError?.(error));
  }

  /**
   * Opens a socket and delivers what it receives.
   *
   * @returns When the socket is bound.
   * @throws The system's error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND` as its `code`) as a rejection. Nothing is left open.
   */
  static async listen(options: UdpOptions, receiver: Receiver): Promise<UdpTransport> {
    const binding = await resolveBinding(options.host ?? "0.0.0.0", options.port ?? 5060, options.family ?? 0);
    const shared = options.shared ?? false;
    // A connected socket on a port that is shared would take what its peer has for other workers.
    const sharing = !shared && (options.reportUnreachable ?? process.platform !== "win32");
    const boundToAll = binding.host === "0.0.0.0" || binding.host === "::";
    const addresses =
      boundToAll && options.advertised === undefined ? await LocalAddresses.read(binding.type) : undefined;
    const socket = await (shared ? bind(binding, false, true) : bindExclusively(binding, sharing));
    try {
      if (options.receiveBufferSize !== undefined) socket.setRecvBufferSize(options.receiveBufferSize);
      if (options.sendBufferSize !== undefined) socket.setSendBufferSize(options.sendBufferSize);
    } catch (error) {
      await closeSocket(socket);
      throw error;
    }
    return new UdpTransport(socket, receiver, options, addresses, sharing);
  }

  /** The way from this socket to a peer, for requests of our own. A name is looked up when something is sent. */
  flow(remote: Address): Flow {
    return udpFlow(this.#host, remote, true);
  }

  /** Closes the socket once everything handed to `send` has left. Afterwards nothing keeps the process alive, and every `send` fails. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#outbox.empty();
    await Promise.all([this.#connected?.close(), closeSocket(this.#socket)]);
  }

  #local(remote: Address): Address {
    const { advertised } = this.#options;
    return {
      host: advertised?.host ?? this.#addresses?.towards(remote.host) ?? this.bound.host,
      port: advertised?.port ?? this.bound.port,
    };
  }

  #receive(datagram: Buffer, source: RemoteInfo): void {
    if (this.#closed !== undefined) return;
    const { address: host, port } = source;
    const reason = reasonToIgnore(datagram);
    try {
      if (reason === undefined) this.#receiver.receive(plainOctets(datagram), this.#flows.backTo(host, port));
      else if (reason !== "stun" || !this.#answerStun(datagram, { host, port })) {
        this.#options.onIgnored?.({ reason, remote: { host, port }, octets: datagram.length });
      }
    } catch (error) {
      this.#options.onError?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #answerStun(datagram: Uint8Array, remote: Address): boolean {
    const response = this.#options.stun === false ? undefined : stunResponse(datagram, remote);
    // Lost like any datagram: the phone asks again.
    if (response !== undefined) this.#outbox.send(response, remote).catch(() => undefined);
    return response !== undefined;
  }

  #send(message: string | Uint8Array, remote: Address, ours: boolean): Promise<void> {
    if (this.#closed !== undefined) {
      return Promise.reject(new TransportError(`cannot send to ${formatAddress(remote)}: the transport is closed`));
    }
    const octets = typeof message === "string" ? Buffer.from(message) : message;
    if (!ours || this.#connected === undefined) return this.#outbox.send(octets, remote);
    // What was to be sent before it goes before it.
    this.#outbox.flush();
    return this.#connected.send(octets, remote, () => this.#outbox.send(octets, remote));
  }
}

/** The same octets without what Node adds to them: a `Buffer` cuts differently. */
function plainOctets({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
