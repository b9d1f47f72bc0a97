import { BACKSLASH, CR, DQUOTE, HTAB, isIn, LANGLE, LF, NUL, RANGLE, SP, TOKEN, COMMA } from "./characters.js";

/** Gives the offset of the first character at or after `at` that is neither space nor tab. */
export function skipSpace(text: string, at: number, end: number): number {
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code !== SP && code !== HTAB) break;
    at++;
  }
  return at;
}

/** Gives the offset behind the last character before `end` that is neither space nor tab. */
export function skipSpaceBack(text: string, start: number, end: number): number {
  while (end > start) {
    const code = text.charCodeAt(end - 1);
    if (code !== SP && code !== HTAB) break;
    end--;
  }
  return end;
}

/** Gives the offset behind the run of characters of these classes that begins at `at`; `at` itself when there is none. */
export function skipClass(text: string, at: number, end: number, classes: number): number {
  while (at < end && isIn(text.charCodeAt(at), classes)) at++;
  return at;
}

/** Whether the text is one token. RFC 3261 §25.1 */
export function isToken(text: string): boolean {
  return text !== "" && skipClass(text, 0, text.length, TOKEN) === text.length;
}

/**
 * Gives the offset behind the quoted string that begins at `at`, or -1 when it does not end.
 *
 * RFC 3261 §25.1: a backslash may stand before any ASCII character but CR and LF; a bare NUL is not text.
 */
export function skipQuoted(text: string, at: number, end: number): number {
  for (at++; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === DQUOTE) return at + 1;
    if (code === NUL) return -1;
    if (code === BACKSLASH) {
      const escaped = text.charCodeAt(++at);
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

/** Writes a text as a quoted string. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Splits the value of a list header at its commas; those within quotes and angle brackets separate nothing.
 * Elements come trimmed; an empty one stays, so that its reader can refuse it.
 */
export function splitAtCommas(value: string): string[] {
  if (!value.includes(",")) return [value];
  const elements: string[] = [];
  let start = 0;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === COMMA && !bracketed) {
      elements.push(trimmed(value, start, at));
      start = at + 1;
    } else if (code === LANGLE) bracketed = true;
    else if (code === RANGLE) bracketed = false;
    else if (code === DQUOTE && !bracketed) {
      const behind = skipQuoted(value, at, value.length);
      // Where a quote does not end, what follows is one element that its reader refuses.
      at = behind < 0 ? value.length : behind - 1;
    }
  }
  elements.push(trimmed(value, start, value.length));
  return elements;
}

/** Cuts out a piece without the white space around it. */
export function trimmed(text: string, start: number, end: number): string {
  const from = skipSpace(text, start, end);
  return text.slice(from, skipSpaceBack(text, from, end));
}
