import { isIP } from "node:net";
import { type Address, type Flow, type Sender, type Target, type Ways } from "../../environment/flow.js";
import { type Random } from "../../environment/random.js";
import { createSystemEnvironment } from "../../environment/system-environment.js";
import { closeInOrder, type CloseOptions } from "./close-in-order.js";
import { type Locating, type Location, locate, locateSender, defaultPort, type Protocol } from "./locate.js";
import { createDnsResolver, type Resolver } from "./resolver.js";
import { type NodeTransport, type Router } from "./router.js";
import { listenAll, type TransportOptions } from "./transport-listeners.js";
import { type Receiver } from "./udp-transport.js";
import { within } from "./within.js";

/** Which transports there are, and how ways are found. */
export interface TransportLayerOptions extends TransportOptions, FindingOptions {}

/** How ways are found. */
export interface FindingOptions {
  /** Who knows the names of hosts. @defaultValue `createDnsResolver()` */
  readonly resolver?: Resolver;
  /** Milliseconds that finding the way of one request or response may take. @defaultValue 10_000 */
  readonly lookUpTimeout?: number;
  /** How many addresses are tried for one request or response at most. @defaultValue 10 */
  readonly maxWays?: number;
  /** Draws among SRV records of one priority. @defaultValue the system's */
  readonly random?: Pick<Random, "below">;
}

/**
 * All transports of one core: what comes by any of them is delivered, and each finds the others when the way of a message leads there. RFC 3261 §18
 *
 * Requests inside a dialog go where RFC 3263 says; answers whose connection is gone, too.
 */
export class TransportLayer implements Router {
  readonly #transports: NodeTransport[] = [];
  readonly #resolver: Resolver;
  readonly #random: Pick<Random, "below">;
  readonly #options: FindingOptions;
  #closed: Promise<void> | undefined;

  /**
   * For transports that are opened one by one, each with the layer as its `router`, and then given to `add`; `listen` does all that by itself.
   *
   * @param options - All may be left out.
   */
  constructor(options: FindingOptions = {}) {
    this.#options = options;
    this.#resolver = options.resolver ?? createDnsResolver();
    this.#random = options.random ?? createSystemEnvironment().random;
  }

  /**
   * Opens all sockets, and delivers what they receive.
   *
   * @returns When all are bound.
   * @throws The first error of a transport's `listen`, as a rejection. Nothing is left open.
   */
  static async listen(options: TransportLayerOptions, receiver: Receiver): Promise<TransportLayer> {
    const layer = new TransportLayer(options);
    for (const transport of await listenAll(options, receiver, layer)) layer.add(transport);
    return layer;
  }

  /** Takes in a transport: ways lead by it from now on, and it is closed with the layer. */
  add(transport: NodeTransport): void {
    this.#transports.push(transport);
  }

  /** In the order in which they came; of those that `listen` has opened UDP first. */
  get transports(): readonly NodeTransport[] {
    return [...this.#transports];
  }

  /** The ways to a target, for requests out of a dialog. RFC 3263 §4 */
  ways(target: Target): Ways {
    return this.#waysOf(locate(target, this.#locating), undefined);
  }

  /** The ways to the next hop of a request inside a dialog. RFC 3263 §4 */
  route(target: Target, from: Flow): Ways {
    return this.#waysOf(locate(target, this.#locating), from);
  }

  /** Further ways for a response. RFC 3261 §18.2.2, RFC 3263 §5 */
  fallback(sender: Sender, from: Flow): Ways {
    const protocol = this.#transports.find((transport) => transport.protocol === from.protocol.toUpperCase())?.protocol;
    // RFC 7118 §5.3: nobody opens a WebSocket to a browser.
    if (protocol === undefined || protocol === "WS" || protocol === "WSS") return [];
    const known = sender.received ?? (isIP(sender.host) === 0 ? undefined : sender.host);
    const port = sender.port ?? defaultPort(protocol);
    const first: readonly Location[] =
      known === undefined ? [] : [{ protocol, address: { host: known, port }, domain: undefined }];
    // A datagram that could not leave for an address does not leave for it now either; a connection may be opened again.
    const worthIt = (found: readonly Location[]): readonly Location[] =>
      distinct([...first, ...found]).filter(({ address }) => protocol !== "UDP" || !isSame(address, from.remote));
    const others = locateSender(sender, protocol, this.#locating);
    return this.#waysOf(others instanceof Promise ? others.then(worthIt) : worthIt(others), from);
  }

  /**
   * Closes everything, once. With a core, what is alive may end first: nothing new is served, and what is there goes on for `grace`
   * milliseconds; then calls are ended, which they have two seconds for; then all is closed.
   *
   * @returns When nothing keeps the process alive any more. Never rejects.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closed ??= closeInOrder(this.#transports, options);
    return this.#closed;
  }

  get #locating(): Locating {
    const protocols = PREFERRED.filter((protocol) => this.#transports.some((each) => each.protocol === protocol));
    const { maxWays: most = 10 } = this.#options;
    return { resolver: this.#resolver, random: this.#random, protocols, most };
  }

  #waysOf(locations: readonly Location[] | Promise<readonly Location[]>, from: Flow | undefined): Ways {
    const toFlows = (found: readonly Location[]): readonly Flow[] =>
      found.flatMap((location) => this.#flowTo(location, from) ?? []);
    if (!(locations instanceof Promise)) return toFlows(locations);
    return within(this.#options.lookUpTimeout ?? 10_000, locations).then(toFlows);
  }

  /** From the socket of the dialog where that can be; else by a transport that leads there. */
  #flowTo({ protocol, address, domain }: Location, from: Flow | undefined): Flow | undefined {
    const family = isIP(address.host);
    const fitting = this.#transports.filter(
      (transport) => transport.protocol === protocol && isIP(transport.bound.host) === family,
    );
    const flows = fitting.map((transport) => transport.flow(address, domain));
    return (
      flows.find((flow) => isSame(flow.local, from?.local)) ??
      flows.find((flow) => flow.local?.host === from?.local?.host) ??
      flows[0]
    );
  }
}

/** RFC 3263 §4.1 leaves the choice to the client: where a domain says nothing, the one that every peer has. */
const PREFERRED: readonly Protocol[] = ["UDP", "TCP", "TLS", "WS", "WSS"];

function distinct(locations: readonly Location[]): readonly Location[] {
  return locations.filter(({ address }, at) => locations.findIndex((other) => isSame(other.address, address)) === at);
}

function isSame(one: Address | undefined, other: Address | undefined): boolean {
  return one !== undefined && one.host === other?.host && one.port === other.port;
}
