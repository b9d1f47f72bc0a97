import { utf8Length } from "./octet-text.js";
import { decodeUtf8, type ReceivedText } from "./received-text.js";

const NOT_ASCII = /[^\0-\x7f]/;

/** The body of a message that came in: cut from the octets where octets and characters differ. RFC 3261 §20.14 */
export class ReceivedBody {
  readonly #received: ReceivedText;
  readonly #start: number;
  /** Octets, as Content-Length has it; without one, all there are. */
  readonly #length: number | undefined;

  constructor(received: ReceivedText, start: number, length?: number) {
    this.#received = received;
    this.#start = start;
    this.#length = length;
  }

  /** As UTF-8. */
  get text(): string {
    const { text, octets } = this.#received;
    if (octets) return decodeUtf8(this.bytes);
    const body = text.slice(this.#start, this.#length === undefined ? undefined : this.#start + this.#length);
    return this.#length !== undefined && NOT_ASCII.test(body) ? decodeUtf8(this.bytes) : body;
  }

  get bytes(): Uint8Array {
    const { text, octets, bodyOctet } = this.#received;
    const all = octets ? octets.subarray(bodyOctet) : new TextEncoder().encode(text.slice(this.#start));
    return this.#length === undefined ? all : all.subarray(0, this.#length);
  }
}

/** Whether at least this many octets follow the head. */
export function hasOctets(received: ReceivedText, start: number, length: number): boolean {
  const { text, octets, bodyOctet } = received;
  if (octets) return octets.length - bodyOctet >= length;
  // A character is one octet at least: counting is only needed where there are fewer characters than that.
  return text.length - start >= length || utf8Length(text.slice(start)) >= length;
}
