import { isIP } from "node:net";
import { UsageError } from "./usage-error.js";

/** `host:port` as people write it. */
export interface SocketAddress {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * Reads `host`, `host:port` or `[IPv6]:port`.
 *
 * @param source - Where it was said, for the message: `--udp`, `UAS_UDP`.
 * @throws UsageError
 */
export function readSocketAddress(text: string, source: string): SocketAddress {
  if (isIP(text) !== 0) return { host: text, port: undefined };
  const { bracketed, plain, digits } = SHAPE.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  if (host === undefined || (bracketed !== undefined && isIP(bracketed) !== 6) || ONLY_DIGITS.test(host)) {
    throw new UsageError(`${source}: cannot read "${text}": host:port is wanted, such as 0.0.0.0:5060 or [::1]:5060`);
  }
  return { host, port: digits === undefined ? undefined : readPort(digits, source) };
}

/** The same the other way. */
export function formatSocketAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

const SHAPE = /^(?:\[(?<bracketed>[^[\]]*)\]|(?<plain>[A-Za-z0-9._-]+))(?::(?<digits>[^:]*))?$/;
const ONLY_DIGITS = /^\d*$/;

function readPort(digits: string, source: string): number {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`${source}: "${digits}" is no port: a number from 0 to 65535 is wanted`);
}
