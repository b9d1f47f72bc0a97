import { freshCodesOf } from "../../message/grammar/codes.js";
import { skipHost } from "../../message/grammar/host.js";
import { parseIPv4 } from "../../message/grammar/ip-address.js";
import { decodeEscapes } from "../../message/grammar/percent.js";
import { scanUri, UriParts } from "../../message/grammar/uri-scan.js";
import { URI } from "../uri.js";
import { NO_MATCH } from "./text.js";

export type HostType = "domain" | "IPv4" | "IPv6";

/** A sip or sips URI, with the escapes of its parameters and headers; -1 for any other. */
export function readSipUri(text: string): URI | typeof NO_MATCH {
  const parts = new UriParts();
  if (scanUri(freshCodesOf(text), 0, text.length, parts) || parts.opaque) return NO_MATCH;
  const userEnd = Math.max(parts.userEnd, parts.passwordEnd);
  const user = userEnd < 0 ? undefined : decodeEscapes(text.slice(parts.schemeEnd + 1, userEnd));
  const port = parts.portEnd > parts.hostEnd ? Number(text.slice(parts.hostEnd + 1, parts.portEnd)) : undefined;
  const uri = new URI(text.slice(0, parts.schemeEnd), user, text.slice(parts.host, parts.hostEnd), port);
  if (parts.parametersEnd > parts.portEnd) readUriParameters(uri, text.slice(parts.portEnd + 1, parts.parametersEnd));
  if (parts.parametersEnd < text.length) readUriHeaders(uri, text.slice(parts.parametersEnd + 1));
  return uri;
}

/** What kind of host this is; `undefined` for what is none. */
export function hostTypeOf(host: string): HostType | undefined {
  if (host === "" || skipHost(freshCodesOf(host), 0, host.length) !== host.length) return undefined;
  if (host.startsWith("[")) return "IPv6";
  return parseIPv4(host) ? "IPv4" : "domain";
}

export function readHost(text: string): { host_type: HostType; host: string } | typeof NO_MATCH {
  const hostType = hostTypeOf(text);
  return hostType === undefined ? NO_MATCH : { host_type: hostType, host: text };
}

/** Any URI with a scheme; of most of them the scheme is all that SIP.js gives. */
export function readAbsoluteUri(
  text: string,
): { scheme: string; host_type?: HostType; host?: string } | typeof NO_MATCH {
  const parts = new UriParts();
  if (scanUri(freshCodesOf(text), 0, text.length, parts)) return NO_MATCH;
  const scheme = text.slice(0, parts.schemeEnd);
  const authority = AUTHORITY.exec(text.slice(parts.schemeEnd + 1))?.[1] ?? "";
  const hostType = hostTypeOf(authority);
  return hostType === undefined ? { scheme } : { scheme, host_type: hostType, host: authority };
}

/** An instance id. RFC 4122 */
export function readUuid(text: string): string | typeof NO_MATCH {
  return UUID.test(text) ? text : NO_MATCH;
}

function readUriParameters(uri: URI, text: string): void {
  for (const parameter of text.split(";")) {
    const equal = parameter.indexOf("=");
    const name = (equal < 0 ? parameter : parameter.slice(0, equal)).toLowerCase();
    const value = equal < 0 ? undefined : parameter.slice(equal + 1);
    // As in SIP.js: what stands behind lr says nothing, and these two are compared without case.
    if (name === "lr") uri.setParam(name);
    else uri.setParam(name, LOWERED.has(name) ? value?.toLowerCase() : value);
  }
}

function readUriHeaders(uri: URI, text: string): void {
  for (const header of text.split("&")) {
    const equal = header.indexOf("=");
    const name = header.slice(0, equal);
    const value = header.slice(equal + 1);
    // The list itself: a copy for each would take the square of the time.
    const values = uri.getHeader(name);
    if (values) values.push(value);
    else uri.setHeader(name, value);
  }
}

const LOWERED: ReadonlySet<string> = new Set(["transport", "user"]);
const AUTHORITY = /^\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/;
const UUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;
