import {
  ALNUM,
  AT,
  COLON,
  EQUAL,
  isDigit,
  isIn,
  PARAMETER,
  PERCENT,
  QUESTION,
  READ_PASSWORD,
  SEMICOLON,
  URI_HEADER,
  URIC,
  USER,
} from "./characters.js";
import { type Codes } from "./codes.js";
import { skipHost, skipPort } from "./host.js";
import { FEWER_PARAMETERS, SeenNames } from "./parameter-scan.js";
import { ParseFailure } from "./parse-failure.js";
import { decodeEscapes, skipEscapedClass } from "./percent.js";

/** Where the parts of a URI lie in its text. An absent part has -1. */
export class UriParts {
  start = 0;
  schemeEnd = 0;
  /** Neither sip nor sips: the rest is opaque, and none of the parts below is of any meaning. */
  opaque = false;
  userEnd = -1;
  passwordEnd = -1;
  host = 0;
  hostEnd = 0;
  portEnd = 0;
  parametersEnd = 0;
  end = 0;
  /** What is missing where it is no URI. */
  expected = "";
}

/**
 * Finds the parts of a URI, and that there is nothing wrong with any. RFC 3261 §19.1.1, §25.1
 *
 * @param parts - Filled in. Who only wants to know whether it is a URI gives the same object each time.
 * @param maxParameters - How many parameters it may have.
 */
export function scanUri(
  codes: Codes,
  start: number,
  end: number,
  parts: UriParts,
  maxParameters = Infinity,
): ParseFailure | undefined {
  const behind = skipUri(codes, start, end, parts, maxParameters);
  if (behind < 0) return new ParseFailure(parts.expected, ~behind);
  return behind === end ? undefined : new ParseFailure("end of URI", behind);
}

/** Gives the offset behind the URI that begins at `start`, or `~offset` of what is wrong, and fills in its parts or what is expected. */
export function skipUri(codes: Codes, start: number, end: number, parts: UriParts, maxParameters = Infinity): number {
  parts.start = start;
  const schemeEnd = isSip(codes, start, end) ? start + 3 : skipScheme(codes, start, end);
  if (schemeEnd < 0) return fail(parts, "scheme", start);
  parts.schemeEnd = schemeEnd;
  parts.opaque = !isSipOrSips(codes, start, schemeEnd);
  let at = schemeEnd + 1;
  if (parts.opaque) {
    // RFC 3261 §7.1: a URI of another scheme is read and kept, not understood.
    parts.end = skipEscapedClass(codes, at, end, URIC);
    return parts.end > at ? parts.end : fail(parts, "URI", at);
  }
  at = skipUserinfo(codes, at, end, parts);
  parts.host = at;
  parts.hostEnd = skipHost(codes, at, end);
  if (parts.hostEnd < 0) return fail(parts, "host", at);
  at = skipPort(codes, parts.hostEnd, end);
  if (at < 0) return fail(parts, "port", parts.hostEnd);
  parts.portEnd = at;
  if (at < end && codes[at] === SEMICOLON) {
    at = skipUriParameters(codes, at, end, parts, maxParameters);
    if (at < 0) return at;
  }
  parts.parametersEnd = at;
  if (at < end && codes[at] === QUESTION) {
    at = skipUriHeaders(codes, at, end);
    if (at < 0) return fail(parts, "URI header", ~at);
  }
  parts.end = at;
  return at;
}

function fail(parts: UriParts, expected: string, offset: number): number {
  parts.expected = expected;
  return ~offset;
}

/** Gives where the host begins. RFC 3261 §25.1: `;`, `?` and `/` may stand in the user part, so the `@` is looked for first. */
function skipUserinfo(codes: Codes, start: number, end: number, parts: UriParts): number {
  parts.userEnd = -1;
  parts.passwordEnd = -1;
  const userEnd = skipEscapedClass(codes, start, end, USER);
  if (userEnd === start || userEnd >= end) return start;
  if (codes[userEnd] === AT) {
    parts.userEnd = userEnd;
    return userEnd + 1;
  }
  if (codes[userEnd] !== COLON) return start;
  const passwordEnd = skipEscapedClass(codes, userEnd + 1, end, READ_PASSWORD);
  if (passwordEnd >= end || codes[passwordEnd] !== AT) return start;
  parts.userEnd = userEnd;
  parts.passwordEnd = passwordEnd;
  return passwordEnd + 1;
}

/** Whether `sip:` stands here, as it nearly always does. */
function isSip(codes: Codes, at: number, end: number): boolean {
  return (
    at + 3 < end && codes[at] === 0x73 && codes[at + 1] === 0x69 && codes[at + 2] === 0x70 && codes[at + 3] === COLON
  );
}

function skipScheme(codes: Codes, start: number, end: number): number {
  if (start >= end || !isIn(codes[start] ?? 0, ALNUM) || isDigit(codes[start] ?? 0)) return -1;
  for (let at = start; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code === COLON) return at;
    if (!isIn(code, ALNUM) && code !== 0x2b && code !== 0x2d && code !== 0x2e) return -1;
  }
  return -1;
}

function isSipOrSips(codes: Codes, start: number, end: number): boolean {
  const length = end - start;
  return (
    (length === 3 || (length === 4 && ((codes[start + 3] ?? 0) | 0x20) === 0x73)) &&
    ((codes[start] ?? 0) | 0x20) === 0x73 &&
    ((codes[start + 1] ?? 0) | 0x20) === 0x69 &&
    ((codes[start + 2] ?? 0) | 0x20) === 0x70
  );
}

/** Gives the offset behind `;name=value…`, or `~offset` of what is wrong. RFC 3261 §19.1.1: a name occurs once. */
function skipUriParameters(codes: Codes, start: number, end: number, parts: UriParts, max: number): number {
  let at = start;
  names.clear();
  while (at < end && codes[at] === SEMICOLON) {
    const name = at + 1;
    at = skipEscapedClass(codes, name, end, PARAMETER);
    if (names.count === max) return fail(parts, FEWER_PARAMETERS, name);
    if (at === name || !names.add(codes, name, at)) return fail(parts, "URI parameter", name);
    if (at < end && codes[at] === EQUAL) {
      const value = at + 1;
      at = skipEscapedClass(codes, value, end, PARAMETER);
      if (at === value) return fail(parts, "URI parameter", value);
    }
  }
  return names.count > 1 && hasRepeatedName(codes, start, at) ? fail(parts, "each URI parameter once", start) : at;
}

const names = new SeenNames();

/** Whether two names are the same once their escapes are decoded. RFC 3261 §19.1.4 */
function hasRepeatedName(codes: Codes, start: number, end: number): boolean {
  let at = start;
  while (at < end && codes[at] !== PERCENT) at++;
  if (at === end) return false;
  const text = new TextDecoder().decode(codes.subarray(start + 1, end));
  const decoded = text.split(";").map((parameter) => decodeEscapes(parameter.replace(/=.*/, "")).toLowerCase());
  return new Set(decoded).size < decoded.length;
}

/** Gives the offset behind `?name=value&…`, or `~offset` of what is wrong. */
function skipUriHeaders(codes: Codes, at: number, end: number): number {
  do {
    const name = at + 1;
    const nameEnd = skipEscapedClass(codes, name, end, URI_HEADER);
    if (nameEnd === name || nameEnd >= end || (codes[nameEnd] ?? 0) !== EQUAL) return ~nameEnd;
    at = skipEscapedClass(codes, nameEnd + 1, end, URI_HEADER);
  } while (at < end && (codes[at] ?? 0) === 0x26);
  return at;
}
