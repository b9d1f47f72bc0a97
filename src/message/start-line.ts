import { SP, TOKEN } from "./grammar/characters.js";
import { type Codes, freshCodesOf } from "./grammar/codes.js";
import { FEWER_PARAMETERS } from "./grammar/parameter-scan.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { isTextAt, skipClass } from "./grammar/scanner.js";
import { scanUri, UriParts } from "./grammar/uri-scan.js";
import { type RequestLine } from "./incoming-request-message.js";
import { type StatusLine } from "./incoming-response-message.js";
import { type Limits } from "./limits.js";
import { type MessageReading } from "./message-reading.js";
import { knownMethod } from "./methods.js";

const SIP20 = freshCodesOf("SIP/2.0");
const OTHER_VERSION = /^[A-Za-z]+\/\d+\.\d+$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is;

/** Reads a request line: method, Request-URI and version, one space between; notes what is wrong with it. RFC 3261 §7.1 */
export function readRequestLine(
  reading: MessageReading,
  codes: Codes,
  start: number,
  end: number,
  limits: Limits,
): RequestLine {
  const { text } = reading;
  const methodEnd = skipClass(codes, start, end, TOKEN);
  const uri = methodEnd + 1;
  let uriEnd = uri;
  while (uriEnd < end && codes[uriEnd] !== SP) uriEnd++;
  const isLine = methodEnd > start && codes[methodEnd] === SP && uriEnd > uri && uriEnd < end;
  reading.fault ??= isLine
    ? (versionFault(text, codes, uriEnd + 1, end) ?? requestUriFault(codes, uri, uriEnd, limits))
    : malformed("method, Request-URI and version", start);
  return { method: knownMethod(text.slice(start, methodEnd)), requestUri: text.slice(uri, uriEnd) };
}

/** RFC 3261 §7.1: the version is read in any case, and is a name, not a number. */
function versionFault(text: string, codes: Codes, start: number, end: number): ParseFailure | undefined {
  if (end - start === 7 && isTextAt(codes, start, SIP20)) return undefined;
  const version = text.slice(start, end);
  if (version.toUpperCase() === "SIP/2.0") return undefined;
  return OTHER_VERSION.test(version) ? otherVersion(start) : malformed("SIP/2.0", start);
}

function requestUriFault(codes: Codes, start: number, end: number, limits: Limits): ParseFailure | undefined {
  if (end - start > limits.requestUri) return uriTooLong(start);
  const failure = scanUri(codes, start, end, uri, limits.parameters);
  if (failure?.expected === FEWER_PARAMETERS) return uriTooLong(failure.offset);
  if (failure) return malformedUri(failure.expected, failure.offset);
  // RFC 3261 §19.1.1: a Request-URI has no headers; they are never made header fields of.
  const hasHeaders = !uri.opaque && uri.parametersEnd < end;
  return hasHeaders ? malformedUri("no headers", uri.parametersEnd) : undefined;
}

// Looked at, but not made an object of.
const uri = new UriParts();

/** Reads a status line. RFC 3261 §7.2; a missing space behind the code is tolerated, as RFC 4475 §3.1.1.13 suggests. */
export function readStatusLine(text: string): StatusLine | ParseFailure {
  const [, code, reasonPhrase = ""] = STATUS_LINE.exec(text) ?? [];
  if (code === undefined) return new ParseFailure("SIP/2.0 and a code from 100 to 699", 0, { code: "start-line" });
  return { statusCode: Number(code), reasonPhrase };
}

function malformed(expected: string, offset: number): ParseFailure {
  return new ParseFailure(expected, offset, { code: "start-line", reasonPhrase: "Malformed request line" });
}

function malformedUri(expected: string, offset: number): ParseFailure {
  return new ParseFailure(expected, offset, { code: "request-uri", reasonPhrase: "Malformed Request-URI" });
}

function otherVersion(offset: number): ParseFailure {
  const details = { code: "version", statusCode: 505, reasonPhrase: "Version Not Supported" };
  return new ParseFailure("SIP/2.0", offset, details);
}

function uriTooLong(offset: number): ParseFailure {
  const details = { code: "too-long", statusCode: 414, reasonPhrase: "Request-URI Too Long" };
  return new ParseFailure("a shorter Request-URI", offset, details);
}
