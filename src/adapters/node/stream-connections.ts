import { type Address } from "../../environment/flow.js";
import { TransportError } from "../../errors.js";
import { canonicalHost, parseIPv6 } from "../../message/grammar/ip-address.js";
import { type ConnectionEvent } from "./connection-event.js";
import { formatAddress, withoutZone } from "./bound-socket.js";
import { StreamConnection, type StreamConnectionSettings } from "./stream-connection.js";
import { type StreamOpening } from "./stream-opening.js";

/** Whom the table tells. */
export interface StreamConnectionsUser {
  onMessage(octets: Uint8Array, connection: StreamConnection): void;
  onEvent(event: ConnectionEvent): void;
}

/** All connections of one transport, those that peers have opened and our own, by where they lead. RFC 3261 §18 */
export class StreamConnections {
  readonly #protocol: "TCP" | "TLS";
  readonly #settings: StreamConnectionSettings;
  readonly #user: StreamConnectionsUser;
  readonly #all = new Set<StreamConnection>();
  readonly #byAddress = new Map<string, Set<StreamConnection>>();
  /** How many each network has opened. */
  readonly #byNetwork = new Map<string, number>();
  /** Those that give way to others, the first one first: they have never said anything, or will not any more. */
  readonly #dispensable = new Set<StreamConnection>();

  constructor(protocol: "TCP" | "TLS", settings: StreamConnectionSettings, user: StreamConnectionsUser) {
    this.#protocol = protocol;
    this.#settings = settings;
    this.#user = user;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The one that was opened last of those that lead there and that requests may leave by. */
  find(remote: Address, isFit: (connection: StreamConnection) => boolean): StreamConnection | undefined {
    const all = [...(this.#byAddress.get(addressKey(remote)) ?? [])];
    return all.reverse().find((connection) => connection.isUsable() && isFit(connection));
  }

  /** Whether there is room for a connection that a peer wants to open. Room may be made for it; what is refused is told. */
  admits(remote: Address): boolean {
    const { maxConnectionsPerAddress } = this.#settings.connection;
    const isAdmitted = this.#opened(remote) < maxConnectionsPerAddress && this.#hasRoom();
    if (!isAdmitted) this.#tell({ type: "refused", remote, reason: "too-many" });
    return isAdmitted;
  }

  /** Takes in a connection that is being opened, by either side. */
  add(opening: StreamOpening): StreamConnection {
    const { target, incoming } = opening;
    const connection: StreamConnection = new StreamConnection(opening, this.#settings, {
      onUp: () => {
        this.#index(connection.remote, connection);
        this.#tell({ type: "up", remote: connection.remote, incoming });
      },
      onMessage: (octets) => {
        this.#dispensable.delete(connection);
        this.#user.onMessage(octets, connection);
      },
      onHalfClosed: () => this.#dispensable.add(connection),
      onDown: (reason, error) => {
        this.#remove(connection, target);
        this.#tell({ type: "down", remote: connection.remote, reason, ...(error && { error }) });
      },
      onRefused: (reason, error) => {
        this.#remove(connection, target);
        this.#tell({ type: "refused", remote: target, reason, ...(error && { error }) });
      },
    });
    this.#all.add(connection);
    this.#index(target, connection);
    if (incoming) {
      this.#dispensable.add(connection);
      this.#count(target, 1);
    }
    return connection;
  }

  /** Makes room for one of ours. @throws TransportError when there is none. */
  demandRoom(remote: Address): void {
    if (this.#hasRoom()) return;
    this.#tell({ type: "refused", remote, reason: "too-many" });
    throw new TransportError(`cannot connect to ${formatAddress(remote)}: there are ${this.size} connections already`);
  }

  /** Lets leave what was sent, and closes them all. */
  async close(): Promise<void> {
    const all = [...this.#all];
    for (const connection of all) connection.end("closed");
    await Promise.all(all.map(({ closed }) => closed));
  }

  #hasRoom(): boolean {
    if (this.#all.size < this.#settings.connection.maxConnections) return true;
    const [oldest] = this.#dispensable;
    if (oldest === undefined) return false;
    this.#dispensable.delete(oldest);
    oldest.destroy("room");
    return true;
  }

  #opened(remote: Address): number {
    return this.#byNetwork.get(networkOf(remote.host)) ?? 0;
  }

  #count(remote: Address, change: 1 | -1): void {
    const count = this.#opened(remote) + change;
    if (count > 0) this.#byNetwork.set(networkOf(remote.host), count);
    else this.#byNetwork.delete(networkOf(remote.host));
  }

  #index(remote: Address, connection: StreamConnection): void {
    const key = addressKey(remote);
    this.#byAddress.set(key, (this.#byAddress.get(key) ?? new Set()).add(connection));
  }

  #remove(connection: StreamConnection, target: Address): void {
    this.#all.delete(connection);
    this.#dispensable.delete(connection);
    if (connection.incoming) this.#count(target, -1);
    for (const key of [addressKey(target), addressKey(connection.remote)]) {
      const others = this.#byAddress.get(key);
      others?.delete(connection);
      if (others?.size === 0) this.#byAddress.delete(key);
    }
  }

  #tell(event: WithoutProtocol<ConnectionEvent>): void {
    const remote = { host: withoutZone(event.remote.host), port: event.remote.port };
    this.#user.onEvent({ ...event, remote, protocol: this.#protocol });
  }
}

type WithoutProtocol<T> = T extends unknown ? Omit<T, "protocol"> : never;

function addressKey({ host, port }: Address): string {
  return formatAddress({ host: canonicalHost(host), port });
}

/** Who has one address of an IPv6 network has all of them. */
function networkOf(host: string): string {
  return parseIPv6(withoutZone(host))?.slice(0, 4).join(":") ?? host;
}
