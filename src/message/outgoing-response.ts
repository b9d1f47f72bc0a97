import { type Body, checkedBody, contentDispositionFor } from "./body.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { isToken } from "./grammar/scanner.js";
import { checkedHeaderField, checkedText, checkedTokens } from "./grammar/checked-text.js";
import { To } from "./header/from-to.js";
import { type IncomingRequestMessage } from "./incoming-request-message.js";
import { utf8AsOctetText, utf8Length } from "./octet-text.js";
import { getReasonPhrase } from "./reason-phrases.js";

/** A response as it goes on the wire. */
export interface OutgoingResponse {
  /** Sent as UTF-8; in answer to a request that is `octetText`, one octet for each character. */
  readonly message: string;
}

/** What a response carries besides what it copies from the request. */
export interface ResponseOptions {
  /** 100 to 699. */
  readonly statusCode: number;
  /** @defaultValue the phrase of the RFC */
  readonly reasonPhrase?: string | undefined;
  /** Goes into To where the request had none. Never into a 100. */
  readonly toTag?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly supported?: readonly string[] | undefined;
  /** Whole lines, `Name: value`. */
  readonly extraHeaders?: readonly string[] | undefined;
  readonly body?: Body | undefined;
  /** Copies the Record-Route of the request: for a response that makes a dialog. @defaultValue false */
  readonly recordRoute?: boolean | undefined;
  /** Seconds that passed before a 100, added to the Timestamp it gives back. */
  readonly timestampDelay?: number | undefined;
}

/**
 * Writes a response.
 *
 * @throws TypeError for a status code outside 100 to 699, for a missing `toTag` where one is needed, for CR, LF or NUL in any text of the
 * options, and for what would not be read as what it is meant for: no header field, option tag or media type. Nothing has been changed.
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-8.2.6
 */
export function constructOutgoingResponse(message: IncomingRequestMessage, options: ResponseOptions): OutgoingResponse {
  const { statusCode, body } = options;
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 699) {
    throw new TypeError(`cannot write a response: ${statusCode} is no status code`);
  }
  const own = message.octetText ? utf8AsOctetText : asItIs;
  const reasonPhrase = checkedText(getReasonPhrase(statusCode, options.reasonPhrase), "reasonPhrase");
  const { vias, recordRoutes, from, to, rest } = message.copiedHeaders;
  let text = `SIP/2.0 ${statusCode} ${own(reasonPhrase)}\r\n${vias}`;
  if (options.recordRoute) text += recordRoutes;
  text += from;
  if (to) text += `To: ${toValue(message, to, options)}\r\n`;
  text += rest;
  if (statusCode === 100) text += timestampLine(message, options.timestampDelay);
  const { supported, userAgent, extraHeaders } = options;
  if (supported && supported.length > 0) text += supportedLine(supported);
  if (userAgent) text += `User-Agent: ${own(checkedText(userAgent, "userAgent"))}\r\n`;
  if (extraHeaders) for (const header of extraHeaders) text += `${own(checkedHeaderField(header))}\r\n`;
  return { message: text + own(writeBody(body)) };
}

function supportedLine(tags: readonly string[]): string {
  const known = supportedLines.get(tags);
  if (known !== undefined) return known;
  const line = `Supported: ${checkedTokens(tags, "supported").join(", ")}\r\n`;
  // A core's own list is the same for all its responses; one that is not frozen may have changed by the next.
  if (Object.isFrozen(tags)) supportedLines.set(tags, line);
  return line;
}

const supportedLines = new WeakMap<readonly string[], string>();

/** Writes the header fields of a body, the empty line and the body. RFC 3261 §20.14: Content-Length counts octets. */
export function writeBody(body: Body | undefined): string {
  if (!body || body.content === "") return "Content-Length: 0\r\n\r\n";
  const { contentType, contentDisposition, content } = checkedBody(body);
  let text = `Content-Type: ${contentType}\r\n`;
  // RFC 3261 §20.11: what the type says already need not be said again.
  if (contentDisposition && contentDisposition !== contentDispositionFor(contentType)) {
    text += `Content-Disposition: ${contentDisposition}\r\n`;
  }
  return `${text}Content-Length: ${utf8Length(content)}\r\n\r\n${content}`;
}

/** RFC 3261 §8.2.6.2: To as it came, with our tag where it has none; a 100 needs none. */
function toValue(message: IncomingRequestMessage, to: string, { statusCode, toTag }: ResponseOptions): string {
  if (statusCode === 100 || hasTag(message, to)) return to;
  if (toTag === undefined || !isToken(toTag))
    throw new TypeError("cannot write a response: toTag is missing or no token");
  return `${to};tag=${toTag}`;
}

/** Decided by the text of To, which is what is copied. */
function hasTag(message: IncomingRequestMessage, to: string): boolean {
  // Of a To that cannot be read the glance is all there is.
  return TAG.test(to) && (message.toTag !== undefined || message.first(To) instanceof ParseFailure);
}

// A first glance that nearly always settles it; the header itself is only read where this finds something.
const TAG = /;[ \t]*tag[ \t]*=/i;

/** RFC 3261 §8.2.6.1: a 100 gives the Timestamp back, and says how long we took. */
function timestampLine(message: IncomingRequestMessage, delay: number | undefined): string {
  const timestamp = message.getHeader("Timestamp");
  if (timestamp === undefined) return "";
  const value = delay === undefined ? timestamp : `${timestamp.split(/[ \t]/)[0] ?? ""} ${delay}`;
  return `Timestamp: ${value}\r\n`;
}

function asItIs(text: string): string {
  return text;
}
