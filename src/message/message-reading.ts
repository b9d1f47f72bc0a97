import { type ParseFailure } from "./grammar/parse-failure.js";
import { type Via } from "./header/via.js";
import { type ReceivedText } from "./received-text.js";

/** What `parseMessage` has found out about a message: its text, where its header fields lie, and what every transaction needs of it. */
export class MessageReading {
  /** The whole message, as it came or as it was mended; where `octetText`, with one character for each octet. */
  readonly text: string;
  readonly octetText: boolean;
  /** Whether there is an octet for each character. */
  readonly isAscii: boolean;
  /** All that follows the head, where it is not UTF-8. */
  readonly bodyOctets: Uint8Array | undefined;
  /** How many parameters a value may have. */
  readonly maxParameters: number;
  /** Two numbers a header field, as `header-index.ts` has them. */
  rows: readonly number[] = NONE;
  /** A bit for each id that there is; an id beyond 63 shares that of a smaller one. A glance says of most headers that they are not there. */
  lowIds = 0;
  highIds = 0;
  /** Where the body begins; the end of the text when the empty line is missing. */
  bodyStart = 0;
  /** Octets, as the header has it. */
  contentLength: number | undefined = undefined;
  /** The top one. */
  via: Via | undefined = undefined;
  /** The Vias as far as they can be read, where one cannot. */
  readableVias: readonly string[] | undefined = undefined;
  fromTag: string | undefined = undefined;
  toTag: string | undefined = undefined;
  callId: string | undefined = undefined;
  sequence = 0;
  /** Empty without a CSeq that can be read. */
  cseqMethod = "";
  /** The first thing that was wrong. What is missing above is so for this reason. */
  fault: ParseFailure | undefined = undefined;
  /** What was wrong with the message as it came, where it is read leniently. */
  mended: ParseFailure | undefined = undefined;

  constructor(received: ReceivedText, maxParameters: number) {
    this.text = received.text;
    this.octetText = received.octetText;
    this.isAscii = received.isAscii;
    this.bodyOctets = received.bodyOctets;
    this.maxParameters = maxParameters;
  }
}

const NONE: readonly number[] = [];
