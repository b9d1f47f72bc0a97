import { COLON, SLASH, TOKEN } from "../grammar/characters.js";
import { skipHost } from "../grammar/host.js";
import { formatParameters, type ParameterMap, readParameters } from "../grammar/parameters.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken, skipClass, skipSpace } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** One hop of a message. */
export interface Via {
  /** `SIP/2.0` */
  readonly protocol: string;
  /** In capitals: `UDP`, `TCP`, `TLS`, `WS`, `WSS`, … */
  readonly transport: string;
  /** Name or address; an IPv6 address stands in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string | undefined;
  /** Without brackets. */
  readonly received: string | undefined;
  /** RFC 3581 §3: `null` where the client asks for it, `undefined` where it does not. */
  readonly rport: number | null | undefined;
  readonly maddr: string | undefined;
  readonly ttl: number | undefined;
  /** All of them, as they stand. */
  readonly parameters: ParameterMap;
}

/** RFC 3261 §20.42 */
export const Via: HeaderKey<Via> = {
  id: headerId("Via"),
  parse: (value) => readVia(value, 0, value.length),
};

/** Writes a Via from its protocol, sent-by and parameters. */
export function formatVia(via: Pick<Via, "protocol" | "transport" | "host" | "port" | "parameters">): string {
  const port = via.port === undefined ? "" : `:${via.port}`;
  return `${via.protocol}/${via.transport} ${via.host}${port}${formatParameters(via.parameters)}`;
}

/** The port that a Via without one means. RFC 3261 §18.2.2, RFC 7118 §5.2 */
export function defaultPort(transport: string): number {
  switch (transport) {
    case "TLS":
    case "TLS-SCTP":
      return 5061;
    case "WS":
      return 80;
    case "WSS":
      return 443;
    default:
      return 5060;
  }
}

/** Reads one element of a Via header. RFC 3261 §20.42: white space may stand around the slashes and the colon. */
export function readVia(text: string, start: number, end: number): Via | ParseFailure {
  const name = skipSpace(text, start, end);
  const nameEnd = skipClass(text, name, end, TOKEN);
  const version = skipSlash(text, nameEnd, end);
  const versionEnd = skipClass(text, version, end, TOKEN);
  const transport = skipSlash(text, versionEnd, end);
  const transportEnd = skipClass(text, transport, end, TOKEN);
  if (nameEnd === name || versionEnd === version || transportEnd === transport) {
    return new ParseFailure("protocol, version and transport", start);
  }
  const host = skipSpace(text, transportEnd, end);
  const hostEnd = host > transportEnd ? skipHost(text, host, end) : -1;
  if (hostEnd < 0) return new ParseFailure("host", host);

  let at = skipSpace(text, hostEnd, end);
  let port: number | undefined;
  if (at < end && text.charCodeAt(at) === COLON) {
    const digits = skipSpace(text, at + 1, end);
    port = 0;
    for (at = digits; at < end; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      port = port * 10 + digit;
      if (port > 65_535) return new ParseFailure("port", digits);
    }
    if (at === digits) return new ParseFailure("port", digits);
  }
  const parameters = readParameters(text, at, end);
  if (parameters instanceof ParseFailure) return parameters;
  const { branch, maddr } = parameters;
  if (branch !== undefined && (branch === null || !isToken(branch))) return new ParseFailure("branch", at);
  return {
    protocol: protocolText(text, name, nameEnd, version, versionEnd),
    transport: transportText(text, transport, transportEnd),
    host: text.slice(host, hostEnd),
    port,
    branch,
    received: withoutBrackets(parameters["received"]),
    rport: readNumber(parameters["rport"], 65_535, null),
    maddr: maddr ?? undefined,
    ttl: readNumber(parameters["ttl"], 255, undefined) ?? undefined,
    parameters,
  };
}

/** Gives where what follows the slash begins; what is no slash makes an empty token there. */
function skipSlash(text: string, at: number, end: number): number {
  at = skipSpace(text, at, end);
  return at < end && text.charCodeAt(at) === SLASH ? skipSpace(text, at + 1, end) : end;
}

function protocolText(text: string, name: number, nameEnd: number, version: number, versionEnd: number): string {
  // Nearly always these seven characters in a row: one constant instead of a slice each time.
  if (versionEnd - name === 7 && text.startsWith("SIP/2.0", name)) return "SIP/2.0";
  return `${text.slice(name, nameEnd)}/${text.slice(version, versionEnd)}`.toUpperCase();
}

function transportText(text: string, start: number, end: number): string {
  if (end - start === 3) {
    if (text.startsWith("UDP", start)) return "UDP";
    if (text.startsWith("TCP", start)) return "TCP";
    if (text.startsWith("TLS", start)) return "TLS";
  }
  return text.slice(start, end).toUpperCase();
}

function withoutBrackets(host: string | null | undefined): string | undefined {
  if (host === undefined || host === null) return undefined;
  // RFC 5118 §4.5: an IPv6 address in `received` is read with and without brackets.
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

/** A number that is absent, or present without a usable value. */
function readNumber<T>(text: string | null | undefined, limit: number, unusable: T): number | T | undefined {
  if (text === undefined) return undefined;
  if (text === null || !/^\d{1,10}$/.test(text)) return unusable;
  const value = Number(text);
  return value <= limit ? value : unusable;
}

/** The element cut down to what can be read of it, for answering what cannot be served; `undefined` when there is no sent-by. */
export function readableVia(element: string): string | undefined {
  const failure = readVia(element, 0, element.length);
  if (!(failure instanceof ParseFailure)) return element;
  const cut = element.slice(0, Math.max(0, element.lastIndexOf(";", failure.offset)));
  return readVia(cut, 0, cut.length) instanceof ParseFailure ? undefined : cut;
}

