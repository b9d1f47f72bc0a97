import { COMMA, isWhiteSpace } from "./grammar/characters.js";
import { NameAddrHeader, parseNameAddr } from "./grammar/name-addr-header.js";
import { emptyParameters } from "./grammar/parameter-map.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { splitAtCommas, trimmed } from "./grammar/scanner.js";
import { URI } from "./grammar/uri.js";
import { CSeq, type CSeqValue } from "./header/cseq.js";
import { type HeaderKey } from "./header/key.js";
import { keyOf } from "./header/keys.js";
import { type HeaderId, headerId, headerKind } from "./header/names.js";
import { Via } from "./header/via.js";
import { rowValues } from "./header-index.js";
import { type MessageReading } from "./message-reading.js";
import { bodyOf, bodyText, hasBodyOf } from "./received-body.js";

const FROM = headerId("From");
const TO = headerId("To");
const CONTACT = headerId("Contact");

/** A message that came in: its text, and where its header fields lie. */
export abstract class IncomingMessage {
  readonly #reading: MessageReading | undefined;
  /** What has been read, the last first: a chain takes less room than a list with room for more. */
  #typed: TypedValues | undefined;
  #via: Via | undefined;
  #from: NameAddrHeader | undefined;
  #to: NameAddrHeader | undefined;
  #body: string | undefined;

  /** @param reading - Missing only for a subclass that keeps its header fields itself and gives them by `headerRows`. */
  constructor(reading?: MessageReading) {
    this.#reading = reading;
  }

  /** The method of a request; of a response, the method in its CSeq. */
  abstract get method(): string;

  /** The whole message as it came, or, where `mended`, as it was read; where `octetText`, with one character for each octet. */
  get data(): string {
    return this.#reading?.text ?? "";
  }

  /** Whether the header was not UTF-8, so that `data` and every text from it has one character for each octet. */
  get octetText(): boolean {
    return this.#reading?.octetText ?? false;
  }

  /** What strict reading refuses this message for, where it was read with `lenient`; `undefined` when there was nothing to mend. */
  get mended(): ParseFailure | undefined {
    return this.#reading?.mended;
  }

  /** Of the top Via; `undefined` when it has none, as in RFC 2543. */
  get viaBranch(): string | undefined {
    return (this.#reading?.via ?? this.via).branch;
  }

  /** The top Via. */
  get via(): Via {
    return (this.#via ??= this.#readVia());
  }

  get from(): NameAddrHeader {
    return (this.#from ??= this.#readParty(FROM));
  }

  get to(): NameAddrHeader {
    return (this.#to ??= this.#readParty(TO));
  }

  get fromTag(): string | undefined {
    return this.#reading ? this.#reading.fromTag : (this.from.getParam("tag") ?? undefined);
  }

  get toTag(): string | undefined {
    return this.#reading ? this.#reading.toTag : (this.to.getParam("tag") ?? undefined);
  }

  get callId(): string {
    return this.#reading?.callId ?? this.getHeader("Call-ID") ?? "";
  }

  /** 0 to 2³² − 1. */
  get cseq(): number {
    return this.cseqValue?.sequence ?? 0;
  }

  /** The body as UTF-8 text; empty when there is none. */
  get body(): string {
    return (this.#body ??= this.#reading ? bodyText(this.#reading) : "");
  }

  /** Whether there is a body of at least one octet. */
  get hasBody(): boolean {
    return this.#reading ? hasBodyOf(this.#reading) : this.body !== "";
  }

  /** The octets of the body, exactly as many as Content-Length says. */
  get bodyBytes(): Uint8Array {
    return this.#reading ? bodyOf(this.#reading) : new TextEncoder().encode(this.body);
  }

  /**
   * The first value of a header, unfolded and trimmed.
   *
   * @param name - In any case, long or compact; `_` counts as `-`.
   */
  getHeader(name: string): string | undefined {
    return this.values(headerId(name), name)[0];
  }

  /** All values of a header in the order of the wire: elements of list headers, rows of the others. */
  getHeaders(name: string): string[] {
    return [...this.values(headerId(name), name)];
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

  /** Whether an element of a list header is this text, to the letter. Nothing is taken apart for it, and nothing kept. */
  lists(key: HeaderKey<unknown>, element: string): boolean {
    return this.headerRows(key.id, "").some((row) => rowLists(row, element));
  }

  /** As `data`. */
  toString(): string {
    return this.data;
  }

  /** @internal Lets go of what has been read; it is read again for whoever asks. For a message that is kept, and may never be looked at again. */
  forgetValues(): void {
    this.#typed = this.#from = this.#to = undefined;
  }

  /** Whether the header fields are those that were received, and no others can come. */
  protected get isAsReceived(): boolean {
    return this.#reading !== undefined;
  }

  /** All values of a header, as `getHeaders` gives them. */
  protected values(id: HeaderId, name = ""): readonly string[] {
    return splitRows(id, this.headerRows(id, name));
  }

  /** The one way by which header fields are read: each row of a header, unfolded and trimmed. */
  protected headerRows(id: HeaderId, name: string): readonly string[] {
    const reading = this.#reading;
    if (!reading) return [];
    const rows = rowValues(reading, id, name);
    // Of what is refused anything may stand in a value; what breaks lines is not given back.
    return reading.fault ? rows.map(withoutLineBreaks) : rows;
  }

  protected get cseqValue(): CSeqValue | undefined {
    if (this.#reading) {
      const { sequence, cseqMethod: method } = this.#reading;
      return method === "" ? undefined : { sequence, method };
    }
    const value = this.first(CSeq);
    return value instanceof ParseFailure ? undefined : value;
  }

  /** The top Via is another one: `headerRows` gives another text of it from now on. */
  protected replaceVia(via: Via): void {
    this.#via = via;
    this.#typed = without(this.#typed, Via);
  }

  #read<T>(key: HeaderKey<T>): readonly (T | ParseFailure)[] {
    for (let known = this.#typed; known !== undefined; known = known.before) {
      // Proof for the assertion: what stands beside a key was read by it.
      if (known.key === key) return known.values as readonly (T | ParseFailure)[];
    }
    const rows = this.values(key.id);
    // Not kept: that it is not there is seen as soon as it is looked up.
    if (rows.length === 0) return NONE;
    const values = readValues(key, rows, this.#reading?.maxParameters);
    this.#typed = { key, values, before: this.#typed };
    return values;
  }

  #readVia(): Via {
    if (this.#reading?.via) return this.#reading.via;
    const [text = ""] = this.values(Via.id);
    // Without a limit: what is refused for its length is answered, and what was stamped is longer than it came.
    const value = Via.parse(text);
    return value instanceof ParseFailure ? NO_VIA : value;
  }

  #readParty(id: HeaderId): NameAddrHeader {
    const value = parseNameAddr(this.headerRows(id, "")[0] ?? "", this.#reading?.maxParameters);
    return value instanceof ParseFailure ? nobody() : value;
  }
}

/** What has been read of a header. */
interface TypedValues {
  readonly key: HeaderKey<unknown>;
  readonly values: readonly unknown[];
  /** What was read before it. */
  readonly before: TypedValues | undefined;
}

function without(typed: TypedValues | undefined, key: HeaderKey<unknown>): TypedValues | undefined {
  if (typed === undefined || typed.key === key) return typed?.before;
  const before = without(typed.before, key);
  return before === typed.before ? typed : { ...typed, before };
}

function readValues<T>(
  key: HeaderKey<T>,
  rows: readonly string[],
  maxParameters: number | undefined,
): readonly (T | ParseFailure)[] {
  const [first = ""] = rows;
  // Exactly as large as it has to be: a list that has grown keeps room for a dozen more.
  if (rows.length === 1) return [key.parse(first, maxParameters)];
  // RFC 3261 §7.3.1: where one value belongs, of two neither counts.
  if (headerKind(key.id) === "one") return [new ParseFailure("one header field", 0)];
  return rows.map((value) => key.parse(value, maxParameters));
}

const NONE: readonly never[] = [];

function withoutLineBreaks(value: string): string {
  const text = value.replace(/[\r\n]/g, " ");
  return trimmed(text, 0, text.length);
}

function splitRows(id: HeaderId, rows: readonly string[]): readonly string[] {
  if (rows.length === 0 || headerKind(id) !== "list") return rows;
  // Nearly always.
  if (rows.length === 1 && rows[0] !== "" && rows[0]?.includes(",") === false) return rows;
  const elements: string[] = [];
  for (const row of rows) {
    if (row.includes(",")) for (const element of splitAtCommas(row)) elements.push(element);
    else if (row !== "") elements.push(row);
  }
  // RFC 3261 §7.3.1: Contact is a list, except as `*`; together they are one value that nobody can read.
  return id === CONTACT && elements.length > 1 && elements.includes("*") ? [elements.join(", ")] : elements;
}

function rowLists(row: string, element: string): boolean {
  for (let at = row.indexOf(element); at >= 0; at = row.indexOf(element, at + 1)) {
    if (isBetween(row.charCodeAt(at - 1)) && isBetween(row.charCodeAt(at + element.length))) return true;
  }
  return false;
}

/** A comma, white space, or (as it is no number) an end of the row. */
function isBetween(code: number): boolean {
  return code === COMMA || isWhiteSpace(code) || Number.isNaN(code);
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
