import {
  ALNUM,
  AT,
  COLON,
  EQUAL,
  isIn,
  PARAMETER,
  PASSWORD,
  QUESTION,
  SEMICOLON,
  URI_HEADER,
  URIC,
  USER,
} from "./characters.js";
import { skipHost, skipPort } from "./host.js";
import { ParseFailure } from "./parse-failure.js";
import { decodeEscapes, skipEscapedClass } from "./percent.js";

/** Where the parts of a URI lie in its text. An absent part has -1. */
export interface UriParts {
  readonly schemeEnd: number;
  /** Neither sip nor sips: the rest is opaque. */
  readonly opaque: boolean;
  readonly userEnd: number;
  readonly passwordEnd: number;
  readonly host: number;
  readonly hostEnd: number;
  readonly portEnd: number;
  readonly parametersEnd: number;
}

/** Finds the parts of a URI, and that there is nothing wrong with any. RFC 3261 §19.1.1, §25.1 */
export function scanUri(text: string, start: number, end: number): UriParts | ParseFailure {
  const schemeEnd = skipScheme(text, start, end);
  if (schemeEnd < 0) return new ParseFailure("scheme", start);
  if (!isSipScheme(text, start, schemeEnd)) return scanOpaque(text, schemeEnd, end);

  let host = schemeEnd + 1;
  let userEnd = -1;
  let passwordEnd = -1;
  // RFC 3261 §25.1: `;`, `?` and `/` may stand in the user part, so the `@` is looked for first.
  const userRun = skipEscapedClass(text, host, end, USER);
  if (userRun < end && userRun > host) {
    const code = text.charCodeAt(userRun);
    if (code === AT) userEnd = userRun;
    else if (code === COLON) {
      const passwordRun = skipEscapedClass(text, userRun + 1, end, PASSWORD);
      if (passwordRun < end && text.charCodeAt(passwordRun) === AT) {
        userEnd = userRun;
        passwordEnd = passwordRun;
      }
    }
    if (userEnd >= 0) host = Math.max(userEnd, passwordEnd) + 1;
  }

  const hostEnd = skipHost(text, host, end);
  if (hostEnd < 0) return new ParseFailure("host", host);
  const portEnd = skipPort(text, hostEnd, end);
  if (portEnd < 0) return new ParseFailure("port", hostEnd);
  const parametersEnd = skipUriParameters(text, portEnd, end);
  if (parametersEnd < 0) return new ParseFailure("URI parameter", ~parametersEnd);
  const headersEnd = skipUriHeaders(text, parametersEnd, end);
  if (headersEnd < 0) return new ParseFailure("URI header", ~headersEnd);
  if (headersEnd !== end) return new ParseFailure("end of URI", headersEnd);
  return { schemeEnd, opaque: false, userEnd, passwordEnd, host, hostEnd, portEnd, parametersEnd };
}

function skipScheme(text: string, start: number, end: number): number {
  if (start >= end || (text.charCodeAt(start) | 0x20) < 0x61 || (text.charCodeAt(start) | 0x20) > 0x7a) return -1;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) return at;
    if (!isIn(code, ALNUM) && code !== 0x2b && code !== 0x2d && code !== 0x2e) return -1;
  }
  return -1;
}

function isSipScheme(text: string, start: number, end: number): boolean {
  const length = end - start;
  return (
    (length === 3 || (length === 4 && (text.charCodeAt(start + 3) | 0x20) === 0x73)) &&
    (text.charCodeAt(start) | 0x20) === 0x73 &&
    (text.charCodeAt(start + 1) | 0x20) === 0x69 &&
    (text.charCodeAt(start + 2) | 0x20) === 0x70
  );
}

// RFC 3261 §7.1: a URI of another scheme is read and kept, not understood.
function scanOpaque(text: string, schemeEnd: number, end: number): UriParts | ParseFailure {
  const rest = skipEscapedClass(text, schemeEnd + 1, end, URIC);
  if (rest !== end || rest === schemeEnd + 1) return new ParseFailure("URI", rest);
  const none = -1;
  return {
    schemeEnd,
    opaque: true,
    userEnd: none,
    passwordEnd: none,
    host: none,
    hostEnd: none,
    portEnd: none,
    parametersEnd: none,
  };
}

/** Gives the offset behind `;name=value…`, or `~offset` of what is wrong. RFC 3261 §19.1.1: a name occurs once. */
function skipUriParameters(text: string, at: number, end: number): number {
  let first: string | undefined;
  let seen: Set<string> | undefined;
  while (at < end && text.charCodeAt(at) === SEMICOLON) {
    const name = at + 1;
    const nameEnd = skipEscapedClass(text, name, end, PARAMETER);
    if (nameEnd === name) return ~name;
    const key = decodeEscapes(text.slice(name, nameEnd)).toLowerCase();
    if (first === undefined) first = key;
    else {
      seen ??= new Set([first]);
      if (seen.has(key)) return ~name;
      seen.add(key);
    }
    at = nameEnd;
    if (at < end && text.charCodeAt(at) === EQUAL) {
      const value = at + 1;
      at = skipEscapedClass(text, value, end, PARAMETER);
      if (at === value) return ~value;
    }
  }
  return at;
}

/** Gives the offset behind `?name=value&…`, or `~offset` of what is wrong. */
function skipUriHeaders(text: string, at: number, end: number): number {
  if (at >= end || text.charCodeAt(at) !== QUESTION) return at;
  do {
    const name = at + 1;
    const nameEnd = skipEscapedClass(text, name, end, URI_HEADER);
    if (nameEnd === name || nameEnd >= end || text.charCodeAt(nameEnd) !== EQUAL) return ~nameEnd;
    at = skipEscapedClass(text, nameEnd + 1, end, URI_HEADER);
  } while (at < end && text.charCodeAt(at) === 0x26);
  return at;
}
