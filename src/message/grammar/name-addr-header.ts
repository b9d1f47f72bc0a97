import { scanNameAddr, type NameAddrParts } from "./name-addr-scan.js";
import { formatParameters, Parameters, readParameters } from "./parameters.js";
import { ParseFailure } from "./parse-failure.js";
import { quote, unquote } from "./scanner.js";
import { parseUri, type URI } from "./uri.js";

/** A URI with a display name and header parameters, as in From, To, Contact and Route. RFC 3261 §20.10 */
export class NameAddrHeader extends Parameters {
  uri: URI;
  /** Unquoted and unescaped. */
  displayName: string | undefined;

  constructor(
    uri: URI,
    displayName: string | undefined,
    parameters?: { readonly [name: string]: string | number | null | undefined },
  ) {
    super(parameters);
    this.uri = uri;
    this.displayName = displayName;
  }

  /** The display name or, without one, `user@host`. */
  get friendlyName(): string {
    return this.displayName || this.uri.aor;
  }

  clone(): NameAddrHeader {
    return new NameAddrHeader(this.uri.clone(), this.displayName, this.parameters);
  }

  /** Always with quotes around the display name and brackets around the URI. RFC 8217 §3 */
  override toString(): string {
    const display = this.displayName ? `${quote(this.displayName)} ` : "";
    return `${display}<${this.uri.toString()}>${formatParameters(this.parameters)}`;
  }
}

/** Reads a name-addr or addr-spec with its parameters; nothing may stand before or behind it. */
export function parseNameAddr(text: string): NameAddrHeader | ParseFailure {
  const parts = scanNameAddr(text, 0, text.length);
  return parts instanceof ParseFailure ? parts : nameAddrFromParts(text, parts, text.length);
}

/** Makes the object from a text whose parts have been found. */
export function nameAddrFromParts(text: string, parts: NameAddrParts, end: number): NameAddrHeader | ParseFailure {
  const uri = parseUri(text.slice(parts.uri, parts.uriEnd));
  if (uri instanceof ParseFailure) return uri;
  const parameters = readParameters(text, parts.parameters, end);
  if (parameters instanceof ParseFailure) return parameters;
  const header = new NameAddrHeader(uri, displayName(text.slice(parts.display, parts.displayEnd)));
  header.parameters = parameters;
  return header;
}

function displayName(text: string): string | undefined {
  if (text === "") return undefined;
  // RFC 3261 §25.1: white space between tokens means one space; within quotes it is text.
  return text.startsWith('"') ? unquote(text) : text.replace(/[ \t]+/g, " ");
}
