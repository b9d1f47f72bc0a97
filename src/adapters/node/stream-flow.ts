import { type Address, type Flow, type Peer, type Sender, type Target, type Ways } from "../../environment/flow.js";
import { withoutZone } from "./bound-socket.js";
import { type Router } from "./router.js";

/** What flows need of their transport. */
export interface StreamFlowHost {
  readonly protocol: "TCP" | "TLS";
  readonly router: Router | undefined;
  /** Sends by a connection that leads there, or by a new one. */
  send(octets: Uint8Array, remote: Address, serverName: string | undefined): Promise<void>;
  /** What we are called by that peer. */
  local(remote: Address): Address;
  /** RFC 3261 §18.2.2 */
  fallback(sender: Sender): Ways;
  flow(remote: Address): Flow;
}

/** The way that a message came, or the way to an address. */
export interface StreamWay {
  readonly remote: Address;
  readonly local: () => Address;
  readonly peer?: Peer | undefined;
  send(octets: Uint8Array): Promise<void>;
}

/** What the core sees of a stream. */
export class StreamFlow implements Flow {
  readonly protocol: "TCP" | "TLS";
  readonly reliable = true;
  readonly remote: Address;
  readonly peer?: Peer;
  readonly route?: (target: Target) => Ways;
  readonly #host: StreamFlowHost;
  readonly #way: StreamWay;
  #local: Address | undefined;

  constructor(host: StreamFlowHost, way: StreamWay) {
    const { router } = host;
    this.protocol = host.protocol;
    this.remote = { host: withoutZone(way.remote.host), port: way.remote.port };
    if (way.peer !== undefined) this.peer = way.peer;
    if (router !== undefined) this.route = (target) => router.route(target, this);
    this.#host = host;
    this.#way = way;
  }

  /** Where we listen: never the port that a connection of ours left from, where nobody is. */
  get local(): Address {
    this.#local ??= this.#way.local();
    return this.#local;
  }

  send(message: string | Uint8Array): Promise<void> {
    return this.#way.send(typeof message === "string" ? Buffer.from(message) : message);
  }

  towards({ host, port }: Address): Flow {
    const { host: zoned } = this.#way.remote;
    return this.#host.flow({ host: host === this.remote.host ? zoned : host, port });
  }

  fallback(sender: Sender): Ways {
    return this.#host.router?.fallback(sender, this) ?? this.#host.fallback(sender);
  }
}
