/** Whatever a failure may carry besides its text. */
export interface ParseFailureDetails<Request> {
  readonly code?: string;
  readonly header?: string | undefined;
  readonly request?: Request | undefined;
  readonly statusCode?: number;
  readonly reasonPhrase?: string;
}

/**
 * What came from the peer could not be read. A value, never thrown.
 *
 * @typeParam Request - `IncomingRequestMessage` where `parseMessage` gives it; the grammar knows nothing of messages.
 */
export class ParseFailure<Request = unknown> {
  /** For programs: `cseq-unreadable`, `header-missing`, `start-line`, … */
  readonly code: string;
  /** For people: what should have stood there. */
  readonly expected: string;
  /** Where reading stopped, in characters from the start of what was read: of a message, or of one value. */
  readonly offset: number;
  /** Canonical name of the header field at fault. */
  readonly header: string | undefined;
  /** Set for a request that is readable far enough to be answered. Never for an ACK or a response. RFC 3261 §21.4.1 */
  readonly request: Request | undefined;
  /** What to answer where `request` is set: 400, 413, 414, 505 or 513. */
  readonly statusCode: number;
  /** What to answer it with, such as `Missing CSeq header field`. */
  readonly reasonPhrase: string;

  constructor(expected: string, offset: number, details: ParseFailureDetails<Request> = {}) {
    this.code = details.code ?? "unreadable";
    this.expected = expected;
    this.offset = offset;
    this.header = details.header;
    this.request = details.request;
    this.statusCode = details.statusCode ?? 400;
    this.reasonPhrase = details.reasonPhrase ?? "Bad Request";
  }
}
