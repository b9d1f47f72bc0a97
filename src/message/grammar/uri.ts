import { PARAMETER, PASSWORD, URI_HEADER, USER } from "./characters.js";
import { codesOf } from "./codes.js";
import { canonicalHost } from "./ip-address.js";
import { emptyParameters, type ParameterMap } from "./parameter-map.js";
import { Parameters } from "./parameters.js";
import { type ParseFailure } from "./parse-failure.js";
import { decodeEscapes, encodeEscapes } from "./percent.js";
import { checkedHost, checkedPort, checkedScheme, UNKNOWN_HOST } from "./uri-checks.js";
import { scanUri, UriParts } from "./uri-scan.js";
import { canonicalName } from "../header/names.js";

/** Headers of a URI: names as in messages, one or more decoded values each. */
export interface UriHeaders {
  [name: string]: string[];
}

/**
 * A SIP, SIPS or other URI. RFC 3261 §19.1
 *
 * `user`, `password`, parameters and headers are held decoded and written escaped. A part that nobody has changed is written with the
 * very escapes it came with.
 */
export class URI extends Parameters {
  #scheme: string;
  #user: string | undefined;
  #userText: string | undefined;
  #password: string | undefined;
  #host: string;
  #opaque: string | undefined;
  #port: number | undefined;
  #headers: UriHeaders | undefined;
  /** Parameters and headers as they were read, until somebody asks for them. */
  #parametersText = "";
  #headersText = "";

  /**
   * @param host - Name or address; an IPv6 address may lack its brackets.
   * @throws TypeError for a scheme, host or port that is none.
   */
  constructor(
    scheme = "sip",
    user: string | undefined,
    host: string,
    port?: number,
    parameters?: { readonly [name: string]: string | number | null | undefined },
    headers?: { readonly [name: string]: string | readonly string[] },
  ) {
    super(parameters);
    if (!host) throw new TypeError('missing or invalid "host" parameter');
    this.#scheme = checkedScheme(scheme);
    this.#user = user === "" ? undefined : user;
    this.#host = checkedHost(host);
    this.#port = checkedPort(port);
    if (headers) for (const name of Object.keys(headers)) this.setHeader(name, headers[name] ?? "");
  }

  /** A URI of a scheme other than sip and sips, kept as it is. */
  static opaque(scheme: string, rest: string): URI {
    const uri = new URI("sip", undefined, UNKNOWN_HOST);
    uri.#scheme = scheme;
    uri.#host = rest;
    uri.#opaque = rest;
    return uri;
  }

  /** In lower case. */
  get scheme(): string {
    return this.#scheme.toLowerCase();
  }
  set scheme(value: string) {
    this.#scheme = checkedScheme(value);
  }

  /** Decoded; `undefined` when absent. */
  get user(): string | undefined {
    return this.#user;
  }
  set user(value: string | undefined) {
    this.#user = value === "" ? undefined : value;
    this.#userText = undefined;
  }

  /** Decoded; `undefined` when absent, which is not the same as empty. */
  get password(): string | undefined {
    return this.#password;
  }
  set password(value: string | undefined) {
    this.#password = value;
  }

  /** In lower case, an IPv6 address in its brackets. For a scheme that is neither sip nor sips: all that follows the scheme. */
  get host(): string {
    return this.#opaque ?? this.#host.toLowerCase();
  }
  set host(value: string) {
    this.#host = checkedHost(value);
    this.#opaque = undefined;
  }

  get port(): number | undefined {
    return this.#port;
  }
  set port(port: number | undefined) {
    this.#port = checkedPort(port);
  }

  /** All of them, by name. */
  get headers(): UriHeaders {
    return (this.#headers ??= readUriHeaders(this.#headersText));
  }
  set headers(headers: UriHeaders) {
    this.#headers = headers;
  }

  /** `user@host`, or the host alone. */
  get aor(): string {
    return this.#user === undefined ? this.host : `${this.#user}@${this.host}`;
  }

  /** Whether the scheme is neither sip nor sips, so that `opaque` is all there is to know. */
  get isOpaque(): boolean {
    return this.#opaque !== undefined;
  }

  /** All that follows the scheme where `isOpaque`. */
  get opaqueText(): string | undefined {
    return this.#opaque;
  }

  /** User part as it is written, with its escapes; for comparisons that must tell `%2C` from a comma. */
  get userText(): string | undefined {
    return this.#user === undefined ? undefined : (this.#userText ?? encodeEscapes(this.#user, USER));
  }

  /** Whether there is one. */
  get hasHeaders(): boolean {
    return this.#headers === undefined ? this.#headersText !== "" : Object.keys(this.#headers).length > 0;
  }

  setHeader(name: string, value: string | readonly string[]): void {
    this.headers[canonicalName(name)] = typeof value === "string" ? [value] : [...value];
  }
  getHeader(name: string): string[] | undefined {
    return this.hasHeader(name) ? this.headers[canonicalName(name)] : undefined;
  }
  hasHeader(name: string): boolean {
    return this.hasHeaders && Object.hasOwn(this.headers, canonicalName(name));
  }
  deleteHeader(name: string): string[] | undefined {
    const value = this.getHeader(name);
    if (value) Reflect.deleteProperty(this.headers, canonicalName(name));
    return value;
  }
  clearHeaders(): void {
    this.#headers = emptyHeaders();
  }

  clone(): URI {
    if (this.#opaque !== undefined) return URI.opaque(this.#scheme, this.#opaque);
    const copy = new URI(this.#scheme, this.#user, this.#host, this.port, this.parameters, this.headers);
    copy.#userText = this.#userText;
    copy.#password = this.#password;
    return copy;
  }

  /** The URI with scheme and host as they were given. */
  toRaw(): string {
    return this.#write(this.#scheme, this.#host);
  }

  /** The URI with scheme and host in lower case and an IPv6 address in its canonical form. */
  override toString(): string {
    return this.#write(this.scheme, canonicalHost(this.#host));
  }

  #write(scheme: string, host: string): string {
    if (this.#opaque !== undefined) return `${scheme}:${this.#opaque}`;
    let text = `${scheme}:`;
    if (this.#user !== undefined) {
      text += this.#userText ?? encodeEscapes(this.#user, USER);
      if (this.#password !== undefined) text += `:${encodeEscapes(this.#password, PASSWORD)}`;
      text += "@";
    }
    text += host;
    if (this.port !== undefined) text += `:${this.port}`;
    if (!this.isBare) text += this.#writeParameters();
    return this.hasHeaders ? text + this.#writeHeaders() : text;
  }

  #writeParameters(): string {
    let text = "";
    for (const name of Object.keys(this.parameters)) {
      const value = this.parameters[name];
      text += `;${encodeEscapes(name, PARAMETER)}`;
      if (value !== null && value !== undefined) text += `=${encodeEscapes(value, PARAMETER)}`;
    }
    return text;
  }

  #writeHeaders(): string {
    let text = "";
    let separator = "?";
    for (const name of Object.keys(this.headers)) {
      for (const value of this.headers[name] ?? []) {
        text += `${separator}${encodeEscapes(name, URI_HEADER)}=${encodeEscapes(value, URI_HEADER)}`;
        separator = "&";
      }
    }
    return text;
  }

  /** Makes a URI from a text whose parts have been found. */
  static fromParts(text: string, parts: UriParts): URI {
    const scheme = schemeText(text, parts);
    if (parts.opaque) return URI.opaque(scheme, text.slice(parts.schemeEnd + 1, parts.end));
    const uri = URI.#unchecked(scheme, text.slice(parts.host, parts.hostEnd));
    if (parts.portEnd > parts.hostEnd) uri.#port = Number(text.slice(parts.hostEnd + 1, parts.portEnd));
    if (parts.userEnd >= 0) {
      uri.#userText = text.slice(parts.schemeEnd + 1, parts.userEnd);
      uri.#user = decodeEscapes(uri.#userText);
      if (parts.passwordEnd >= 0) uri.#password = decodeEscapes(text.slice(parts.userEnd + 1, parts.passwordEnd));
    }
    if (parts.parametersEnd > parts.portEnd) {
      uri.#parametersText = text.slice(parts.portEnd + 1, parts.parametersEnd);
    }
    if (parts.end > parts.parametersEnd) uri.#headersText = text.slice(parts.parametersEnd + 1, parts.end);
    return uri;
  }

  /** Of parts that have been read, so that they need no check. */
  static #unchecked(scheme: string, host: string): URI {
    const uri = new URI("sip", undefined, UNKNOWN_HOST);
    uri.#scheme = scheme;
    uri.#host = host;
    return uri;
  }

  protected override get unreadParameters(): string {
    return this.#parametersText;
  }

  protected override readParameters(): ParameterMap {
    return readUriParameters(this.#parametersText);
  }
}

/** Reads a URI of any scheme; nothing may stand before or behind it. */
export function parseUri(text: string): URI | ParseFailure {
  return scanUri(codesOf(text), 0, text.length, parts) ?? URI.fromParts(text, parts);
}

const parts = new UriParts();

function schemeText(text: string, { start, schemeEnd }: UriParts): string {
  // Nearly always this one: a constant instead of a slice each time.
  return schemeEnd === start + 3 && text.startsWith("sip", start) ? "sip" : text.slice(start, schemeEnd);
}

function readUriParameters(text: string): ParameterMap {
  const parameters = emptyParameters();
  if (text === "") return parameters;
  for (const parameter of text.split(";")) {
    const equal = parameter.indexOf("=");
    const name = equal < 0 ? parameter : parameter.slice(0, equal);
    parameters[decodeEscapes(name).toLowerCase()] = equal < 0 ? null : decodeEscapes(parameter.slice(equal + 1));
  }
  return parameters;
}

function readUriHeaders(text: string): UriHeaders {
  const headers = emptyHeaders();
  if (text === "") return headers;
  for (const header of text.split("&")) {
    const equal = header.indexOf("=");
    const name = canonicalName(decodeEscapes(header.slice(0, equal)));
    (headers[name] ??= []).push(decodeEscapes(header.slice(equal + 1)));
  }
  return headers;
}

function emptyHeaders(): UriHeaders {
  // Proof for the assertion: an object without a prototype has no members but its own.
  return Object.create(null) as UriHeaders;
}
