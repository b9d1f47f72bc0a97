import { type Clock } from "../../environment/clock.js";
import { type Random } from "../../environment/random.js";
import { type Limits } from "../../message/limits.js";
import { type ConnectionEvent } from "./connection-event.js";
import { type Router } from "./router.js";

/** Where a stream transport listens, whom it tells, and how much it bears. */
export interface StreamOptions extends ConnectionLimits {
  /**
   * The address to bind to, or a name for it. `0.0.0.0` and `::` stand for all addresses of their family, and no more.
   * Connections of our own leave from it, too.
   *
   * @defaultValue `"0.0.0.0"`
   */
  readonly host?: string;
  /** Which address of a name is meant. @defaultValue the first that the system gives */
  readonly family?: 4 | 6;
  /** 0 takes any that is free. @defaultValue 5060 for TCP, 5061 for TLS */
  readonly port?: number;
  /**
   * Where peers reach us, if that is not where we are bound (behind a NAT, in a container): it stands in Via and Contact. Without a port, the bound one.
   *
   * @defaultValue The bound address. Bound to all: the address that the connection came to, else the one that leads to the peer.
   */
  readonly advertised?: { readonly host: string; readonly port?: number };
  /**
   * In a worker of Node's `cluster`: shares the listening socket with all workers that ask for the same address; each connection goes to one of
   * them. Whoever says so brings together the messages of a dialog whose peer comes by several. Elsewhere it is without effect.
   *
   * @defaultValue `false`
   */
  readonly shared?: boolean;
  /** How many connections may wait in the kernel to be accepted. @defaultValue 511 */
  readonly backlog?: number;
  /** How long a message may be before it is refused and the connection closed. What is left out is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /**
   * Has connections that we open kept alive by pings (RFC 5626 §3.5.1). Say so only to peers that are known to answer them:
   * without a pong within 10 seconds the connection is closed. Pings of the peer are answered always.
   *
   * @defaultValue none are sent
   */
  readonly keepAlive?: KeepAlive;
  /** Finds the ways that a connection alone does not know. @defaultValue a response whose connection is gone goes to its Via by this transport */
  readonly router?: Router;
  /** Told when connections come about, do not, and end. */
  readonly onEvent?: (event: ConnectionEvent) => void;
  /** Told of errors that belong to no connection, and of what a callback of the application threw. The transport goes on. */
  readonly onError?: (error: Error) => void;
  /** Another clock and other dice, for tests. @defaultValue the system's */
  readonly environment?: { readonly clock: Clock; readonly random: Random };
}

/** How often a connection is kept alive. */
export interface KeepAlive {
  /** Milliseconds; each interval is drawn from the last fifth of it (RFC 5626 §4.4): 120_000 makes 96 to 120 seconds. */
  readonly interval: number;
}

/** What connections may cost. Durations are in milliseconds. */
export interface ConnectionLimits {
  /**
   * How many at a time, those included that still shake hands. One more is taken in only where another gives way to it: the oldest that has never
   * sent a message, or that the peer has closed already.
   *
   * @defaultValue 10_000
   */
  readonly maxConnections?: number;
  /** How many of them one address may have opened; of IPv6 one network (/64). Behind a balancer or a proxy all have the same. @defaultValue 1_000 */
  readonly maxConnectionsPerAddress?: number;
  /** How long nothing may come or go. Never the end of a call closes a connection. 0: for ever. @defaultValue 900_000, more than the longest interval of keep-alives, RFC 5626 §4.4.1 */
  readonly idleTimeout?: number;
  /** How long the handshakes of a connection that the peer opens may take. @defaultValue 10_000 */
  readonly handshakeTimeout?: number;
  /** How long it may take to open one of ours, handshakes included. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /** How long a message that has begun may take to be there, and one that is sent to leave. @defaultValue 32_000 */
  readonly messageTimeout?: number;
  /** For how long a peer that has closed its half while it waits for answers is given them by the other half. 0: not at all. @defaultValue 32_000 */
  readonly halfOpenTimeout?: number;
  /** Octets that may wait to be sent, by one connection. @defaultValue 524_288 */
  readonly maxQueued?: number;
}

/** Every limit: those that are given, the defaults for the others. @throws RangeError for what is no number, or negative, or a time that no timer takes. */
export function completeConnectionLimits(given: ConnectionLimits): Required<ConnectionLimits> {
  return {
    ...{ maxConnections: count(given, "maxConnections"), maxQueued: count(given, "maxQueued") },
    maxConnectionsPerAddress: count(given, "maxConnectionsPerAddress"),
    ...{ idleTimeout: time(given, "idleTimeout"), halfOpenTimeout: time(given, "halfOpenTimeout") },
    ...{ handshakeTimeout: time(given, "handshakeTimeout"), connectTimeout: time(given, "connectTimeout") },
    messageTimeout: time(given, "messageTimeout"),
  };
}

const DEFAULTS: Required<ConnectionLimits> = {
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1_000,
  idleTimeout: 900_000,
  handshakeTimeout: 10_000,
  connectTimeout: 10_000,
  messageTimeout: 32_000,
  halfOpenTimeout: 32_000,
  maxQueued: 524_288,
};

function count(given: ConnectionLimits, name: keyof ConnectionLimits): number {
  const limit = given[name] ?? DEFAULTS[name];
  if (!(limit >= 0)) throw new RangeError(`cannot listen: ${name} is ${limit}`);
  return limit;
}

function time(given: ConnectionLimits, name: keyof ConnectionLimits): number {
  const limit = count(given, name);
  if (limit >= 2 ** 31) throw new RangeError(`cannot listen: ${name} is ${limit}`);
  return limit;
}

/** @throws RangeError for an interval that no timer takes. */
export function checkKeepAlive({ interval }: KeepAlive): void {
  if (!(interval > 0 && interval < 2 ** 31)) throw new RangeError(`cannot listen: keepAlive.interval is ${interval}`);
}
