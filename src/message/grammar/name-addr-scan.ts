import { COMMA, DQUOTE, isIn, isWhiteSpace, LANGLE, QUESTION, RANGLE, SEMICOLON, TOKEN } from "./characters.js";
import { nextParameter, ParameterSpan } from "./parameters.js";
import { ParseFailure } from "./parse-failure.js";
import { skipClass, skipQuoted, skipSpace, skipSpaceBack } from "./scanner.js";
import { scanUri } from "./uri-scan.js";

/** Where the parts of a name-addr or addr-spec with parameters lie in its text. */
export interface NameAddrParts {
  /** Equal to `displayEnd` when there is no display name. */
  readonly display: number;
  readonly displayEnd: number;
  readonly uri: number;
  readonly uriEnd: number;
  readonly bracketed: boolean;
  readonly parameters: number;
  /** -1 without a tag. */
  readonly tag: number;
  readonly tagEnd: number;
}

/**
 * Finds the parts of a name-addr or addr-spec with its parameters, and that there is nothing wrong with any.
 * Makes no objects but the one it returns: From and To of every message go through here. RFC 3261 §20.10
 */
export function scanNameAddr(text: string, start: number, end: number): NameAddrParts | ParseFailure {
  const display = skipSpace(text, start, end);
  const displayEnd = skipDisplayName(text, display, end);
  if (displayEnd < 0) return new ParseFailure("display name", ~displayEnd);
  const angle = skipSpace(text, displayEnd, end);
  const bracketed = angle < end && text.charCodeAt(angle) === LANGLE;
  let uri: number;
  let uriEnd: number;
  let parameters: number;
  if (bracketed) {
    uri = angle + 1;
    uriEnd = uri;
    while (uriEnd < end && text.charCodeAt(uriEnd) !== RANGLE) uriEnd++;
    if (uriEnd === end) return new ParseFailure(">", end);
    parameters = uriEnd + 1;
  } else {
    // RFC 3261 §20: without brackets what follows a semicolon belongs to the header, and there can be no comma or question mark.
    uri = display;
    uriEnd = uri;
    for (; uriEnd < end; uriEnd++) {
      const code = text.charCodeAt(uriEnd);
      if (code === SEMICOLON || isWhiteSpace(code)) break;
      if (code === COMMA || code === QUESTION || code === RANGLE)
        return new ParseFailure("brackets around the URI", uriEnd);
    }
    parameters = uriEnd;
  }
  const failure = scanUri(text, uri, uriEnd);
  if (failure instanceof ParseFailure) return failure;
  return scanTag(text, display, bracketed ? displayEnd : display, uri, uriEnd, bracketed, parameters, end);
}

/** Gives the offset behind the display name, `at` when there is none, or `~offset` of what is wrong with it. */
function skipDisplayName(text: string, at: number, end: number): number {
  if (at < end && text.charCodeAt(at) === DQUOTE) {
    const behind = skipQuoted(text, at, end);
    if (behind < 0) return ~at;
    const angle = skipSpace(text, behind, end);
    return angle < end && text.charCodeAt(angle) === LANGLE ? behind : ~behind;
  }
  const start = at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === LANGLE) return skipSpaceBack(text, start, at);
    // What cannot be a display name is the URI of an addr-spec.
    if (!isIn(code, TOKEN) && !isWhiteSpace(code)) return displayOfAddrSpec(text, start, at, end);
    at++;
  }
  return start;
}

/** RFC 4475 §3.1.2.15: characters of no token before a bracket are no display name. */
function displayOfAddrSpec(text: string, start: number, at: number, end: number): number {
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === LANGLE) return displayWithOddCharacters(text, start, at);
    if (code === SEMICOLON || code === DQUOTE) break;
  }
  return start;
}

function displayWithOddCharacters(text: string, start: number, angle: number): number {
  for (let at = start; at < angle; at++) {
    const code = text.charCodeAt(at);
    // Not in the grammar, but in the field: letters outside ASCII without quotes.
    if (!isIn(code, TOKEN) && !isWhiteSpace(code) && code < 0x80) return ~at;
  }
  return skipSpaceBack(text, start, angle);
}

/** Walks the parameters: looks for the tag and for what is wrong. */
function scanTag(
  text: string,
  display: number,
  displayEnd: number,
  uri: number,
  uriEnd: number,
  bracketed: boolean,
  parameters: number,
  end: number,
): NameAddrParts | ParseFailure {
  let tag = -1;
  let tagEnd = -1;
  let seen: Set<string> | undefined;
  const span = new ParameterSpan();
  for (let at = skipSpace(text, parameters, end); at < end;) {
    at = nextParameter(text, at, end, span);
    if (at < 0) return new ParseFailure("parameter", ~at);
    if (isTagName(text, span)) {
      // RFC 3261 §20.20: a tag is a token, and there is one.
      const isTag = tag < 0 && span.value >= 0 && skipClass(text, span.value, span.valueEnd, TOKEN) === span.valueEnd;
      if (!isTag) return new ParseFailure("one tag", span.name);
      tag = span.value;
      tagEnd = span.valueEnd;
    } else {
      const name = span.nameIn(text);
      seen ??= new Set();
      if (seen.has(name)) return new ParseFailure(`one ${name} parameter`, span.name);
      seen.add(name);
    }
  }
  return { display, displayEnd, uri, uriEnd, bracketed, parameters, tag, tagEnd };
}

function isTagName(text: string, { name, nameEnd }: ParameterSpan): boolean {
  return (
    nameEnd - name === 3 &&
    (text.charCodeAt(name) | 0x20) === 0x74 &&
    (text.charCodeAt(name + 1) | 0x20) === 0x61 &&
    (text.charCodeAt(name + 2) | 0x20) === 0x67
  );
}
