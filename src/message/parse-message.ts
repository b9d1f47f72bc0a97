import { readEssentialHeaders, type EssentialHeaders } from "./essential-headers.js";
import { CR, LF } from "./grammar/characters.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { indexHeaders } from "./header-index.js";
import { type MessageReading } from "./incoming-message.js";
import { IncomingRequestMessage } from "./incoming-request-message.js";
import { IncomingResponseMessage } from "./incoming-response-message.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import { KNOWN_METHODS } from "./methods.js";
import { hasOctets, ReceivedBody } from "./received-body.js";
import { receiveOctets, receiveText, type ReceivedText } from "./received-text.js";
import { readRequestLine, readStatusLine } from "./start-line.js";

/** How a message is read. */
export interface ParseOptions {
  /** @defaultValue DEFAULT_LIMITS */
  readonly limits?: Limits;
  /** The octets came framed from a stream: Content-Length is compulsory. @defaultValue false */
  readonly stream?: boolean;
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
  const received = typeof data === "string" ? receiveText(data) : receiveOctets(data);
  const { text } = received;
  let start = 0;
  // RFC 3261 §7.5: empty lines before the start line are skipped.
  while (text.charCodeAt(start) === CR && text.charCodeAt(start + 1) === LF) start += 2;
  const lineEnd = text.indexOf("\r\n", start);
  if (lineEnd < 0) return new ParseFailure("start line", start, { code: "start-line" });
  return isStatusLine(text, start)
    ? parseResponse(received, start, lineEnd, options)
    : parseRequest(received, start, lineEnd, options);
}

function parseRequest(
  received: ReceivedText,
  start: number,
  lineEnd: number,
  options: ParseOptions,
): IncomingRequestMessage | ParseFailure<IncomingRequestMessage> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const { line, fault: lineFault } = readRequestLine(received.text, start, lineEnd, limits);
  const reading = readRest(received, lineEnd + 2, options);
  const { essential } = reading;
  const fault = lineFault ?? essential.fault ?? branchFault(essential) ?? methodFault(line.method, essential);
  const request = new IncomingRequestMessage(line, reading);
  if (!fault) return request;
  // RFC 3261 §17.1.1.3, §8.2.6: an ACK is never answered; without a Via nothing can be.
  const isAck = line.method === "ACK" || essential.cseq?.method === "ACK";
  const isAnswerable = !isAck && (essential.via !== undefined || (essential.readableVias?.length ?? 0) > 0);
  return new ParseFailure(fault.expected, fault.offset, {
    ...detailsOf(fault),
    request: isAnswerable ? request : undefined,
  });
}

function parseResponse(
  received: ReceivedText,
  start: number,
  lineEnd: number,
  options: ParseOptions,
): IncomingResponseMessage | ParseFailure<IncomingRequestMessage> {
  const line = readStatusLine(received.text.slice(start, lineEnd));
  if (line instanceof ParseFailure) return new ParseFailure(line.expected, line.offset, detailsOf(line));
  const reading = readRest(received, lineEnd + 2, options);
  const { fault } = reading.essential;
  if (fault) return new ParseFailure(fault.expected, fault.offset, detailsOf(fault));
  return new IncomingResponseMessage(line, reading);
}

/** Reads all that follows the start line. */
function readRest(received: ReceivedText, start: number, options: ParseOptions): MessageReading {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const index = indexHeaders(received.text, start, limits);
  const essential = readEssentialHeaders(index, limits);
  const { contentLength } = essential;
  const body = new ReceivedBody(received, index.bodyStart, contentLength);
  essential.fault ??= bodyFault(received, index.bodyStart, contentLength, limits, options.stream ?? false);
  return { received, index, essential, body };
}

/** RFC 3261 §18.3, §20.14 */
function bodyFault(
  received: ReceivedText,
  start: number,
  length: number | undefined,
  limits: Limits,
  isStream: boolean,
): ParseFailure | undefined {
  const header = "Content-Length";
  if (length === undefined && isStream) {
    return new ParseFailure(header, start, {
      code: "header-missing",
      header,
      reasonPhrase: "Missing Content-Length header field",
    });
  }
  const isWhole = length === undefined || hasOctets(received, start, length);
  const isTooLong = length === undefined ? hasOctets(received, start, limits.body + 1) : length > limits.body;
  // A stream is refused by what it announces; of a datagram everything is here already.
  if (isTooLong && (isWhole || isStream)) {
    return new ParseFailure("a shorter body", start, {
      code: "too-long",
      statusCode: 413,
      reasonPhrase: "Request Entity Too Large",
    });
  }
  if (!isWhole) {
    return new ParseFailure("a longer body", start, {
      code: "content-length",
      header,
      reasonPhrase: "Content-Length larger than the message",
    });
  }
  return undefined;
}

/** RFC 4475 §3.2.1: a branch that is nothing but the cookie names no transaction. */
function branchFault({ via }: EssentialHeaders): ParseFailure | undefined {
  if (via?.branch?.length !== 7 || via.branch.toLowerCase() !== "z9hg4bk") return undefined;
  return new ParseFailure("branch", 0, {
    code: "via-branch",
    header: "Via",
    reasonPhrase: "Malformed Via header field",
  });
}

/** RFC 3261 §8.1.1.5: the method stands twice. Of a method nobody knows this is the smaller fault: it is answered 501. */
function methodFault(method: string, { cseq }: EssentialHeaders): ParseFailure | undefined {
  if (!cseq || cseq.method === method || !KNOWN_METHODS.has(method)) return undefined;
  return new ParseFailure(method, 0, { code: "cseq-method", header: "CSeq", reasonPhrase: "CSeq method mismatch" });
}

function detailsOf({ code, header, statusCode, reasonPhrase }: ParseFailure) {
  return { code, header, statusCode, reasonPhrase };
}

function isStatusLine(text: string, start: number): boolean {
  return text.charCodeAt(start + 3) === 0x2f && text.slice(start, start + 4).toUpperCase() === "SIP/";
}
