import { type Duplex } from "node:stream";
import { sourceOfHost } from "../../user-agent/source-of.js";
import { type Address } from "../../environment/flow.js";
import { ConnectionPlaces } from "./connection-places.js";

/** What it asks of the settings. */
export interface AdmissionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/**
 * Lets in as many as there are places for. A socket of our own server is counted as soon as it is there, since a handshake that never ends takes
 * a place, too; one of somebody else's server, whose sockets are not ours to count, when it asks for a WebSocket. Whom a proxy is in front of
 * is known only then.
 */
export class WebSocketAdmission {
  readonly #all: ConnectionPlaces;
  readonly #bySource: ConnectionPlaces;
  readonly #countsSockets: boolean;
  readonly #knowsSource: boolean;

  /**
   * @param countsSockets - Whether it is asked of every socket before its handshake.
   * @param knowsSource - Whether a socket tells whom it comes from.
   */
  constructor(
    { maxConnections, maxConnectionsPerAddress }: AdmissionLimits,
    countsSockets: boolean,
    knowsSource: boolean,
  ) {
    this.#all = new ConnectionPlaces(maxConnections);
    this.#bySource = new ConnectionPlaces(maxConnectionsPerAddress);
    this.#countsSockets = countsSockets;
    this.#knowsSource = knowsSource;
  }

  /** Whether a socket may come in that has said nothing yet. It has its place until it is closed. */
  admitsSocket(socket: Duplex, remote: Address): boolean {
    return this.#admits(socket, true, this.#knowsSource ? remote : undefined);
  }

  /** Whether it may become a WebSocket. */
  admitsHandshake(socket: Duplex, remote: Address): boolean {
    const counted = this.#countsSockets && this.#knowsSource;
    return this.#admits(socket, !this.#countsSockets, counted ? undefined : remote);
  }

  #admits(socket: Duplex, counted: boolean, remote: Address | undefined): boolean {
    const leave = counted ? this.#all.take("all") : nothing;
    const leaveSource = remote === undefined ? nothing : this.#bySource.take(sourceOfHost(remote.host));
    if (leave === undefined || leaveSource === undefined) {
      leave?.();
      leaveSource?.();
      return false;
    }
    socket.once("close", leave).once("close", leaveSource);
    return true;
  }
}

function nothing(): void {
  // Not counted here.
}
