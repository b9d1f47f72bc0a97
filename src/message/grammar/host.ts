import {
  CLASSES,
  COLON,
  DOT,
  HEX,
  HYPHEN,
  isDigit,
  isIn,
  LABEL,
  LABEL_END,
  LBRACKET,
  RBRACKET,
  ZERO,
} from "./characters.js";
import { type Codes } from "./codes.js";

/**
 * Gives the offset behind the host that begins at `at`, or -1 when there is none.
 *
 * RFC 5954 §4.1: a name, an IPv4 address or an IPv6 reference. Of names more is read than the grammar has: `_` is common in the field.
 */
export function skipHost(codes: Codes, start: number, end: number): number {
  if (start >= end) return -1;
  const first = codes[start] ?? 0;
  if (first === LBRACKET) return skipIPv6Reference(codes, start, end);
  if (isDigit(first)) {
    const behind = skipIPv4(codes, start, end);
    if (behind > 0 && (behind === end || !isIn(codes[behind] ?? 0, LABEL | LABEL_END))) return behind;
  }
  return skipName(codes, start, end);
}

/** Labels with dots between, and perhaps one behind; each begins and ends with something other than `-`. */
function skipName(codes: Codes, start: number, end: number): number {
  const table = CLASSES;
  let previous = DOT;
  let label = start;
  let at = start;
  for (; at < end; at++) {
    const code = codes[at] ?? 0;
    if (((table[code] ?? 0) & LABEL) === 0) {
      if (code !== DOT || isIn(previous, LABEL_END)) break;
      if (at + 1 < end && isIn(codes[at + 1] ?? 0, LABEL)) label = at + 1;
    } else if (code === HYPHEN && previous === DOT) return -1;
    previous = code;
  }
  if (at === start || previous === HYPHEN || (at < end && codes[at] === DOT)) return -1;
  return isNumber(codes, label, at) ? -1 : at;
}

/**
 * Whether the last label of a name is what some resolvers take for an address: digits, or digits to the base of 16.
 * RFC 3261 §25.1 has it begin with a letter; names of containers (`7f3a9c`) do not keep to that.
 */
function isNumber(codes: Codes, label: number, end: number): boolean {
  let at = label;
  while (at < end && isDigit(codes[at] ?? 0)) at++;
  return at > label && (at === end || codes[at] === DOT || (codes[label] === ZERO && isHexMark(codes[label + 1] ?? 0)));
}

function isHexMark(code: number): boolean {
  return (code | 0x20) === 0x78;
}

/** Gives the offset behind the `:port` that begins at `at`; `at` when there is none, -1 when it is no port. */
export function skipPort(codes: Codes, at: number, end: number): number {
  if (at >= end || codes[at] !== COLON) return at;
  const digits = at + 1;
  let port = 0;
  for (at = digits; at < end; at++) {
    const code = codes[at] ?? 0;
    if (!isDigit(code)) break;
    port = port * 10 + code - 0x30;
    if (port > 65_535) return -1;
  }
  return at === digits ? -1 : at;
}

/** An IPv6 reference without its brackets; any other host as it is. */
export function withoutBrackets(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

function skipIPv6Reference(codes: Codes, at: number, end: number): number {
  // The longest IPv6 address has 45 characters, and one colon more of RFC 5118 §4.10: what is longer is not looked at.
  const last = Math.min(end, at + 48);
  let close = at + 1;
  while (close < last && codes[close] !== RBRACKET) close++;
  return close < last && isIPv6(codes, at + 1, close) ? close + 1 : -1;
}

/** RFC 5954 §4.1: eight groups, or fewer around one `::`; the last two may be an IPv4 address. */
function isIPv6(codes: Codes, start: number, end: number): boolean {
  let groups = 0;
  let hasGap = false;
  let at = start;
  if (codes[at] === COLON && codes[at + 1] !== COLON) return false;
  while (at < end) {
    if (codes[at] === COLON) {
      if (at > start && codes[at + 1] !== COLON) at++;
      else {
        if (hasGap || at + 2 > end) return false;
        hasGap = true;
        at += 2;
        // RFC 5118 §4.10: a grammar once had one colon too many here.
        if (at < end && codes[at] === COLON && isIPv4(codes, at + 1, end)) at++;
        if (at === end) break;
      }
    }
    const group = at;
    while (at < end && at < group + 4 && isIn(codes[at] ?? 0, HEX)) at++;
    if (at < end && codes[at] === DOT) {
      if (!isIPv4(codes, group, end)) return false;
      groups += 2;
      break;
    }
    if (at === group || (at < end && codes[at] !== COLON)) return false;
    groups++;
  }
  return hasGap ? groups < 8 : groups === 8;
}

function isIPv4(codes: Codes, start: number, end: number): boolean {
  return skipIPv4(codes, start, end) === end;
}

/** Gives the offset behind four numbers up to 255 without leading zeros, or -1. RFC 5954 §4.1 */
function skipIPv4(codes: Codes, start: number, end: number): number {
  let at = start;
  for (let octet = 1; ; octet++) {
    const digits = at;
    let value = 0;
    for (; at < end && at < digits + 3; at++) {
      const code = codes[at] ?? 0;
      if (!isDigit(code)) break;
      value = value * 10 + code - 0x30;
    }
    if (at === digits || value > 255 || (at > digits + 1 && codes[digits] === ZERO)) return -1;
    if (octet === 4) return at;
    if (at >= end || codes[at] !== DOT) return -1;
    at++;
  }
}
