import { COLON, DOT, isDigit, isIn, LABEL, LBRACKET, RBRACKET } from "./characters.js";
import { parseIPv6 } from "./ip-address.js";

/**
 * Gives the offset behind the host that begins at `at`, or -1 when there is none.
 *
 * RFC 5954 §4.1: a name, an IPv4 address or an IPv6 reference. Of names more is read than the grammar has: `_` is common in the field.
 */
export function skipHost(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) === LBRACKET) return skipIPv6Reference(text, at, end);
  let label = at;
  let lastLabel = at;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (!isLabel(text, label, at)) return -1;
      lastLabel = label;
      label = at + 1;
    } else if (!isIn(code, LABEL)) break;
  }
  if (at > label) {
    if (!isLabel(text, label, at)) return -1;
    lastLabel = label;
  } else if (label === lastLabel) return -1;
  // RFC 3261 §25.1: the last label of a name begins with a letter; what begins with a digit is an address, or nothing.
  if (isDigit(text.charCodeAt(lastLabel)) && !isIPv4(text, lastLabel, label, at)) return -1;
  return at;
}

/** Gives the offset behind the `:port` that begins at `at`; `at` when there is none, -1 when it is no port. */
export function skipPort(text: string, at: number, end: number): number {
  if (at >= end || text.charCodeAt(at) !== COLON) return at;
  const digits = at + 1;
  let port = 0;
  for (at = digits; at < end; at++) {
    const code = text.charCodeAt(at);
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

function skipIPv6Reference(text: string, at: number, end: number): number {
  const close = text.indexOf("]", at);
  // The longest IPv6 address has 45 characters: what is longer is not looked at.
  if (close < 0 || close >= end || close - at > 46 || text.charCodeAt(close) !== RBRACKET) return -1;
  return parseIPv6(text.slice(at + 1, close)) ? close + 1 : -1;
}

function isLabel(text: string, start: number, end: number): boolean {
  return end > start && text.charCodeAt(start) !== 0x2d && text.charCodeAt(end - 1) !== 0x2d;
}

function isIPv4(text: string, lastLabel: number, label: number, end: number): boolean {
  // A dot behind the last number makes it a name again, and a name does not end in digits.
  if (label !== lastLabel) return false;
  let octets = 1;
  let start = lastLabel;
  let at = end;
  while (start >= 0) {
    if (!isDecimalOctet(text, start, at)) return false;
    if (start === 0 || text.charCodeAt(start - 1) !== DOT) return octets === 4;
    at = start - 1;
    start = at;
    while (start > 0 && isIn(text.charCodeAt(start - 1), LABEL)) start--;
    octets++;
    if (octets > 4) return false;
  }
  return false;
}

function isDecimalOctet(text: string, start: number, end: number): boolean {
  if (end === start || end - start > 3) return false;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return false;
    value = value * 10 + code - 0x30;
  }
  return value <= 255 && (end - start === 1 || text.charCodeAt(start) !== 0x30);
}
