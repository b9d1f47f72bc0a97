import { type Address, type Flow } from "../../index.js";
import { type NodeTransport, type Router } from "../../adapters/node/index.js";

type Peer = NonNullable<Flow["peer"]>;
type Target = Parameters<NonNullable<Flow["route"]>>[0];
type Sender = Parameters<NonNullable<Flow["fallback"]>>[0];
type Ways = ReturnType<NonNullable<Flow["route"]>>;

/** The way from an address that all workers share, on which our Contact names one that is ours alone. RFC 3261 §8.1.1.8 */
export class ContactFlow implements Flow {
  readonly protocol: string;
  readonly reliable?: boolean;
  readonly remote?: Address;
  readonly peer?: Peer;
  readonly #flow: Flow;
  readonly #own: NodeTransport;
  readonly #router: Router;
  #local: Address | undefined;

  constructor(flow: Flow, own: NodeTransport, router: Router) {
    this.protocol = flow.protocol;
    if (flow.reliable !== undefined) this.reliable = flow.reliable;
    if (flow.remote !== undefined) this.remote = flow.remote;
    if (flow.peer !== undefined) this.peer = flow.peer;
    this.#flow = flow;
    this.#own = own;
    this.#router = router;
  }

  get local(): Address {
    this.#local ??= this.#own.flow(this.remote ?? this.#own.bound).local;
    return this.#local ?? this.#own.bound;
  }

  /** RFC 3581 §4: an answer leaves from where its request came to. */
  send(message: string | Uint8Array): Promise<void> | void {
    return this.#flow.send(message);
  }

  towards(remote: Address): Flow {
    return this.#own.flow(remote);
  }

  route(target: Target): Ways {
    return this.#router.route(target, this);
  }

  fallback(sender: Sender): Ways {
    return this.#router.fallback(sender, this);
  }
}
