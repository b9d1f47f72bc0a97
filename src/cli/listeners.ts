import { isIP } from "node:net";
import { type Said } from "./said.js";
import { readSocketAddress, type SocketAddress } from "./socket-address.js";
import { UsageError } from "./usage-error.js";

/** One address to listen on. */
export interface Listener {
  readonly protocol: ListenerProtocol;
  /** `undefined`: whichever the name stands for. */
  readonly family: 4 | 6 | undefined;
  readonly host: string;
  readonly port: number;
  readonly advertised: Advertised | undefined;
}

export type ListenerProtocol = "udp" | "tcp" | "tls" | "ws" | "wss";

/** Where peers reach us; without a port, the bound one. */
export interface Advertised {
  readonly host: string;
  readonly port?: number;
}

/** Everything that was said of where to listen. */
export interface SaidListeners {
  readonly udp: readonly Said[];
  readonly udp6: readonly Said[];
  readonly tcp: readonly Said[];
  readonly tls: readonly Said[];
  readonly ws: readonly Said[];
  readonly advertise: Said | undefined;
}

/** @throws UsageError */
export function readListeners({ udp, udp6, tcp, tls, ws, advertise }: SaidListeners): readonly Listener[] {
  const asked = [
    ...udp.map((said) => readListener(said, "udp", 4)),
    ...udp6.map((said) => readListener(said, "udp", 6)),
    ...tcp.map((said) => readListener(said, "tcp")),
    ...tls.map((said) => readListener(said, "tls")),
    ...ws.map(readWebSocketListener),
  ];
  const listeners = asked.length === 0 ? DEFAULT : asked;
  return advertise === undefined ? listeners : advertisedAs(advertise, listeners);
}

/** RFC 3261 §18.2.1: who listens by UDP listens on the same port by TCP. */
const DEFAULT: readonly Listener[] = (["udp", "tcp"] as const).map((protocol) => ({
  protocol,
  family: 4,
  host: "0.0.0.0",
  port: 5060,
  advertised: undefined,
}));

function readListener({ text, source }: Said, protocol: ListenerProtocol, wanted?: 4 | 6): Listener {
  const { host, port = PORTS[protocol] } = readSocketAddress(text, source);
  const family = familyOf(host);
  if (wanted !== undefined && family !== undefined && family !== wanted) {
    throw new UsageError(`${source}: ${host} is an IPv${family} address: an IPv${wanted} address is wanted`);
  }
  return { protocol, family: family ?? wanted, host, port, advertised: undefined };
}

/** RFC 3261 §19.1.2; RFC 6455 §3. */
const PORTS: Readonly<Record<ListenerProtocol, number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 80, wss: 443 };

function readWebSocketListener({ text, source }: Said): Listener {
  const [, scheme, address] = WEB_SOCKET.exec(text) ?? [];
  if (scheme === undefined || address === undefined) {
    throw new UsageError(`${source}: cannot read "${text}": ws://host:port or wss://host:port is wanted`);
  }
  return readListener({ text: address, source }, scheme.toLowerCase() === "wss" ? "wss" : "ws");
}

const WEB_SOCKET = /^(wss?):\/\/([^/?#]*)\/?$/i;

/** Callers of one family cannot reach an address of the other; a name may stand for both. */
function advertisedAs({ text, source }: Said, listeners: readonly Listener[]): readonly Listener[] {
  const advertised = readSocketAddress(text, source);
  const family = familyOf(advertised.host);
  const isReachable = (listener: Listener) =>
    family === undefined || listener.family === undefined || family === listener.family;
  if (!listeners.some(isReachable)) throw new UsageError(`${source}: no socket has the address family of ${text}`);
  return listeners.map((listener) =>
    isReachable(listener) ? { ...listener, advertised: advertisedFor(listener, advertised) } : listener,
  );
}

/** UDP and TCP may share a port; TLS and WebSocket never have the same. */
function advertisedFor({ protocol }: Listener, { host, port }: SocketAddress): Advertised {
  return port === undefined || (protocol !== "udp" && protocol !== "tcp") ? { host } : { host, port };
}

function familyOf(host: string): 4 | 6 | undefined {
  const family = isIP(host);
  return family === 4 || family === 6 ? family : undefined;
}
