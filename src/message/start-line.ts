import { SP, TOKEN } from "./grammar/characters.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { skipClass } from "./grammar/scanner.js";
import { scanUri } from "./grammar/uri-scan.js";
import { type RequestLine } from "./incoming-request-message.js";
import { type StatusLine } from "./incoming-response-message.js";
import { type Limits } from "./limits.js";

const OTHER_VERSION = /^[A-Za-z]+\/\d+\.\d+$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is;

/** A request line as far as it could be read. */
export interface RequestLineReading {
  readonly line: RequestLine;
  readonly fault: ParseFailure | undefined;
}

/** Reads a request line: method, Request-URI and version, one space between. RFC 3261 §7.1 */
export function readRequestLine(text: string, start: number, end: number, limits: Limits): RequestLineReading {
  const methodEnd = skipClass(text, start, end, TOKEN);
  const method = text.slice(start, methodEnd);
  const uri = methodEnd + 1;
  let uriEnd = text.indexOf(" ", uri);
  if (uriEnd < 0 || uriEnd > end) uriEnd = end;
  const line = { method, requestUri: text.slice(uri, uriEnd) };
  if (methodEnd === start || text.charCodeAt(methodEnd) !== SP || uriEnd <= uri || uriEnd === end) {
    return { line, fault: malformed("method, Request-URI and version", start) };
  }
  const version = uriEnd + 1;
  // RFC 3261 §7.1: the version is read in any case, and is a name, not a number.
  const isVersion2 = end - version === 7 && (text.startsWith("SIP/2.0", version) || isSip20(text.slice(version, end)));
  if (!isVersion2) {
    const isOther = OTHER_VERSION.test(text.slice(version, end));
    return { line, fault: isOther ? otherVersion(version) : malformed("SIP/2.0", version) };
  }
  if (uriEnd - uri > limits.requestUri) return { line, fault: uriTooLong(uri) };
  const parts = scanUri(text, uri, uriEnd);
  if (parts instanceof ParseFailure) return { line, fault: malformedUri(parts.expected, parts.offset) };
  // RFC 3261 §19.1.1: a Request-URI has no headers; they are never made header fields of.
  if (!parts.opaque && parts.parametersEnd < uriEnd)
    return { line, fault: malformedUri("no headers", parts.parametersEnd) };
  return { line, fault: undefined };
}

/** Reads a status line. RFC 3261 §7.2; a missing space behind the code is tolerated, as RFC 4475 §3.1.1.13 suggests. */
export function readStatusLine(text: string): StatusLine | ParseFailure {
  const [, code, reasonPhrase = ""] = STATUS_LINE.exec(text) ?? [];
  if (code === undefined) return new ParseFailure("SIP/2.0 and a code from 100 to 699", 0, { code: "start-line" });
  return { statusCode: Number(code), reasonPhrase };
}

function isSip20(version: string): boolean {
  return version.toUpperCase() === "SIP/2.0";
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
