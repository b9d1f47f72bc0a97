import { type Address } from "../environment/flow.js";
import { SEMICOLON } from "./grammar/characters.js";
import { isSameHost } from "./grammar/ip-address.js";
import { withoutBrackets } from "./grammar/host.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { parseUri, URI } from "./grammar/uri.js";
import { type CopiedHeaders, writeCopiedHeaders } from "./copied-headers.js";
import { type HeaderId, headerId } from "./header/names.js";
import { defaultPort, stampedVia, type Via } from "./header/via.js";
import { IncomingMessage } from "./incoming-message.js";
import { type MessageReading } from "./message-reading.js";

/** The three parts of a request line. */
export interface RequestLine {
  readonly method: string;
  readonly requestUri: string;
}

const VIA = headerId("Via");

/** A request that came in. RFC 3261 §7.1 */
export class IncomingRequestMessage extends IncomingMessage {
  readonly #method: string;
  readonly #requestUri: string;
  #ruri: URI | undefined;
  /** As they came; what is stamped is always this. */
  #received: { readonly texts: readonly string[]; readonly top: Via } | undefined;
  #vias: readonly string[] | undefined;
  #responseAddress: Address | undefined;
  #copied: CopiedHeaders | undefined;

  constructor(line: RequestLine = { method: "", requestUri: "" }, reading?: MessageReading) {
    super(reading);
    this.#method = line.method;
    this.#requestUri = line.requestUri;
    this.#vias = reading?.readableVias;
  }

  get method(): string {
    return this.#method;
  }

  /** The Request-URI as it stood. */
  get requestUri(): string {
    return this.#requestUri;
  }

  /** The Request-URI; of a scheme other than sip and sips all but the scheme is opaque. */
  get ruri(): URI {
    return (this.#ruri ??= readRequestUri(this.requestUri));
  }

  /** The method in the CSeq: that of the request line, but for methods nobody knows. */
  get cseqMethod(): string {
    return this.cseqValue?.method ?? "";
  }

  /**
   * Notes where the request really came from, in the top Via that responses copy. RFC 3261 §18.2.1, RFC 3581 §4
   *
   * What the peer itself wrote into `received` and `rport` is overwritten. Calling it again changes nothing.
   */
  stampSource(source: Address): void {
    this.#received ??= { texts: this.values(VIA), top: this.via };
    const { texts, top: via } = this.#received;
    const [top] = texts;
    if (top === undefined) return;
    const host = withoutBrackets(source.host);
    // RFC 4007 §11: the zone of a link-local address means something on this machine only.
    const zone = host.indexOf("%");
    const written = zone < 0 ? host : host.slice(0, zone);
    const asksForPort = via.rport !== undefined;
    const port = (asksForPort ? source.port : via.port) ?? defaultPort(via.transport);
    // RFC 3261 §18.2.1: who says the truth about itself needs no correction.
    if (!asksForPort && via.received === undefined && isSameHost(via.host, written)) {
      this.#responseAddress = { host, port };
      return;
    }
    this.#responseAddress = { host, port };
    const text = stamp(top, via, written, source.port);
    this.#replaceTop(text, texts, { received: written, rport: asksForPort ? source.port : undefined });
  }

  /**
   * Agrees to keep-alives where the sender offers them: the `keep` without a value in the top Via that responses copy gets one. RFC 6223 §4.4
   *
   * @param seconds - How often is recommended; 0: no recommendation.
   */
  stampKeepAlive(seconds: number): void {
    const texts = this.values(VIA);
    const [top = ""] = texts;
    if (!KEEP.test(top) || top.includes('"')) return;
    this.#received ??= { texts, top: this.via };
    this.#replaceTop(top.replace(KEEP, `;keep=${seconds}`), texts, this.via);
  }

  /** What every response copies. Written for the first of them; in a message that can still be written to, for each. */
  get copiedHeaders(): CopiedHeaders {
    const copied = this.#copied ?? writeCopiedHeaders((id) => this.headerRows(id, ""));
    if (this.isAsReceived) this.#copied = copied;
    return copied;
  }

  /** @internal */
  override forgetValues(): void {
    super.forgetValues();
    this.#ruri = undefined;
  }

  /** @internal Lets go of what every response copies: the next one writes it anew, and may be long in coming. */
  forgetCopied(): void {
    this.#copied = undefined;
  }

  /**
   * Where a response over an unreliable transport goes. RFC 3261 §18.2.2, RFC 3581 §4
   *
   * `maddr` is not followed: it would let a stranger choose whom we send to. `undefined` before `stampSource`.
   */
  get responseAddress(): Address | undefined {
    return this.#responseAddress;
  }

  #replaceTop(text: string, texts: readonly string[], stamped: Pick<Via, "received" | "rport">): void {
    this.#vias = [text, ...texts.slice(1)];
    this.#copied = undefined;
    this.replaceVia(stampedVia(this.via, text, stamped));
  }

  protected override headerRows(id: HeaderId, name: string): readonly string[] {
    return id === VIA && this.#vias ? this.#vias : super.headerRows(id, name);
  }
}

/** Writes `received`, and `rport` where it is asked for, in place of what stands there. All else stays to the letter. */
function stamp(text: string, via: Via, host: string, port: number): string {
  const received = `;received=${host}`;
  // Even without a value there may be one already.
  if (!RECEIVED.test(text) && !text.includes('"')) {
    if (via.rport === undefined) return text + received;
    // The usual case, without taking the text apart.
    const behind = text.indexOf(";rport") + 6;
    if (behind > 5 && (behind === text.length || text.charCodeAt(behind) === SEMICOLON)) {
      return `${text.slice(0, behind)}=${port}${received}${text.slice(behind)}`;
    }
  }
  const kept = splitAtSemicolons(text).filter((part) => !RECEIVED_OR_RPORT.test(part));
  const rport = via.rport === undefined ? "" : `;rport=${port}`;
  return `${kept.join(";")}${rport}${received}`;
}

/** Without a value. */
const KEEP = /;[ \t]*keep[ \t]*(?=;|$)/i;
const RECEIVED = /;[ \t]*received/i;
const RECEIVED_OR_RPORT = /^[ \t]*(?:received|rport)[ \t]*(?:=|$)/i;

/** Splits at semicolons outside quotes. */
function splitAtSemicolons(text: string): string[] {
  if (!text.includes('"')) return text.split(";");
  return text.match(/(?:[^;"]|"(?:[^"\\]|\\[^])*")+/g) ?? [];
}

function readRequestUri(text: string): URI {
  const uri = parseUri(text);
  // Only of a request that is refused: what passed `parseMessage` has a Request-URI that can be read.
  return uri instanceof ParseFailure ? URI.opaque("", text) : uri;
}
