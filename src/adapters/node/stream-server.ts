import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createSystemEnvironment } from "../../environment/system-environment.js";
import { type Address, type Flow, type Sender, type Ways } from "../../environment/flow.js";
import { TransportError } from "../../errors.js";
import { isIPAddress } from "../../message/grammar/ip-address.js";
import { type Binding, formatAddress, resolveBinding, withoutZone } from "./bound-socket.js";
import { drawInterval } from "./keep-alive-pings.js";
import { LocalAddresses } from "./local-addresses.js";
import { nodeClock } from "./node-clock.js";
import { type Router } from "./router.js";
import { type StreamConnection } from "./stream-connection.js";
import { StreamConnections } from "./stream-connections.js";
import { StreamFlow, type StreamFlowHost } from "./stream-flow.js";
import { checkKeepAlive, completeConnectionLimits, type StreamOptions } from "./stream-options.js";
import { remoteOf, type StreamSockets } from "./stream-sockets.js";
import { type Receiver } from "./udp-transport.js";

/** What TCP and TLS have in common: one listening socket, connections in both directions, and a flow for each. RFC 3261 §18 */
export class StreamServer implements StreamFlowHost {
  readonly protocol: "TCP" | "TLS";
  readonly bound: Address;
  readonly router: Router | undefined;
  readonly #server: Server;
  readonly #sockets: StreamSockets;
  readonly #receiver: Receiver;
  readonly #options: StreamOptions;
  readonly #addresses: LocalAddresses | undefined;
  readonly #connections: StreamConnections;
  readonly #flows = new WeakMap<StreamConnection, Flow>();
  #closed: Promise<void> | undefined;

  private constructor(
    server: Server,
    bound: Address,
    sockets: StreamSockets,
    receiver: Receiver,
    options: StreamOptions,
    addresses: LocalAddresses | undefined,
  ) {
    this.protocol = sockets.protocol;
    this.bound = bound;
    this.router = options.router;
    this.#server = server;
    this.#sockets = sockets;
    this.#receiver = receiver;
    this.#options = options;
    this.#addresses = addresses;
    this.#connections = this.#createConnections();
    server.on("connection", (socket: Socket) => this.#accept(socket));
    server.on("error", (error) => options.onError?.(error));
  }

  static async listen(options: StreamOptions, receiver: Receiver, sockets: StreamSockets): Promise<StreamServer> {
    // Nothing is opened for what could not be kept.
    completeConnectionLimits(options);
    if (options.keepAlive !== undefined) checkKeepAlive(options.keepAlive);
    const { host = "0.0.0.0", port = sockets.defaultPort, family = 0 } = options;
    const binding = await resolveBinding(host, port, family);
    const isForAll = isUnspecified(binding.host) && options.advertised === undefined;
    const addresses = isForAll ? await LocalAddresses.read(binding.type) : undefined;
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const bound = await bind(server, binding, options);
    return new StreamServer(server, bound, sockets, receiver, options, addresses);
  }

  /** How many connections there are. */
  get size(): number {
    return this.#connections.size;
  }

  flow(remote: Address, serverName = remote.host): Flow {
    return new StreamFlow(this, {
      remote,
      local: () => this.local(remote),
      // An address is no name: nobody has to show it to be used again.
      send: (octets) => this.send(octets, remote, isIPAddress(withoutZone(serverName)) ? undefined : serverName),
    });
  }

  local(remote: Address, reachedAt?: string): Address {
    const { advertised } = this.#options;
    const host = advertised?.host ?? (this.#addresses && (reachedAt ?? this.#addresses.towards(remote.host)));
    return { host: host ?? this.bound.host, port: advertised?.port ?? this.bound.port };
  }

  /** RFC 3261 §18.2.2: not where the connection came from, but where the sender listens. */
  fallback({ received, host, port = this.#sockets.defaultPort }: Sender): Ways {
    return [this.flow({ host: received ?? host, port }, host)];
  }

  // A stranger's mistake must not be thrown at whoever sends: everything is told by the promise.
  async send(octets: Uint8Array, remote: Address, serverName: string | undefined): Promise<void> {
    if (this.#closed !== undefined) {
      throw new TransportError(`cannot send to ${formatAddress(remote)}: the transport is closed`);
    }
    await this.#connectionTo(remote, serverName).send(octets);
  }

  /** Accepts no more connections; those that stand go on. */
  stopAccepting(): void {
    if (this.#server.listening) this.#server.close();
  }

  /** Stops listening, lets leave what was sent, closes every connection. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const isClosed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([isClosed, this.#connections.close()]);
  }

  #createConnections(): StreamConnections {
    const {
      limits,
      keepAlive,
      environment = { clock: nodeClock, random: createSystemEnvironment().random },
    } = this.#options;
    const { clock, random } = environment;
    return new StreamConnections(
      this.protocol,
      {
        clock,
        connection: completeConnectionLimits(this.#options),
        message: limits,
        pingInterval: keepAlive && (() => drawInterval(keepAlive.interval, (limit) => random.below(limit))),
      },
      {
        onMessage: (octets, connection) => this.#guard(() => this.#receiver.receive(octets, this.#flowOf(connection))),
        onEvent: (event) => this.#guard(() => this.#options.onEvent?.(event)),
      },
    );
  }

  #accept(socket: Socket): void {
    const target = remoteOf(socket);
    if (target === undefined || this.#closed !== undefined || !this.#connections.admits(target)) {
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    this.#connections.add(this.#sockets.accept(socket, target));
  }

  #connectionTo(remote: Address, serverName: string | undefined): StreamConnection {
    const isFit = (connection: StreamConnection): boolean => this.#sockets.leadsTo(connection, serverName);
    const found = this.#connections.find(remote, isFit);
    if (found !== undefined) return found;
    this.#connections.demandRoom(remote);
    const from = isUnspecified(this.bound.host) ? undefined : this.bound.host;
    try {
      return this.#connections.add(this.#sockets.connect(remote, serverName, from));
    } catch (error) {
      // A port beyond 65535, which a stranger's Contact may have, is thrown at once.
      throw new TransportError(`cannot connect to ${formatAddress(remote)}`, { cause: error });
    }
  }

  #flowOf(connection: StreamConnection): Flow {
    const known = this.#flows.get(connection);
    if (known !== undefined) return known;
    const { remote, peer, localHost } = connection;
    const flow = new StreamFlow(this, {
      remote,
      peer,
      local: () => this.local(remote, localHost),
      send: (octets) => connection.send(octets),
    });
    this.#flows.set(connection, flow);
    return flow;
  }

  /** What an application throws is not the connection's fault. */
  #guard(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      this.#options.onError?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** One family a socket, as with UDP. */
async function bind(server: Server, { host, port, type }: Binding, options: StreamOptions): Promise<Address> {
  const { backlog, shared = false } = options;
  // Exclusive: workers of a cluster would otherwise share one socket, and a peer's connections meet different cores.
  const exclusive = !shared;
  server.listen({ host, port, exclusive, ipv6Only: type === "udp6", ...(backlog !== undefined && { backlog }) });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TransportError("cannot listen: there is no address");
  return { host: withoutZone(address.address), port: address.port };
}

function isUnspecified(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
