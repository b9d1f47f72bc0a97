import { type IncomingMessage, type Server as HttpServer } from "node:http";
import { type Server as HttpsServer } from "node:https";
import { type TlsOptions } from "node:tls";
import { type Clock } from "../../environment/clock.js";
import { type Address } from "../../environment/flow.js";
import { type ConnectionEvent } from "./connection-event.js";
import { type Router } from "./router.js";

/** Where a WebSocket server is: on a port of its own, or on a server of HTTP that is there already. */
export type WebSocketServerOptions = WebSocketServerSettings & (OwnWebSocketListener | AttachedWebSocketListener);

/** A port of its own. */
export interface OwnWebSocketListener {
  /** The address to listen at, or a name for it; one family only. @defaultValue `"0.0.0.0"` */
  readonly host?: string;
  /** Which address of a name is meant. @defaultValue the first that the system gives */
  readonly family?: 4 | 6;
  /** 0 takes any that is free. @defaultValue 80, with `tls` 443 */
  readonly port?: number;
  /** As that of TCP: the workers of a cluster share the listening socket. @defaultValue `false` */
  readonly shared?: boolean;
  /** Certificate, key and whatever else Node's `tls` takes: then it is WSS, and clients judge it by the rules of the web. RFC 7118 §9.1 */
  readonly tls?: TlsOptions;
  readonly server?: never;
  readonly secure?: never;
}

/** A server of HTTP of the application's, which stays the application's: it is neither opened nor closed. */
export interface AttachedWebSocketListener {
  readonly server: HttpServer | HttpsServer;
  /** Whether clients reach it by `wss:`; say so where a proxy in front of it has taken off TLS. @defaultValue whether the server itself speaks TLS */
  readonly secure?: boolean;
  readonly host?: never;
  readonly shared?: never;
  readonly family?: never;
  readonly port?: never;
  readonly tls?: never;
}

/** What a handshake is answered with. Whatever is given as `context` is `flow.peer.context` of all that comes by the connection. */
export type HandshakeVerdict =
  | boolean
  | { readonly context: unknown }
  | { readonly statusCode: number; readonly headers?: { readonly [name: string]: string } };

/** How a WebSocket server behaves. */
export interface WebSocketServerSettings {
  /**
   * The path of the URL that WebSockets of SIP are opened at; its query is for the application.
   *
   * @defaultValue every path
   */
  readonly path?: string;
  /** Where peers reach us, if that is not where we listen: it stands in Via and Contact. Without a port, the one that was reached. */
  readonly advertised?: { readonly host: string; readonly port?: number };
  /**
   * Whether a client may open a WebSocket. Look at `request.headers.origin`: browsers let every page open one, and send our cookies along.
   *
   * `false` is answered 403; a `statusCode` from 400 to 599 as it is, with the header fields given. What throws or rejects is answered
   * 500 and told to `onError`. RFC 7118 §7, RFC 6455 §10.2
   *
   * @defaultValue everybody may
   */
  readonly authorize?: (request: IncomingMessage) => HandshakeVerdict | Promise<HandshakeVerdict>;
  /** Whom a handshake comes from, where a proxy stands in between: from a header field that this proxy writes. @defaultValue the other end of the socket */
  readonly remoteOf?: (request: IncomingMessage) => Address;
  /** Connections at a time, those in their handshake included; more are refused (503, or closed at once). @defaultValue 10_000 */
  readonly maxConnections?: number;
  /** The same for one address; of IPv6 for one network (/64). Behind a proxy all have the same, unless `remoteOf` tells. @defaultValue 1_000 */
  readonly maxConnectionsPerAddress?: number;
  /** Milliseconds that TLS, the HTTP request and `authorize` may take, each. @defaultValue 10_000 */
  readonly handshakeTimeout?: number;
  /** Octets of one message; a larger one ends the connection (1009). @defaultValue 393_216 */
  readonly maxPayload?: number;
  /** Octets that may wait to be sent on a connection; when more do, it is closed. @defaultValue 524_288 */
  readonly maxQueued?: number;
  /** Messages in a row that are not SIP; the next ends the connection (1008). @defaultValue 10 */
  readonly maxForeign?: number;
  /** Milliseconds between the pings of ours; 0 for none. RFC 7118 §6 @defaultValue 30_000 */
  readonly pingInterval?: number;
  /** Milliseconds in which something has to come after a ping; else the connection is closed. @defaultValue 10_000 */
  readonly pongTimeout?: number;
  /** Milliseconds that `close()` waits for the other side to close, too. @defaultValue 2_000 */
  readonly closeTimeout?: number;
  /** Answers `route` of the flows: the ways to where requests inside a dialog go. Responses have no other way. RFC 7118 §5.3 */
  readonly router?: Router;
  /** Told of connections that are up, down or refused. */
  readonly onEvent?: (event: ConnectionEvent) => void;
  /** Told of errors that nobody else could be told of. The transport goes on. */
  readonly onError?: (error: Error) => void;
  /** Told of messages that are no SIP. For a log at level debug. */
  readonly onForeign?: (message: { readonly remote: Address; readonly octets: number }) => void;
  /** Another clock, for tests. @defaultValue the system's */
  readonly environment?: { readonly clock: Clock };
}

/** With what is not given filled in. */
export type CompleteWebSocketSettings = WebSocketServerSettings &
  Required<Pick<WebSocketServerSettings, keyof typeof DEFAULTS | "environment">>;

/** @throws RangeError that names the setting whose value is no limit. */
export function checkSettings(settings: WebSocketServerSettings): void {
  for (const name of LIMITS) {
    const limit = settings[name];
    if (limit !== undefined && !(limit >= 0)) throw new RangeError(`cannot listen: ${name} is ${limit}`);
  }
  for (const name of TIMES) {
    const time = settings[name];
    if (time !== undefined && !(time >= 0 && time < 2 ** 31)) throw new RangeError(`cannot listen: ${name} is ${time}`);
  }
}

const LIMITS = ["maxConnections", "maxConnectionsPerAddress", "maxPayload", "maxQueued", "maxForeign"] as const;
const TIMES = ["handshakeTimeout", "pingInterval", "pongTimeout", "closeTimeout"] as const;

/** Fills in what is not given. */
export function completeSettings(
  settings: WebSocketServerSettings,
  environment: { readonly clock: Clock },
): CompleteWebSocketSettings {
  return { ...DEFAULTS, environment, ...settings };
}

const DEFAULTS = {
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1_000,
  handshakeTimeout: 10_000,
  // The head and the body that the core takes, and some room.
  maxPayload: 393_216,
  maxQueued: 524_288,
  maxForeign: 10,
  pingInterval: 30_000,
  pongTimeout: 10_000,
  closeTimeout: 2_000,
};
