import {
  BACKSLASH,
  CLASSES,
  COMMA,
  CR,
  DQUOTE,
  HTAB,
  isIn,
  isWhiteSpace,
  LANGLE,
  LF,
  NUL,
  RANGLE,
  SP,
  TOKEN,
} from "./characters.js";
import { type Codes, codesOf } from "./codes.js";

/** Gives the offset of the first character at or after `at` that is neither space nor tab. */
export function skipSpace(codes: Codes, at: number, end: number): number {
  while (at < end) {
    const code = codes[at];
    if (code !== SP && code !== HTAB) break;
    at++;
  }
  return at;
}

/** Gives the offset behind the last character before `end` that is neither space nor tab. */
export function skipSpaceBack(codes: Codes, start: number, end: number): number {
  while (end > start) {
    const code = codes[end - 1];
    if (code !== SP && code !== HTAB) break;
    end--;
  }
  return end;
}

/** Gives the offset behind the run of characters of these classes that begins at `at`; `at` itself when there is none. */
export function skipClass(codes: Codes, at: number, end: number, classes: number): number {
  const table = CLASSES;
  while (at < end && ((table[codes[at] ?? 0] ?? 0) & classes) !== 0) at++;
  return at;
}

/** Whether these very characters stand here. */
export function isTextAt(codes: Codes, at: number, text: Codes): boolean {
  for (let i = 0; i < text.length; i++) {
    if (codes[at + i] !== text[i]) return false;
  }
  return true;
}

/** Whether the text is one token. RFC 3261 §25.1 */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isIn(text.charCodeAt(at), TOKEN)) return false;
  return text !== "";
}

/**
 * Gives the offset behind the quoted string that begins at `at`, or -1 when it does not end.
 *
 * RFC 3261 §25.1: a backslash may stand before any ASCII character but CR and LF; these two and a bare NUL are not text.
 */
export function skipQuoted(codes: Codes, at: number, end: number): number {
  for (at++; at < end; at++) {
    const code = codes[at];
    if (code === DQUOTE) return at + 1;
    if (code === NUL || code === CR || code === LF) return -1;
    if (code === BACKSLASH) {
      const escaped = codes[++at] ?? 0;
      if (at >= end || escaped > 0x7f || escaped === CR || escaped === LF) return -1;
    }
  }
  return -1;
}

/** Gives the text that a quoted string stands for; anything else is returned as it is. */
export function unquote(text: string): string {
  if (text.charCodeAt(0) !== DQUOTE) return text;
  const inner = text.slice(1, -1);
  return inner.includes("\\") ? inner.replace(/\\([^])/g, "$1") : inner;
}

// RFC 3261 §25.1: with its backslash NUL is part of a quoted string; it can only come from what was read.
const NEEDS_BACKSLASH = /["\\\0]/g;

/** Writes a text as a quoted string. */
export function quote(text: string): string {
  return `"${text.replace(NEEDS_BACKSLASH, "\\$&")}"`;
}

/**
 * Splits the value of a list header at its commas; those within quotes and angle brackets separate nothing.
 * Elements come trimmed; an empty one stays, so that its reader can refuse it.
 */
export function splitAtCommas(value: string): string[] {
  if (!value.includes(",")) return [value];
  const codes = codesOf(value);
  const elements: string[] = [];
  for (let start = 0; ;) {
    const comma = skipElement(codes, start, value.length);
    elements.push(trimmed(value, start, comma));
    if (comma === value.length) return elements;
    start = comma + 1;
  }
}

/** Gives the offset of the comma behind the element that begins at `at`; `end` behind the last one. */
function skipElement(codes: Codes, at: number, end: number): number {
  let bracketed = false;
  for (; at < end; at++) {
    const code = codes[at];
    if (code === COMMA && !bracketed) return at;
    if (code === LANGLE) bracketed = true;
    else if (code === RANGLE) bracketed = false;
    else if (code === DQUOTE && !bracketed) {
      const behind = skipQuoted(codes, at, end);
      // Where a quote does not end, what follows is one element that its reader refuses.
      if (behind < 0) return end;
      at = behind - 1;
    }
  }
  return end;
}

/** Cuts out a piece without the white space around it. */
export function trimmed(text: string, start: number, end: number): string {
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
