import { type Body, getBody } from "./body.js";
import { type NameAddrHeader, parseNameAddr } from "./grammar/name-addr-header.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { splitAtCommas } from "./grammar/scanner.js";
import { parseUri, type URI } from "./grammar/uri.js";
import { headerId, headerKind, normalized } from "./header/names.js";
import { Via } from "./header/via.js";
import { checkedHeaderField, checkedText, checkedTokens } from "./grammar/checked-text.js";
import { writeBody } from "./outgoing-response.js";

/** What a request is made of. All header texts are ready made, without their names. */
export interface OutgoingRequestOptions {
  readonly method: string;
  readonly requestUri: string;
  readonly via: string;
  /** @defaultValue none */
  readonly routes?: readonly string[] | undefined;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  /** 0 to 2³¹ − 1. */
  readonly cseq: number;
  /** @defaultValue 70 */
  readonly maxForwards?: number | undefined;
  readonly contact?: string | undefined;
  readonly allow?: string | undefined;
  readonly supported?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Whole lines, `Name: value`. */
  readonly extraHeaders?: readonly string[] | undefined;
  readonly body?: Body | undefined;
}

/** A request that goes out. It does not change once it is made. RFC 3261 §8.1.1 */
export class OutgoingRequestMessage {
  readonly method: string;
  readonly requestUri: string;
  readonly callId: string;
  readonly cseq: number;
  readonly body: Body | undefined;
  readonly #options: OutgoingRequestOptions;
  readonly #lines: readonly string[];
  #text: string | undefined;
  readonly #ruri: URI;
  #from: NameAddrHeader | undefined;
  #to: NameAddrHeader | undefined;

  /** @throws TypeError for CR, LF or NUL in any text, for a method, Request-URI or header field that is none, and for a body without a type. */
  constructor(options: OutgoingRequestOptions) {
    checkedTokens([options.method], "method");
    this.method = options.method;
    this.requestUri = checkedText(options.requestUri, "requestUri");
    this.#ruri = ownUri(this.requestUri);
    this.callId = options.callId;
    this.cseq = options.cseq;
    this.body = options.body && getBody(options.body);
    this.#options = options;
    this.#lines = linesOf(options);
    // Written at once, so that what is wrong with the body shows here and not when it is sent.
    if (this.body) this.#text = this.#write();
  }

  get ruri(): URI {
    return this.#ruri;
  }

  get from(): NameAddrHeader {
    return (this.#from ??= ownNameAddr(this.getHeader("From")));
  }

  get to(): NameAddrHeader {
    return (this.#to ??= ownNameAddr(this.getHeader("To")));
  }

  get fromTag(): string | undefined {
    return this.from.getParam("tag") ?? undefined;
  }

  get toTag(): string | undefined {
    return this.to.getParam("tag") ?? undefined;
  }

  get viaBranch(): string | undefined {
    const via = Via.parse(this.getHeader("Via") ?? "");
    return via instanceof ParseFailure ? undefined : via.branch;
  }

  /**
   * The same request with another Via: that of the way it is sent by.
   *
   * @throws TypeError for CR, LF or NUL in it.
   */
  withVia(via: string): OutgoingRequestMessage {
    return new OutgoingRequestMessage({ ...this.#options, via });
  }

  /**
   * The same request, to be sent again: with the next number, and credentials among its lines.
   *
   * @throws TypeError for CR, LF or NUL in them.
   */
  repeated(cseq: number, extraHeaders: readonly string[]): OutgoingRequestMessage {
    return new OutgoingRequestMessage({ ...this.#options, cseq, extraHeaders });
  }

  getHeader(name: string): string | undefined {
    return this.getHeaders(name)[0];
  }

  /** All values of a header, elements of list headers one by one. */
  getHeaders(name: string): string[] {
    const id = headerId(name);
    const isList = headerKind(id) === "list";
    const values: string[] = [];
    for (const line of this.#lines) {
      const colon = line.indexOf(":");
      const lineName = line.slice(0, colon).trim();
      const lineId = headerId(lineName);
      if (lineId !== id || (id === 0 && normalized(lineName) !== normalized(name))) continue;
      const value = line.slice(colon + 1).trim();
      if (isList) values.push(...splitAtCommas(value));
      else values.push(value);
    }
    return values;
  }

  hasHeader(name: string): boolean {
    return this.getHeaders(name).length > 0;
  }

  /** The lines that were added to what every request has. */
  get extraHeaders(): readonly string[] {
    return [...(this.#options.extraHeaders ?? [])];
  }

  /** The request as it goes on the wire: written once, and the same text ever after. */
  toString(): string {
    return (this.#text ??= this.#write());
  }

  #write(): string {
    return `${this.method} ${this.requestUri} SIP/2.0\r\n${this.#lines.join("\r\n")}\r\n${writeBody(this.body)}`;
  }
}

/** RFC 3261 §7.3.1: what proxies need stands on top. */
function linesOf(options: OutgoingRequestOptions): string[] {
  const lines = [`Via: ${checkedText(options.via, "via")}`];
  for (const route of options.routes ?? []) lines.push(`Route: ${checkedText(route, "routes")}`);
  lines.push(
    `Max-Forwards: ${options.maxForwards ?? 70}`,
    `From: ${checkedText(options.from, "from")}`,
    `To: ${checkedText(options.to, "to")}`,
    `Call-ID: ${checkedText(options.callId, "callId")}`,
    `CSeq: ${options.cseq} ${options.method}`,
  );
  if (options.contact !== undefined) lines.push(`Contact: ${checkedText(options.contact, "contact")}`);
  if (options.allow !== undefined) lines.push(`Allow: ${checkedText(options.allow, "allow")}`);
  if (options.supported !== undefined) lines.push(`Supported: ${checkedText(options.supported, "supported")}`);
  if (options.userAgent !== undefined) lines.push(`User-Agent: ${checkedText(options.userAgent, "userAgent")}`);
  for (const header of options.extraHeaders ?? []) lines.push(checkedHeaderField(header));
  return lines;
}

function ownUri(text: string): URI {
  const uri = parseUri(text);
  if (uri instanceof ParseFailure) throw new TypeError(`cannot write requestUri: ${text} has no ${uri.expected}`);
  return uri;
}

function ownNameAddr(text = ""): NameAddrHeader {
  const value = parseNameAddr(text);
  if (value instanceof ParseFailure) throw new TypeError(`cannot read our own From or To: it has no ${value.expected}`);
  return value;
}
