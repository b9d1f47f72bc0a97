import { type NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { type ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI as CoreURI } from "../message/grammar/uri.js";
import { type CSeqValue } from "../message/header/cseq.js";
import { type HeaderKey } from "../message/header/key.js";
import { type HeaderId } from "../message/header/names.js";
import { type Via } from "../message/header/via.js";
import { IncomingRequestMessage as CoreIncomingRequestMessage } from "../message/incoming-request-message.js";
import { appendHeader, dictionaryName, type HeaderDictionary, parsedHeader } from "./header-dictionary.js";
import { MessageMembers, nameOf } from "./message-members.js";
import { URI } from "./uri.js";

/**
 * A request that may be built by hand: empty at first, every member and every header field can be set.
 *
 * What is set over a header counts more than the header. The core reads it once, when it is handed in.
 */
export class IncomingRequestMessage extends CoreIncomingRequestMessage {
  readonly #members = new MessageMembers();
  #ruri: CoreURI | undefined;
  #referTo: unknown;

  override get method(): string {
    return this.#members.method ?? this.#members.otherwise("");
  }
  override set method(method: string) {
    this.#members.method = method;
  }

  /** Never missing in what is handed in, unlike SIP.js's: where none was set it is one of a scheme that nobody serves. */
  override get ruri(): CoreURI {
    return this.#ruri ?? this.#members.otherwise(new URI("none", undefined, "none.invalid"));
  }
  override set ruri(ruri: CoreURI | undefined) {
    this.#ruri = ruri;
  }

  override get requestUri(): string {
    return this.#ruri?.toRaw() ?? "";
  }

  override get cseqMethod(): string {
    return this.#members.readCSeq()?.method ?? this.method;
  }

  /** What `Refer-To` says. */
  get referTo(): unknown {
    return this.#referTo ?? this.parseHeader("Refer-To");
  }
  set referTo(referTo: unknown) {
    this.#referTo = referTo;
  }

  /** The header fields by name. May be written to directly. */
  get headers(): HeaderDictionary {
    return this.#members.headers;
  }
  set headers(headers: HeaderDictionary) {
    this.#members.headers = headers;
  }

  override get data(): string {
    return this.#members.data ?? this.#members.otherwise("");
  }
  override set data(text: string) {
    this.#members.data = text;
  }

  override get body(): string {
    return this.#members.body ?? this.#members.otherwise("");
  }
  override set body(text: string) {
    this.#members.body = text;
  }

  override get callId(): string {
    return this.#members.rows("Call-ID")[0] ?? this.#members.otherwise("");
  }
  override set callId(callId: string) {
    this.#members.callId = callId;
  }

  override get cseq(): number {
    return this.#members.readCSeq()?.sequence ?? this.#members.otherwise(0);
  }
  override set cseq(sequence: number) {
    this.#members.cseq = sequence;
  }

  override get via(): Via {
    return this.#members.readVia();
  }
  override set via(via: Partial<Via>) {
    this.#members.via = via;
  }

  override get viaBranch(): string | undefined {
    return this.#members.viaBranch ?? this.#members.readBranch();
  }
  override set viaBranch(branch: string | undefined) {
    this.#members.viaBranch = branch;
  }

  override get from(): NameAddrHeader {
    return this.#members.readAddress("From");
  }
  override set from(from: NameAddrHeader) {
    this.#members.from = from;
  }

  override get to(): NameAddrHeader {
    return this.#members.readAddress("To");
  }
  override set to(to: NameAddrHeader) {
    this.#members.to = to;
  }

  override get fromTag(): string | undefined {
    return this.#members.fromTag ?? this.#members.readTag("From");
  }
  override set fromTag(tag: string | undefined) {
    this.#members.fromTag = tag;
  }

  override get toTag(): string | undefined {
    return this.#members.toTag ?? this.#members.readTag("To");
  }
  override set toTag(tag: string | undefined) {
    this.#members.toTag = tag;
  }

  /** Adds a row behind those of the same name. */
  addHeader(name: string, value: string): void {
    appendHeader(this.headers, name, { raw: value });
  }

  /** Puts one row in the place of all of the same name. */
  setHeader(name: string, value: string): void {
    this.headers[dictionaryName(name)] = [{ raw: value }];
  }

  /** The whole first row, lists included. */
  override getHeader(name: string): string | undefined {
    return this.getHeaders(name)[0];
  }

  /** The rows; of Via, Contact, Route and Record-Route the elements. */
  override getHeaders(name: string): string[] {
    return this.#members.values(dictionaryName(name));
  }

  override hasHeader(name: string): boolean {
    return this.#members.rows(dictionaryName(name)).length > 0;
  }

  /**
   * The value that SIP.js's grammar gives for one row.
   *
   * @returns `undefined` when there is none that can be read. Unlike SIP.js's, this takes nothing away.
   */
  override parseHeader(name: string, index = 0): unknown {
    return parsedHeader(this.headers, name, index);
  }

  /** Alias of `parseHeader`. */
  s(name: string, index = 0): unknown {
    return this.parseHeader(name, index);
  }

  override first<T>(key: HeaderKey<T>): T | ParseFailure | undefined {
    return this.#members.typed(key)[0];
  }

  override all<T>(key: HeaderKey<T>): (T | ParseFailure)[] {
    return this.#members.typed(key);
  }

  protected override headerRows(id: HeaderId, name: string): readonly string[] {
    return this.#members.rows(dictionaryName(nameOf(id, name)));
  }

  protected override get cseqValue(): CSeqValue | undefined {
    return this.#members.readCSeq();
  }
}
