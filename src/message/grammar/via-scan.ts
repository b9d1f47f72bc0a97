import { COLON, COMMA, isDigit, SLASH, TOKEN } from "./characters.js";
import { type Codes, freshCodesOf } from "./codes.js";
import { skipHost } from "./host.js";
import { FEWER_PARAMETERS, nextParameter, ParameterSpan, SeenNames } from "./parameter-scan.js";
import { isTextAt, skipClass, skipSpace } from "./scanner.js";

/** Where the parts of a Via lie in its text. An absent part has -1. */
export class ViaParts {
  name = 0;
  nameEnd = 0;
  version = 0;
  versionEnd = 0;
  /** Whether name and version are `SIP/2.0`, in these very letters. */
  isSip20 = false;
  transport = 0;
  transportEnd = 0;
  /** Whether the transport is `UDP`, in these very letters. */
  isUdp = false;
  host = 0;
  hostEnd = 0;
  /** The number. */
  port = -1;
  parameters = 0;
  branch = -1;
  branchEnd = -1;
  received = -1;
  receivedEnd = -1;
  hasRport = false;
  rport = -1;
  rportEnd = -1;
  maddr = -1;
  maddrEnd = -1;
  ttl = -1;
  ttlEnd = -1;
  end = 0;
  /** What is missing where it is no Via. */
  expected = "";
}

/**
 * Gives the offset behind the Via that begins at `start`, white space skipped, or `~offset` of what is wrong.
 * Behind it is the end, or the comma before the next one. RFC 3261 §20.42: white space may stand around the slashes and the colon.
 *
 * @param parts - Filled in, or what is expected. Who only wants to look gives the same object each time.
 */
export function skipVia(codes: Codes, start: number, end: number, parts: ViaParts, maxParameters = Infinity): number {
  let at = skipSentProtocol(codes, skipSpace(codes, start, end), end, parts);
  if (at < 0) return fail(parts, "protocol, version and transport", start);
  parts.host = skipSpace(codes, at, end);
  parts.hostEnd = parts.host > at ? skipHost(codes, parts.host, end) : -1;
  if (parts.hostEnd < 0) return fail(parts, "host", at);
  at = skipSpace(codes, parts.hostEnd, end);
  parts.port = -1;
  if (at < end && codes[at] === COLON) {
    const digits = skipSpace(codes, at + 1, end);
    let port = 0;
    for (at = digits; at < end && isDigit(codes[at] ?? 0) && port <= 65_535; at++)
      port = port * 10 + (codes[at] ?? 0) - 0x30;
    if (at === digits || port > 65_535) return fail(parts, "port", digits);
    parts.port = port;
    at = skipSpace(codes, at, end);
  }
  parts.parameters = at;
  at = skipViaParameters(codes, at, end, parts, maxParameters);
  parts.end = at;
  return at;
}

function fail(parts: ViaParts, expected: string, offset: number): number {
  parts.expected = expected;
  return ~offset;
}

/** Gives the offset behind `SIP/2.0/UDP` or the like, or -1. */
function skipSentProtocol(codes: Codes, at: number, end: number, parts: ViaParts): number {
  parts.isSip20 = end - at > SIP20.length && isTextAt(codes, at, SIP20);
  if (parts.isSip20) at = skipSpace(codes, at + SIP20.length, end);
  else {
    parts.name = at;
    parts.nameEnd = skipClass(codes, at, end, TOKEN);
    parts.version = skipSlash(codes, parts.nameEnd, end);
    parts.versionEnd = skipClass(codes, parts.version, end, TOKEN);
    if (parts.nameEnd === at || parts.versionEnd === parts.version) return -1;
    at = skipSlash(codes, parts.versionEnd, end);
  }
  parts.transport = at;
  parts.isUdp = end - at > UDP.length && isTextAt(codes, at, UDP);
  parts.transportEnd = parts.isUdp ? at + 3 : skipClass(codes, at, end, TOKEN);
  return parts.transportEnd > at ? parts.transportEnd : -1;
}

/** Finds the parameters that are fields; gives the offset behind the last one, or `~offset`. RFC 3261 §7.3.1: each occurs once. */
function skipViaParameters(codes: Codes, at: number, end: number, parts: ViaParts, maxParameters: number): number {
  parts.branch = -1;
  parts.received = -1;
  parts.hasRport = false;
  parts.rport = -1;
  parts.maddr = -1;
  parts.ttl = -1;
  names.clear();
  while (at < end && codes[at] !== COMMA) {
    at = nextParameter(codes, at, end, span);
    if (at < 0) return fail(parts, "parameter", ~at);
    const { name, nameEnd, value, valueEnd } = span;
    if (names.count >= maxParameters + notedHere(parts) && !isNotedHere(codes, name, nameEnd)) {
      return fail(parts, FEWER_PARAMETERS, name);
    }
    if (!names.add(codes, name, nameEnd)) return fail(parts, "each parameter once", name);
    switch (nameEnd - name) {
      case 6:
        if (!isName(codes, name, BRANCH)) break;
        if (!span.isToken) return fail(parts, "branch", name);
        parts.branch = value;
        parts.branchEnd = valueEnd;
        break;
      case 5:
        if (isName(codes, name, RPORT)) {
          parts.hasRport = true;
          parts.rport = value;
          parts.rportEnd = valueEnd;
        } else if (isName(codes, name, MADDR)) {
          parts.maddr = value;
          parts.maddrEnd = valueEnd;
        }
        break;
      case 8:
        if (!isName(codes, name, RECEIVED)) break;
        parts.received = value;
        parts.receivedEnd = valueEnd;
        break;
      case 3:
        if (!isName(codes, name, TTL)) break;
        parts.ttl = value;
        parts.ttlEnd = valueEnd;
    }
  }
  return at;
}

/** How many there are of the parameters that whoever receives a request puts behind the others: they are not counted. RFC 3581 §4 */
function notedHere({ received, hasRport }: ViaParts): number {
  return (received >= 0 ? 1 : 0) + (hasRport ? 1 : 0);
}

function isNotedHere(codes: Codes, start: number, end: number): boolean {
  return end - start === 8 ? isName(codes, start, RECEIVED) : end - start === 5 && isName(codes, start, RPORT);
}

const span = new ParameterSpan();
const names = new SeenNames();
const BRANCH = freshCodesOf("branch");
const RPORT = freshCodesOf("rport");
const MADDR = freshCodesOf("maddr");
const RECEIVED = freshCodesOf("received");
const TTL = freshCodesOf("ttl");
const SIP20 = freshCodesOf("SIP/2.0/");
const UDP = freshCodesOf("UDP ");

/** Whether this name of the right length, given in lower case, stands here in any case. */
function isName(codes: Codes, at: number, name: Codes): boolean {
  for (let i = 0; i < name.length; i++) {
    if (((codes[at + i] ?? 0) | 0x20) !== name[i]) return false;
  }
  return true;
}

/** Gives where what follows the slash begins; what is no slash makes an empty token there. */
function skipSlash(codes: Codes, at: number, end: number): number {
  at = skipSpace(codes, at, end);
  return at < end && codes[at] === SLASH ? skipSpace(codes, at + 1, end) : end;
}
