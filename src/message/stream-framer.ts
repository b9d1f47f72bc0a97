import { codesOf } from "./grammar/codes.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { headerId, headerIdAt, type HeaderId } from "./header/names.js";
import { completeLimits, type Limits } from "./limits.js";
import { toOctetText } from "./octet-text.js";

/** What a framer is told. */
export interface StreamFramerOptions {
  /** What is left out is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits> | undefined;
  /** Takes the octets of one whole message, for `parseMessage` with `stream: true`. They are the taker's to keep. */
  onMessage(octets: Uint8Array): void;
  /** A keep-alive, RFC 5626 §3.5.1: two empty lines between messages; one empty line is what it is answered with. */
  onKeepAlive?(): void;
  /** Whether an empty line between messages is what a keep-alive of ours was waiting for: it is no half of the peer's, then. Asked for each. */
  takePong?(): boolean;
  /**
   * The stream cannot be followed any further; what comes after it is thrown away. The message at fault, as far as it has come, has been
   * given to `onMessage` before, so that it can be answered. Then the connection is to be closed.
   */
  onFailure(failure: ParseFailure): void;
}

/** Cuts a stream into messages: the same ones, in whatever pieces it comes. RFC 3261 §18.3 */
export class StreamFramer {
  readonly #options: StreamFramerOptions;
  readonly #limits: Limits;
  #buffer = new Uint8Array(INITIAL_SIZE);
  #length = 0;
  /** Up to here there is no end of the head: looked at once. */
  #searched = 0;
  /** Octets of head and body, once the head is there. */
  #wanted: number | undefined;
  #lineFeeds = 0;
  #failed = false;

  constructor(options: StreamFramerOptions) {
    this.#options = options;
    this.#limits = completeLimits(options.limits);
  }

  /** Whether a message has begun and not ended: what a time limit on the stream is for. */
  get isInsideMessage(): boolean {
    return this.#length > 0;
  }

  /** Takes the next octets of the stream; calls back for each message that they complete. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#failed) {
      if (this.#length === 0) {
        at = this.#skipEmptyLines(chunk, at);
        if (at === chunk.length) return;
        // What begins with a control character, such as a TLS handshake, is not waited for to end.
        if ((chunk[at] ?? 0) < 0x20) return this.#refuse(chunk.subarray(at, at + 1));
      }
      at += this.#take(chunk, at);
    }
  }

  /** RFC 3261 §7.5: empty lines before a start line are skipped; RFC 5626 §3.5.1: two of them are a keep-alive. */
  #skipEmptyLines(chunk: Uint8Array, at: number): number {
    for (; at < chunk.length; at++) {
      const octet = chunk[at];
      if (octet === LF) {
        if (this.#options.takePong?.() === true) continue;
        this.#lineFeeds++;
        if (this.#lineFeeds % 2 === 0) this.#options.onKeepAlive?.();
      } else if (octet !== CR) {
        this.#lineFeeds = 0;
        break;
      }
    }
    return at;
  }

  /** Takes as much as the message at hand needs, and gives how much that was. */
  #take(chunk: Uint8Array, at: number): number {
    const longest = this.#limits.head + EMPTY_LINE;
    const free = (this.#wanted ?? longest) - this.#length;
    // In small pieces while the end of the head is not known: what lies behind it is taken twice.
    const taken = Math.min(chunk.length - at, this.#wanted === undefined ? Math.min(free, INITIAL_SIZE) : free);
    this.#append(chunk.subarray(at, at + taken));
    if (this.#wanted === undefined) {
      const headEnd = this.#findHeadEnd();
      if (headEnd < 0) {
        if (this.#length >= longest) this.#fail(tooLong("a shorter head", this.#length, 513), this.#length);
        return taken;
      }
      const excess = this.#length - headEnd;
      // What lies behind the head is taken again, as body or as the next message.
      this.#length = headEnd;
      this.#measure(headEnd);
      this.#deliverIfWhole();
      return taken - excess;
    }
    this.#deliverIfWhole();
    return taken;
  }

  /** Finds out how long the message is. RFC 3261 §18.3: on a stream only Content-Length says it. */
  #measure(headEnd: number): void {
    const head = toOctetText(this.#buffer.subarray(0, headEnd));
    // What is not SIP is not followed: there may be SIP in its body, put there for us.
    const length = START_LINE.test(head.slice(0, head.indexOf("\r\n"))) ? contentLength(head) : notSip();
    if (length instanceof ParseFailure) this.#fail(length, headEnd);
    else if (length > this.#limits.body) this.#fail(tooLong("a shorter body", headEnd, 413), headEnd);
    else this.#wanted = headEnd + length;
  }

  #deliverIfWhole(): void {
    if (this.#failed || this.#length !== this.#wanted) return;
    const octets = this.#buffer.slice(0, this.#length);
    this.#length = 0;
    this.#searched = 0;
    this.#wanted = undefined;
    if (this.#buffer.length > KEPT_SIZE) this.#buffer = new Uint8Array(INITIAL_SIZE);
    this.#options.onMessage(octets);
  }

  #refuse(octets: Uint8Array): void {
    this.#append(octets);
    this.#fail(notSip(), this.#length);
  }

  #fail(failure: ParseFailure, length: number): void {
    this.#failed = true;
    const octets = this.#buffer.slice(0, length);
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
    this.#options.onMessage(octets);
    this.#options.onFailure(failure);
  }

  #append(octets: Uint8Array): void {
    const length = this.#length + octets.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(octets, this.#length);
    this.#length = length;
  }

  /** Gives where the head ends, or -1; goes on where it stopped before, so that the whole costs what one look costs. */
  #findHeadEnd(): number {
    const buffer = this.#buffer;
    for (let at = Math.max(this.#searched, 3); at < this.#length; at++) {
      if (buffer[at] === LF && buffer[at - 1] === CR && buffer[at - 2] === LF && buffer[at - 3] === CR) return at + 1;
    }
    this.#searched = this.#length;
    return -1;
  }
}

const CR = 0x0d;
const LF = 0x0a;
const START_LINE = /^SIP\/|SIP\/[\d.]*[ \t]*$/i;
const EMPTY_LINE = 2;
const INITIAL_SIZE = 2_048;
const KEPT_SIZE = 8_192;
const CONTENT_LENGTH = headerId("Content-Length");

/** The one Content-Length of a head. RFC 3261 §20.14 */
function contentLength(head: string): number | ParseFailure {
  let found: string | undefined;
  for (const line of head
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")
    .slice(1)) {
    const colon = line.indexOf(":");
    if (colon < 0 || idOf(line.slice(0, colon).trimEnd()) !== CONTENT_LENGTH) continue;
    const value = line.slice(colon + 1).trim();
    if (found !== undefined) return badLength("header-repeated", "one Content-Length");
    found = value;
  }
  if (found === undefined) return badLength("header-missing", "Content-Length");
  return /^\d+$/.test(found) ? Number(found) : badLength("content-length", "number");
}

/** As the parser sees it: what the framer took for a length alone would be a way to smuggle. */
function idOf(name: string): HeaderId {
  return headerIdAt(codesOf(name), 0, name.length);
}

function notSip(): ParseFailure {
  return new ParseFailure("SIP/2.0", 0, { code: "start-line", statusCode: 400 });
}

function badLength(code: string, expected: string): ParseFailure {
  return new ParseFailure(expected, 0, { code, header: "Content-Length", statusCode: 400 });
}

function tooLong(expected: string, offset: number, statusCode: number): ParseFailure {
  return new ParseFailure(expected, offset, { code: "too-long", statusCode });
}
