import { codesOf } from "../grammar/codes.js";
import { withoutBrackets } from "../grammar/host.js";
import { formatParameters } from "../grammar/parameter-format.js";
import { emptyParameters, type ParameterMap } from "../grammar/parameter-map.js";
import { readParameters } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipVia, ViaParts } from "../grammar/via-scan.js";
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
  parse: parseVia,
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

function parseVia(value: string, maxParameters?: number): Via | ParseFailure {
  const behind = skipVia(codesOf(value), 0, value.length, parts, maxParameters);
  if (behind < 0) return new ParseFailure(parts.expected, ~behind);
  return behind < value.length ? new ParseFailure("end of the Via", behind) : makeVia(value, parts);
}

const parts = new ViaParts();

/** Makes the object from a text whose parts have been found. */
export function makeVia(text: string, parts: ViaParts): Via {
  const received = cut(text, parts.received, parts.receivedEnd);
  const hop = {
    protocol: protocolText(text, parts),
    transport: transportText(text, parts),
    host: text.slice(parts.host, parts.hostEnd),
    port: parts.port < 0 ? undefined : parts.port,
    branch: cut(text, parts.branch, parts.branchEnd),
    maddr: cut(text, parts.maddr, parts.maddrEnd),
    ttl: readNumber(cut(text, parts.ttl, parts.ttlEnd), 255),
  };
  return new ReadVia(hop, text.slice(parts.parameters, parts.end), {
    // RFC 5118 §4.5: an IPv6 address stands here with brackets or without.
    received: received && withoutBrackets(received),
    rport: parts.hasRport ? (readNumber(cut(text, parts.rport, parts.rportEnd), 65_535) ?? null) : undefined,
  });
}

/** The same hop with what a server has written into it; nothing is read again but, when asked for, the parameters. RFC 3261 §18.2.1 */
export function stampedVia(via: Via, text: string, stamp: Pick<Via, "received" | "rport">): Via {
  // No semicolon stands before the parameters.
  const parameters = text.indexOf(";");
  return new ReadVia(via, parameters < 0 ? "" : text.slice(parameters), stamp);
}

/** A Via whose parameters become a map only when somebody asks for those that are not fields. */
class ReadVia implements Via {
  readonly protocol: string;
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string | undefined;
  readonly received: string | undefined;
  readonly rport: number | null | undefined;
  readonly maddr: string | undefined;
  readonly ttl: number | undefined;
  readonly #text: string;
  #parameters: ParameterMap | undefined;

  /** @param text - The parameters, as they are written. */
  constructor(
    hop: Omit<Via, "parameters" | "received" | "rport">,
    text: string,
    stamp: Pick<Via, "received" | "rport">,
  ) {
    this.protocol = hop.protocol;
    this.transport = hop.transport;
    this.host = hop.host;
    this.port = hop.port;
    this.branch = hop.branch;
    this.received = stamp.received;
    this.rport = stamp.rport;
    this.maddr = hop.maddr;
    this.ttl = hop.ttl;
    this.#text = text;
  }

  get parameters(): ParameterMap {
    return (this.#parameters ??= readViaParameters(this.#text));
  }
}

function readViaParameters(text: string): ParameterMap {
  const parameters = readParameters(text, codesOf(text), 0, text.length);
  return parameters instanceof ParseFailure ? emptyParameters() : parameters;
}

function cut(text: string, start: number, end: number): string | undefined {
  return start < 0 ? undefined : text.slice(start, end);
}

function protocolText(text: string, { name, nameEnd, version, versionEnd, isSip20 }: ViaParts): string {
  return isSip20 ? "SIP/2.0" : `${text.slice(name, nameEnd)}/${text.slice(version, versionEnd)}`.toUpperCase();
}

function transportText(text: string, { transport, transportEnd, isUdp }: ViaParts): string {
  return isUdp ? "UDP" : text.slice(transport, transportEnd).toUpperCase();
}

function readNumber(text: string | undefined, limit: number): number | undefined {
  if (text === undefined || !DIGITS.test(text)) return undefined;
  const value = Number(text);
  return value <= limit ? value : undefined;
}

const DIGITS = /^\d{1,10}$/;

/** The element cut down to what can be read of it, for answering what cannot be served; `undefined` when there is no sent-by. */
export function readableVia(element: string): string | undefined {
  const failure = Via.parse(element);
  if (!(failure instanceof ParseFailure)) return element;
  const cut = element.slice(0, Math.max(0, element.lastIndexOf(";", failure.offset))).trimEnd();
  return Via.parse(cut) instanceof ParseFailure ? undefined : cut;
}
