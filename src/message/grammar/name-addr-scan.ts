import { COMMA, DQUOTE, isIn, isWhiteSpace, LANGLE, QUESTION, RANGLE, SEMICOLON, TOKEN } from "./characters.js";
import { type Codes } from "./codes.js";
import { nextParameter, ParameterSpan, SeenNames, tooManyParameters } from "./parameter-scan.js";
import { ParseFailure } from "./parse-failure.js";
import { skipQuoted, skipSpace, skipSpaceBack } from "./scanner.js";
import { scanUri, skipUri, UriParts } from "./uri-scan.js";

/** Where the parts of a name-addr or addr-spec with parameters lie in its text. */
export class NameAddrParts {
  /** Equal to `displayEnd` when there is no display name. */
  display = 0;
  displayEnd = 0;
  readonly uri = new UriParts();
  parameters = 0;
  /** -1 without a tag. */
  tag = -1;
  tagEnd = -1;
  end = 0;
}

/**
 * Finds the parts of a name-addr or addr-spec with its parameters, and that there is nothing wrong with any. RFC 3261 §20.10
 *
 * @param parts - Filled in. Who only wants to look gives the same object each time: From and To of every message go through here.
 * @param maxParameters - How many parameters it may have, and its URI.
 */
export function scanNameAddr(
  codes: Codes,
  start: number,
  end: number,
  parts: NameAddrParts,
  maxParameters = Infinity,
): ParseFailure | undefined {
  const display = skipSpace(codes, start, end);
  const displayEnd = skipDisplayName(codes, display, end);
  if (displayEnd < 0) return new ParseFailure("display name", ~displayEnd);
  const angle = skipSpace(codes, displayEnd, end);
  parts.display = display;
  parts.end = end;
  if (angle < end && codes[angle] === LANGLE) {
    const uriEnd = skipUri(codes, angle + 1, end, parts.uri, maxParameters);
    if (uriEnd < 0) return new ParseFailure(parts.uri.expected, ~uriEnd);
    if (uriEnd === end || codes[uriEnd] !== RANGLE) return new ParseFailure(">", uriEnd);
    parts.displayEnd = displayEnd;
    parts.parameters = uriEnd + 1;
  } else {
    const uriEnd = addrSpecEnd(codes, display, end);
    if (uriEnd < 0) return new ParseFailure("brackets around the URI", ~uriEnd);
    const failure = scanUri(codes, display, uriEnd, parts.uri, maxParameters);
    if (failure) return failure;
    parts.displayEnd = display;
    parts.parameters = uriEnd;
  }
  return scanTag(codes, parts, maxParameters);
}

/**
 * Gives the offset behind a URI without brackets, or `~offset` of what cannot stand in one. RFC 3261 §20: what follows a semicolon
 * belongs to the header, and there can be no comma or question mark.
 */
function addrSpecEnd(codes: Codes, at: number, end: number): number {
  for (; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code === SEMICOLON || isWhiteSpace(code)) return at;
    if (code === COMMA || code === QUESTION || code === RANGLE) return ~at;
  }
  return end;
}

/** Gives the offset behind the display name, `at` when there is none, or `~offset` of what is wrong with it. */
function skipDisplayName(codes: Codes, at: number, end: number): number {
  if (at < end && (codes[at] ?? 0) === DQUOTE) {
    const behind = skipQuoted(codes, at, end);
    if (behind < 0) return ~at;
    const angle = skipSpace(codes, behind, end);
    return angle < end && (codes[angle] ?? 0) === LANGLE ? behind : ~behind;
  }
  const start = at;
  while (at < end) {
    const code = codes[at] ?? 0;
    if (code === LANGLE) return skipSpaceBack(codes, start, at);
    // What cannot be a display name is the URI of an addr-spec.
    if (!isIn(code, TOKEN) && !isWhiteSpace(code)) return displayOfAddrSpec(codes, start, at, end);
    at++;
  }
  return start;
}

/** RFC 4475 §3.1.2.15: characters of no token before a bracket are no display name. */
function displayOfAddrSpec(codes: Codes, start: number, at: number, end: number): number {
  for (; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code === LANGLE) return displayWithOddCharacters(codes, start, at);
    if (code === SEMICOLON || code === DQUOTE) break;
  }
  return start;
}

function displayWithOddCharacters(codes: Codes, start: number, angle: number): number {
  for (let at = start; at < angle; at++) {
    const code = codes[at] ?? 0;
    // Not in the grammar, but in the field: letters outside ASCII without quotes.
    if (!isIn(code, TOKEN) && !isWhiteSpace(code) && code < 0x80) return ~at;
  }
  return skipSpaceBack(codes, start, angle);
}

/** Walks the parameters: looks for the tag and for what is wrong. */
function scanTag(codes: Codes, parts: NameAddrParts, maxParameters: number): ParseFailure | undefined {
  const { end } = parts;
  parts.tag = -1;
  parts.tagEnd = -1;
  names.clear();
  for (let at = skipSpace(codes, parts.parameters, end); at < end;) {
    at = nextParameter(codes, at, end, span);
    if (at < 0) return new ParseFailure("parameter", ~at);
    const { name, nameEnd } = span;
    const isTheTag = nameEnd - name === 3 && isTag(codes, name);
    // The tag is not counted: we ourselves put one behind the parameters of a To.
    const others = parts.tag < 0 ? names.count : names.count - 1;
    if (others === maxParameters && !isTheTag) return tooManyParameters(name);
    if (!names.add(codes, name, nameEnd)) return new ParseFailure("each parameter once", name);
    if (isTheTag) {
      // RFC 3261 §20.20: a tag is a token.
      if (!span.isToken) return new ParseFailure("tag", name);
      parts.tag = span.value;
      parts.tagEnd = span.valueEnd;
    }
  }
  return undefined;
}

const span = new ParameterSpan();
const names = new SeenNames();

function isTag(codes: Codes, at: number): boolean {
  return (
    ((codes[at] ?? 0) | 0x20) === 0x74 &&
    ((codes[at + 1] ?? 0) | 0x20) === 0x61 &&
    ((codes[at + 2] ?? 0) | 0x20) === 0x67
  );
}
