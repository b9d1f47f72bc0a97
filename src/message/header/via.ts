import { COLON, SLASH, TOKEN } from "../grammar/characters.js";
import { skipHost, withoutBrackets } from "../grammar/host.js";
import {
  emptyParameters,
  formatParameters,
  nextParameter,
  type ParameterMap,
  ParameterSpan,
  readParameters,
} from "../grammar/parameters.js";
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
  const via = new ReadVia(text, at, end);
  via.protocol = protocolText(text, name, nameEnd, version, versionEnd);
  via.transport = transportText(text, transport, transportEnd);
  via.host = text.slice(host, hostEnd);
  via.port = port;
  return readViaParameters(via, text, at, end) ?? via;
}

/** A Via whose parameters become a map only when somebody asks for those that are not fields. */
class ReadVia implements Via {
  protocol = "";
  transport = "";
  host = "";
  port: number | undefined = undefined;
  branch: string | undefined = undefined;
  received: string | undefined = undefined;
  rport: number | null | undefined = undefined;
  maddr: string | undefined = undefined;
  ttl: number | undefined = undefined;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  get parameters(): ParameterMap {
    const parameters = readParameters(this.#text, this.#start, this.#end);
    return parameters instanceof ParseFailure ? emptyParameters() : parameters;
  }
}

/** Sets the parameters that are fields; gives what is wrong with any. RFC 3261 §7.3.1: each occurs once. */
function readViaParameters(via: ReadVia, text: string, at: number, end: number): ParseFailure | undefined {
  let first: string | undefined;
  let seen: Set<string> | undefined;
  const span = new ParameterSpan();
  for (at = skipSpace(text, at, end); at < end;) {
    at = nextParameter(text, at, end, span);
    if (at < 0) return new ParseFailure("parameter", ~at);
    const name = span.nameIn(text);
    if (first === undefined) first = name;
    else {
      seen ??= new Set([first]);
      if (seen.has(name)) return new ParseFailure(`one ${name} parameter`, span.name);
      seen.add(name);
    }
    const value = span.value < 0 ? undefined : text.slice(span.value, span.valueEnd);
    switch (name) {
      case "branch":
        if (value === undefined || !isToken(value)) return new ParseFailure("branch", span.name);
        via.branch = value;
        break;
      case "received":
        // RFC 5118 §4.5: an IPv6 address stands here with brackets or without.
        via.received = value && withoutBrackets(value);
        break;
      case "rport":
        via.rport = readNumber(value, 65_535) ?? null;
        break;
      case "maddr":
        via.maddr = value;
        break;
      case "ttl":
        via.ttl = readNumber(value, 255);
    }
  }
  return undefined;
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

function readNumber(text: string | undefined, limit: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= limit ? value : undefined;
}

/** The element cut down to what can be read of it, for answering what cannot be served; `undefined` when there is no sent-by. */
export function readableVia(element: string): string | undefined {
  const failure = readVia(element, 0, element.length);
  if (!(failure instanceof ParseFailure)) return element;
  const cut = element.slice(0, Math.max(0, element.lastIndexOf(";", failure.offset)));
  return readVia(cut, 0, cut.length) instanceof ParseFailure ? undefined : cut;
}
