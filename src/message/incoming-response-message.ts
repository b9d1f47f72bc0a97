import { decodeEscapes } from "./grammar/percent.js";
import { IncomingMessage } from "./incoming-message.js";
import { type MessageReading } from "./message-reading.js";

/** What a status line says. */
export interface StatusLine {
  readonly statusCode: number;
  readonly reasonPhrase: string;
}

/** A response that came in. RFC 3261 §7.2 */
export class IncomingResponseMessage extends IncomingMessage {
  readonly #line: StatusLine;

  constructor(line: StatusLine = { statusCode: 0, reasonPhrase: "" }, reading?: MessageReading) {
    super(reading);
    this.#line = line;
  }

  /** The method of the request that it answers. */
  get method(): string {
    return this.cseqValue?.method ?? "";
  }

  /** 100 to 699. */
  get statusCode(): number {
    return this.#line.statusCode;
  }

  /** For people; may be empty. Its escapes are decoded, RFC 3261 §25.1. */
  get reasonPhrase(): string {
    return decodeEscapes(this.#line.reasonPhrase);
  }
}
