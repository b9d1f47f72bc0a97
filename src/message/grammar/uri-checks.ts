import { freshCodesOf } from "./codes.js";
import { skipHost } from "./host.js";

/** RFC 3261 §25.1: neither scheme nor host has escapes; what cannot stand there cannot be written at all. */
export function checkedScheme(scheme: string): string {
  if (scheme === "sip" || SCHEME.test(scheme)) return scheme;
  throw new TypeError(`cannot write scheme: ${JSON.stringify(scheme)} is none`);
}

/** Stands for a host that has been read and is yet to be set. */
export const UNKNOWN_HOST = "unknown.invalid";

/** Gives the host, an IPv6 address in its brackets. */
export function checkedHost(host: string): string {
  if (host === UNKNOWN_HOST) return host;
  const text = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  if (skipHost(freshCodesOf(text), 0, text.length) === text.length) return text;
  throw new TypeError(`cannot write host: ${JSON.stringify(host)} is neither name nor address`);
}

/** `null` may come from code without types, for no port. */
export function checkedPort(port: number | null | undefined): number | undefined {
  if (port === undefined || port === null) return undefined;
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TypeError(`cannot write port: ${port} is none`);
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
