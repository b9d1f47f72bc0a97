import { isIn, PERCENT, HEX } from "./characters.js";

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;

/**
 * Gives the offset behind the run of characters of these classes, escapes among them, that begins at `at`.
 * Stops at a `%` that is no escape. RFC 3261 §25.1
 */
export function skipEscapedClass(text: string, at: number, end: number, classes: number): number {
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isIn(code, classes)) at++;
    else if (code === PERCENT && at + 2 < end && isEscape(text, at)) at += 3;
    else break;
  }
  return at;
}

/** Decodes escapes once. What they stand for is read as UTF-8; NUL is kept. RFC 3261 §19.1.2 */
export function decodeEscapes(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(ESCAPES, (run) => {
    const octets = new Uint8Array(run.length / 3);
    for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(octets);
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

function isEscape(text: string, at: number): boolean {
  return isIn(text.charCodeAt(at + 1), HEX) && isIn(text.charCodeAt(at + 2), HEX);
}
