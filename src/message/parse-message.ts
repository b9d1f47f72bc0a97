import { readEssentialHeaders } from "./essential-headers.js";
import { CR, LF } from "./grammar/characters.js";
import { type Codes, messageCodesOf } from "./grammar/codes.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { headerId } from "./header/names.js";
import { firstValueStart, indexHeaders } from "./header-index.js";
import { IncomingRequestMessage } from "./incoming-request-message.js";
import { IncomingResponseMessage } from "./incoming-response-message.js";
import { completeLimits, DEFAULT_LIMITS, type Limits } from "./limits.js";
import { MessageReading } from "./message-reading.js";
import { isMendable, mend } from "./mend.js";
import { KNOWN_METHODS } from "./methods.js";
import { hasBodyOctets } from "./received-body.js";
import { type ReceivedText, receiveOctets, receiveText } from "./received-text.js";
import { readRequestLine, readStatusLine } from "./start-line.js";

const CONTENT_LENGTH = headerId("Content-Length");

/** How a message is read. */
export interface ParseOptions {
  /** What is left out is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** The octets came framed from a stream: Content-Length is compulsory. @defaultValue false */
  readonly stream?: boolean;
  /**
   * Mends what is wrong in one way that is well known and has one meaning, instead of refusing it; docs/reading.md says what. The message
   * then has `mended`. What ends a message, and where, is never guessed.
   *
   * @defaultValue false
   */
  readonly lenient?: boolean;
}

/**
 * Reads one whole message, a datagram or what a `StreamFramer` gives.
 *
 * What every transaction needs (top Via, From, To, Call-ID, CSeq) has been read in what this returns; everything else waits until it is
 * asked for.
 *
 * @returns A failure for what cannot be served. Where it can be answered, the failure has the `request`, with a `statusCode`; an ACK
 * and a response never can.
 */
export function parseMessage(
  data: string | Uint8Array,
  options: ParseOptions = {},
): IncomingRequestMessage | IncomingResponseMessage | ParseFailure<IncomingRequestMessage> {
  const limits = options.limits ? completeLimits(options.limits) : DEFAULT_LIMITS;
  return readMessage(data, limits, options.stream ?? false, options.lenient ?? false);
}

/** `parseMessage` for who has all limits at hand. */
export function readMessage(
  data: string | Uint8Array,
  limits: Limits,
  isStream: boolean,
  isLenient = false,
): ReturnType<typeof parseMessage> {
  const received = typeof data === "string" ? receiveText(data) : receiveOctets(data);
  const message = read(new MessageReading(received, limits.parameters), received.codes, limits, isStream);
  if (!isLenient || !(message instanceof ParseFailure)) return message;
  return readMended(received, message, limits, isStream);
}

/** Reads once more what could not be read; where it still cannot be, the first failure stands. */
function readMended(
  received: ReceivedText,
  failure: ParseFailure<IncomingRequestMessage>,
  limits: Limits,
  isStream: boolean,
): ReturnType<typeof parseMessage> {
  if (!isMendable(failure)) return failure;
  const text = mend(received.text, limits.head);
  const reading = new MessageReading({ ...received, text }, limits.parameters);
  // Told without the request as it was read first: that would keep the text of both in memory.
  reading.mended = unanswerable(failure);
  const message = read(reading, messageCodesOf(text), limits, isStream);
  return message instanceof ParseFailure ? failure : message;
}

function read(
  reading: MessageReading,
  codes: Codes,
  limits: Limits,
  isStream: boolean,
): ReturnType<typeof parseMessage> {
  const { text } = reading;
  let start = 0;
  // RFC 3261 §7.5: empty lines before the start line are skipped.
  while (text.charCodeAt(start) === CR && text.charCodeAt(start + 1) === LF) start += 2;
  const lineEnd = text.indexOf("\r\n", start);
  if (lineEnd < 0) return new ParseFailure("start line", start, { code: "start-line" });
  if (isStatusLine(text, start)) {
    const line = readStatusLine(text.slice(start, lineEnd));
    if (line instanceof ParseFailure) return unanswerable(line);
    readRest(reading, codes, start, lineEnd + 2, limits, isStream);
    return reading.fault ? unanswerable(reading.fault) : new IncomingResponseMessage(line, reading);
  }
  const line = readRequestLine(reading, codes, start, lineEnd, limits);
  readRest(reading, codes, start, lineEnd + 2, limits, isStream);
  reading.fault ??= branchFault(reading) ?? methodFault(line.method, reading);
  // One text for both, as long as the message is kept.
  if (reading.cseqMethod === line.method) reading.cseqMethod = line.method;
  const request = new IncomingRequestMessage(line, reading);
  return reading.fault ? failedRequest(request, reading.fault, reading) : request;
}

/** Reads all that follows the start line. */
function readRest(
  reading: MessageReading,
  codes: Codes,
  start: number,
  headers: number,
  limits: Limits,
  isStream: boolean,
): void {
  indexHeaders(reading, codes, start, headers, limits);
  readEssentialHeaders(reading, codes, limits);
  reading.fault ??= bodyFault(reading, limits, isStream);
}

/** RFC 3261 §17.1.1.3, §8.2.6: an ACK is never answered; without a Via nothing can be. */
function failedRequest(
  request: IncomingRequestMessage,
  fault: ParseFailure,
  { cseqMethod, callId, via, readableVias }: MessageReading,
): ParseFailure<IncomingRequestMessage> {
  const isAck = request.method === "ACK" || cseqMethod === "ACK";
  const hasVia = via !== undefined || (readableVias?.length ?? 0) > 0;
  // What breaks off before all of this was there would get an answer that nobody can match.
  const isCut = fault.code === "too-long" && (cseqMethod === "" || callId === undefined);
  const isAnswerable = hasVia && !isAck && !isCut;
  return new ParseFailure(fault.expected, fault.offset, {
    ...detailsOf(fault),
    request: isAnswerable ? request : undefined,
  });
}

function unanswerable(fault: ParseFailure): ParseFailure<IncomingRequestMessage> {
  return new ParseFailure(fault.expected, fault.offset, detailsOf(fault));
}

/** RFC 3261 §18.3, §20.14 */
function bodyFault(reading: MessageReading, limits: Limits, isStream: boolean): ParseFailure | undefined {
  const { bodyStart, contentLength: length } = reading;
  const header = "Content-Length";
  if (length === undefined && isStream) {
    return new ParseFailure(header, bodyStart, {
      code: "header-missing",
      header,
      reasonPhrase: "Missing Content-Length header field",
    });
  }
  const isWhole = length === undefined || hasBodyOctets(reading, length);
  const isTooLong = length === undefined ? hasBodyOctets(reading, limits.body + 1) : length > limits.body;
  // A stream is refused by what it announces; of a datagram everything is here already.
  if (isTooLong && (isWhole || isStream)) {
    return new ParseFailure("a shorter body", bodyStart, {
      code: "too-long",
      statusCode: 413,
      reasonPhrase: "Request Entity Too Large",
    });
  }
  if (!isWhole) {
    return new ParseFailure("a longer body", firstValueStart(reading, CONTENT_LENGTH), {
      code: "content-length",
      header,
      reasonPhrase: "Content-Length larger than the message",
    });
  }
  return undefined;
}

/** RFC 4475 §3.2.1: a branch that is nothing but the cookie names no transaction. */
function branchFault({ via, mended }: MessageReading): ParseFailure | undefined {
  // Read leniently it is a branch of RFC 2543: with the whole of the request it does name one.
  if (mended) return undefined;
  if (via?.branch?.length !== 7 || via.branch.toLowerCase() !== "z9hg4bk") return undefined;
  return new ParseFailure("branch", 0, {
    code: "via-branch",
    header: "Via",
    reasonPhrase: "Malformed Via header field",
  });
}

/** RFC 3261 §8.1.1.5: the method stands twice. Of a method nobody knows this is the smaller fault: it is answered 501. */
function methodFault(method: string, { cseqMethod }: MessageReading): ParseFailure | undefined {
  if (cseqMethod === "" || cseqMethod === method || !KNOWN_METHODS.has(method)) return undefined;
  return new ParseFailure(method, 0, { code: "cseq-method", header: "CSeq", reasonPhrase: "CSeq method mismatch" });
}

function detailsOf({ code, header, statusCode, reasonPhrase }: ParseFailure) {
  return { code, header, statusCode, reasonPhrase };
}

function isStatusLine(text: string, start: number): boolean {
  return text.charCodeAt(start + 3) === 0x2f && text.slice(start, start + 4).toUpperCase() === "SIP/";
}
