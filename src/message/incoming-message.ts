import { type EssentialHeaders, type Party } from "./essential-headers.js";
import { NameAddrHeader, nameAddrFromParts, parseNameAddr } from "./grammar/name-addr-header.js";
import { emptyParameters } from "./grammar/parameters.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { splitAtCommas } from "./grammar/scanner.js";
import { URI } from "./grammar/uri.js";
import { type HeaderKey } from "./header/key.js";
import { keyOf } from "./header/keys.js";
import { CSeq } from "./header/cseq.js";
import { type HeaderId, headerId, headerKind } from "./header/names.js";
import { Via } from "./header/via.js";
import { type HeaderIndex, rowValues } from "./header-index.js";
import { type ReceivedBody } from "./received-body.js";
import { type ReceivedText } from "./received-text.js";

/** What `parseMessage` has found out about a message. */
export interface MessageReading {
  readonly received: ReceivedText;
  readonly index: HeaderIndex;
  readonly essential: EssentialHeaders;
  readonly body: ReceivedBody;
}

const FROM = headerId("From");
const TO = headerId("To");
const CONTACT = headerId("Contact");

/** A message that came in: its text, and where its header fields lie. */
export abstract class IncomingMessage {
  readonly #reading: MessageReading | undefined;
  #typed: Map<HeaderKey<unknown>, unknown[]> | undefined;
  #via: Via | undefined;
  #isViaReplaced = false;
  #from: NameAddrHeader | undefined;
  #to: NameAddrHeader | undefined;
  #fromTag: string | undefined;
  #toTag: string | undefined;
  #body: string | undefined;

  /** @param reading - Missing only for a subclass that keeps its header fields itself and gives them by `headerRows`. */
  constructor(reading?: MessageReading) {
    this.#reading = reading;
  }

  /** The method of a request; of a response, the method in its CSeq. */
  abstract get method(): string;

  /** The whole message as it came, or, where `octetText`, with one character for each octet. */
  get data(): string {
    return this.#reading?.received.text ?? "";
  }

  /** Whether the header was not UTF-8, so that `data` and every text from it has one character for each octet. */
  get octetText(): boolean {
    return this.#reading?.received.octetText ?? false;
  }

  /** Of the top Via; `undefined` when it has none, as in RFC 2543. */
  get viaBranch(): string | undefined {
    return (this.#reading?.essential.via ?? this.via).branch;
  }

  /** The top Via. */
  get via(): Via {
    return (this.#via ??= this.#readVia());
  }

  get from(): NameAddrHeader {
    return (this.#from ??= this.#readParty(this.#reading?.essential.from, FROM));
  }

  get to(): NameAddrHeader {
    return (this.#to ??= this.#readParty(this.#reading?.essential.to, TO));
  }

  get fromTag(): string | undefined {
    return this.#reading
      ? (this.#fromTag ??= tagOf(this.#reading.essential.from))
      : (this.from.getParam("tag") ?? undefined);
  }

  get toTag(): string | undefined {
    return this.#reading ? (this.#toTag ??= tagOf(this.#reading.essential.to)) : (this.to.getParam("tag") ?? undefined);
  }

  get callId(): string {
    return this.#reading?.essential.callId ?? this.getHeader("Call-ID") ?? "";
  }

  /** 0 to 2³² − 1. */
  get cseq(): number {
    return this.cseqValue?.sequence ?? 0;
  }

  /** The body as UTF-8 text; empty when there is none. */
  get body(): string {
    return (this.#body ??= this.#reading?.body.text ?? "");
  }

  /** The octets of the body, exactly as many as Content-Length says. */
  get bodyBytes(): Uint8Array {
    return this.#reading?.body.bytes ?? new TextEncoder().encode(this.body);
  }

  /**
   * The first value of a header, unfolded and trimmed.
   *
   * @param name - In any case, long or compact; `_` counts as `-`.
   */
  getHeader(name: string): string | undefined {
    return this.getHeaders(name)[0];
  }

  /** All values of a header in the order of the wire: elements of list headers, rows of the others. */
  getHeaders(name: string): string[] {
    const id = headerId(name);
    return splitRows(id, this.headerRows(id, name));
  }

  hasHeader(name: string): boolean {
    return this.headerRows(headerId(name), name).length > 0;
  }

  /** The typed value of a header; `undefined` when it is missing, cannot be read, or has no type here. */
  parseHeader(name: string, index = 0): unknown {
    const key = keyOf(headerId(name));
    if (!key) return this.getHeaders(name)[index];
    const value = this.all(key)[index];
    return value instanceof ParseFailure ? undefined : value;
  }

  /** The first value of a header: three answers, three cases. */
  first<T>(key: HeaderKey<T>): T | ParseFailure | undefined {
    return this.#read(key)[0];
  }

  /** All values of a header, those that cannot be read in their place. */
  all<T>(key: HeaderKey<T>): (T | ParseFailure)[] {
    return [...this.#read(key)];
  }

  /** The message as it came. */
  toString(): string {
    return this.data;
  }

  /** The one way by which header fields are read: each row of a header, unfolded and trimmed. */
  protected headerRows(id: HeaderId, name: string): readonly string[] {
    return this.#reading ? rowValues(this.#reading.index, id, name) : [];
  }

  protected get cseqValue(): { readonly sequence: number; readonly method: string } | undefined {
    if (this.#reading) return this.#reading.essential.cseq;
    const value = this.first(CSeq);
    return value instanceof ParseFailure ? undefined : value;
  }

  /** Forgets the top Via that came, for `headerRows` gives another text of it from now on. */
  protected forgetVia(): void {
    this.#via = undefined;
    this.#isViaReplaced = true;
    this.#typed?.delete(Via);
  }

  #read<T>(key: HeaderKey<T>): readonly (T | ParseFailure)[] {
    // Proof for the assertion: what stands under a key was read by it.
    const known = this.#typed?.get(key) as (T | ParseFailure)[] | undefined;
    if (known) return known;
    const values = splitRows(key.id, this.headerRows(key.id, "")).map((value) => key.parse(value));
    (this.#typed ??= new Map()).set(key, values);
    return values;
  }

  #readVia(): Via {
    const known = this.#reading?.essential.via;
    if (known && !this.#isViaReplaced) return known;
    const value = this.first(Via);
    return value === undefined || value instanceof ParseFailure ? NO_VIA : value;
  }

  #readParty(party: Party | undefined, id: HeaderId): NameAddrHeader {
    const value = party
      ? nameAddrFromParts(party.text, party.parts, party.end)
      : parseNameAddr(this.headerRows(id, "")[0] ?? "");
    return value instanceof ParseFailure ? nobody() : value;
  }
}

function splitRows(id: HeaderId, rows: readonly string[]): string[] {
  if (headerKind(id) !== "list") return [...rows];
  const [only] = rows;
  if (rows.length === 1 && only !== undefined && !only.includes(",")) return only === "" ? [] : [only];
  const elements = rows.flatMap((row) => (row === "" ? [] : splitAtCommas(row)));
  // RFC 3261 §7.3.1: Contact is a list, except as `*`; together they are one value that nobody can read.
  return id === CONTACT && elements.length > 1 && elements.includes("*") ? [elements.join(", ")] : elements;
}

function tagOf(party: Party | undefined): string | undefined {
  return party && party.parts.tag >= 0 ? party.text.slice(party.parts.tag, party.parts.tagEnd) : undefined;
}

/** Stands where a message that is refused has no From or To that can be read. */
function nobody(): NameAddrHeader {
  return new NameAddrHeader(new URI("sip", undefined, "anonymous.invalid"), undefined);
}

const NO_VIA: Via = {
  protocol: "SIP/2.0",
  transport: "UDP",
  host: "anonymous.invalid",
  port: undefined,
  branch: undefined,
  received: undefined,
  rport: undefined,
  maddr: undefined,
  ttl: undefined,
  parameters: emptyParameters(),
};
