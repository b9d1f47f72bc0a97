import { checkedText } from "./checked-text.js";
import { codesOf } from "./codes.js";
import { NameAddrParts, scanNameAddr } from "./name-addr-scan.js";
import { formatParameters } from "./parameter-format.js";
import { emptyParameters, type ParameterMap } from "./parameter-map.js";
import { readParameters } from "./parameter-scan.js";
import { Parameters } from "./parameters.js";
import { ParseFailure } from "./parse-failure.js";
import { quote, unquote } from "./scanner.js";
import { URI } from "./uri.js";

/** A URI with a display name and header parameters, as in From, To, Contact and Route. RFC 3261 §20.10 */
export class NameAddrHeader extends Parameters {
  uri: URI;
  #displayName: string | undefined;
  /** As they were read, until somebody asks for them. */
  #parametersText = "";

  constructor(
    uri: URI,
    displayName: string | undefined,
    parameters?: { readonly [name: string]: string | number | null | undefined },
  ) {
    super(parameters);
    this.uri = uri;
    this.displayName = displayName;
  }

  /**
   * Unquoted and unescaped.
   *
   * @throws TypeError when set to what contains CR, LF or NUL.
   */
  get displayName(): string | undefined {
    return this.#displayName;
  }
  set displayName(displayName: string | undefined) {
    this.#displayName = displayName && checkedText(displayName, "displayName");
  }

  /** @throws TypeError for a value that contains CR, LF or NUL. */
  override setParam(key: string, value?: string | number | null): void {
    super.setParam(key, typeof value === "string" ? checkedText(value, `parameter ${key}`) : value);
  }

  /** Makes the object from a text whose parts have been found. */
  static fromParts(text: string, parts: NameAddrParts): NameAddrHeader {
    const { display, displayEnd, parameters, end } = parts;
    const header = new NameAddrHeader(URI.fromParts(text, parts.uri), undefined);
    // What was read may hold an escaped NUL: it is written as it came.
    if (displayEnd > display) header.#displayName = readDisplayName(text.slice(display, displayEnd));
    if (end > parameters) header.#parametersText = text.slice(parameters, end);
    return header;
  }

  /** The display name or, without one, `user@host`. */
  get friendlyName(): string {
    return this.displayName || this.uri.aor;
  }

  clone(): NameAddrHeader {
    const copy = new NameAddrHeader(this.uri.clone(), undefined);
    copy.#displayName = this.#displayName;
    copy.parameters = Object.assign(emptyParameters(), this.parameters);
    return copy;
  }

  /** Always with quotes around the display name and brackets around the URI. RFC 8217 §3 */
  override toString(): string {
    const display = this.displayName ? `${quote(this.displayName)} ` : "";
    return `${display}<${this.uri.toString()}>${this.isBare ? "" : formatParameters(this.parameters)}`;
  }

  protected override get unreadParameters(): string {
    return this.#parametersText;
  }

  protected override readParameters(): ParameterMap {
    const text = this.#parametersText;
    if (text === "") return emptyParameters();
    const parameters = readParameters(text, codesOf(text), 0, text.length);
    // Only for completeness: what could not be read became no header.
    return parameters instanceof ParseFailure ? emptyParameters() : parameters;
  }
}

/**
 * Reads a name-addr or addr-spec with its parameters; nothing may stand before or behind it.
 *
 * @param maxParameters - How many parameters it may have, and its URI. Default: any number.
 */
export function parseNameAddr(text: string, maxParameters?: number): NameAddrHeader | ParseFailure {
  return scanNameAddr(codesOf(text), 0, text.length, parts, maxParameters) ?? NameAddrHeader.fromParts(text, parts);
}

const parts = new NameAddrParts();

function readDisplayName(text: string): string {
  // RFC 3261 §25.1: white space between tokens means one space; within quotes it is text.
  return text.startsWith('"') ? unquote(text) : text.replace(/[ \t]+/g, " ");
}
