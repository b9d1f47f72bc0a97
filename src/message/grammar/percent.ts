import { HEX, isIn, PERCENT } from "./characters.js";
import { type Codes } from "./codes.js";
import { skipClass } from "./scanner.js";

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Gives the offset behind the run of characters of these classes, escapes among them, that begins at `at`.
 * Stops at a `%` that is no escape. RFC 3261 §25.1
 */
export function skipEscapedClass(codes: Codes, at: number, end: number, classes: number): number {
  for (;;) {
    at = skipClass(codes, at, end, classes);
    if (at + 2 >= end || codes[at] !== PERCENT || !isEscape(codes, at)) return at;
    at += 3;
  }
}

/** Decodes escapes once. What they stand for is read as UTF-8; NUL is kept. RFC 3261 §19.1.2 */
export function decodeEscapes(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(ESCAPES, (run) => {
    const octets = new Uint8Array(run.length / 3);
    for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return UTF8.decode(octets);
  });
}

/** Escapes every character outside the classes, as UTF-8 and in capitals. RFC 3261 §19.1.2 */
export function encodeEscapes(text: string, classes: number): string {
  let at = 0;
  while (at < text.length && isIn(text.charCodeAt(at), classes)) at++;
  if (at === text.length) return text;
  let escaped = text.slice(0, at);
  for (const octet of new TextEncoder().encode(text.slice(at))) {
    escaped += isIn(octet, classes)
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

function isEscape(codes: Codes, at: number): boolean {
  return isIn(codes[at + 1] ?? 0, HEX) && isIn(codes[at + 2] ?? 0, HEX);
}
