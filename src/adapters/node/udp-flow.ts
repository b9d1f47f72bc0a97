import { type Address, type Flow, type Sender, type Target, type Ways } from "../../environment/flow.js";
import { withoutZone } from "./bound-socket.js";
import { type Router } from "./router.js";

/**
 * The way to a peer.
 *
 * @param target - As the socket wants it: with the zone of a link-local address.
 * @param ours - For requests of ours; else back to where one came from.
 */
export function udpFlow(host: UdpFlowHost, target: Address, ours: boolean): Flow {
  return host.router === undefined
    ? new UdpFlow(host, target, ours)
    : new RoutedUdpFlow(host, target, ours, host.router);
}

/**
 * The ways back to the peers that were heard last: the datagrams of one peer share one flow, which every transaction keeps for half a minute.
 * Each has a place by its port, which another one may take.
 */
export class RecentFlows {
  readonly #host: UdpFlowHost;
  readonly #places: { readonly target: Address; readonly flow: Flow }[] = [];

  constructor(host: UdpFlowHost) {
    this.#host = host;
  }

  backTo(host: string, port: number): Flow {
    const place = port % PLACES;
    const known = this.#places[place];
    if (known !== undefined && known.target.port === port && known.target.host === host) return known.flow;
    const target = { host, port };
    const flow = udpFlow(this.#host, target, false);
    this.#places[place] = { target, flow };
    return flow;
  }
}

const PLACES = 64;

/** What a flow needs of its socket. */
export interface UdpFlowHost {
  /** Finds what the socket alone does not know. */
  readonly router: Router | undefined;
  local(remote: Address): Address;
  send(message: string | Uint8Array, remote: Address, ours: boolean): Promise<void>;
}

/** The way from one socket to one peer. */
class UdpFlow implements Flow {
  readonly protocol = "UDP";
  readonly reliable = false;
  readonly remote: Address;
  readonly #host: UdpFlowHost;
  /** As the socket wants it: with the zone of a link-local address. */
  readonly #target: Address;
  readonly #ours: boolean;
  #local: Address | undefined;

  constructor(host: UdpFlowHost, target: Address, ours: boolean) {
    this.remote = { host: withoutZone(target.host), port: target.port };
    this.#host = host;
    this.#target = target;
    this.#ours = ours;
  }

  get local(): Address {
    this.#local ??= this.#host.local(this.#target);
    return this.#local;
  }

  send(message: string | Uint8Array): Promise<void> {
    return this.#host.send(message, this.#target, this.#ours);
  }

  towards({ host, port }: Address): Flow {
    return udpFlow(this.#host, { host: host === this.remote.host ? this.#target.host : host, port }, true);
  }
}

/** One that knows whom to ask about other ways. */
class RoutedUdpFlow extends UdpFlow {
  readonly #router: Router;

  constructor(host: UdpFlowHost, target: Address, ours: boolean, router: Router) {
    super(host, target, ours);
    this.#router = router;
  }

  route(target: Target): Ways {
    return this.#router.route(target, this);
  }

  fallback(sender: Sender): Ways {
    return this.#router.fallback(sender, this);
  }
}
