import { type Environment } from "../../environment/environment.js";
import { type Address, type Flow } from "../../environment/flow.js";
import { type ReconnectOptions } from "./back-off.js";
import { type NetworkEvents, type WebSocketFactory } from "./web-socket-like.js";

/** Takes what came in: a `UserAgentCore`, or anything else that reads SIP. */
export interface Receiver {
  receive(data: string | Uint8Array, flow: Flow): unknown;
}

/** How a phone stays connected to its server. Durations are in milliseconds. */
export interface WebSocketTransportOptions {
  /** The URL of the server: `wss://sip.example.com/ws`. */
  readonly server: string;
  /** How long opening may take. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /** How long `disconnect()` waits for the server to close, too. @defaultValue 2_000 */
  readonly closeTimeout?: number;
  /** When a lost connection, or one that could not be opened, is tried again. `false`: never by itself. @defaultValue after 0.5 to 1 second, then twice as long each time up to a minute */
  readonly reconnect?: ReconnectOptions | false;
  /**
   * How long is waited before each ping, at most; each wait is drawn from the last fifth of it. 0 for none. A ping keeps open what stands in between, and
   * a server that answers pings, and once does not within 10 seconds, is taken for lost. RFC 5626 §4.4
   *
   * @defaultValue 30_000
   */
  readonly keepAliveInterval?: number;
  /** Octets that may wait to be sent; when more do, the connection is taken for lost. @defaultValue 524_288 */
  readonly maxQueued?: number;
  /** Opens WebSockets. @defaultValue the runtime's `WebSocket` */
  readonly webSocket?: WebSocketFactory;
  /**
   * Who tells of `online` and `offline`. Offline, nothing is tried; when the network is back, at once. `false`: nobody.
   *
   * @defaultValue the window or the worker, where it runs in one
   */
  readonly network?: NetworkEvents | false;
  /** Clock and random numbers. @defaultValue those of the runtime */
  readonly environment?: Partial<Pick<Environment, "clock" | "random">>;
}

/** What the URL of a server says. */
export interface ServerUrl {
  readonly url: string;
  readonly protocol: "WS" | "WSS";
  readonly remote: Address;
}

/** @throws TypeError when it is not the URL of a WebSocket. */
export function readServerUrl(server: string): ServerUrl {
  const { protocol, hostname, port, hash } = new URL(server);
  const secure = protocol === "wss:";
  if ((!secure && protocol !== "ws:") || hash !== "") {
    throw new TypeError(`cannot connect to ${server}: not a URL of ws: or wss:`);
  }
  // RFC 6455 §3: the ports of HTTP.
  const known = secure ? 443 : 80;
  const remote = { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? known : Number(port) };
  return { url: server, protocol: secure ? "WSS" : "WS", remote };
}
