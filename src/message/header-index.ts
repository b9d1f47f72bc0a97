import { COLON, CR, isWhiteSpace, LF, TOKEN } from "./grammar/characters.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { skipClass, skipSpace, skipSpaceBack, trimmed } from "./grammar/scanner.js";
import { headerIdAt, type HeaderId, normalized } from "./header/names.js";
import { type Limits } from "./limits.js";

/** Where the header fields of a message lie in its text. */
export interface HeaderIndex {
  readonly text: string;
  /** Three numbers a row, in the order of the wire: the header's id with `FOLDED`, where its value begins, where it ends. */
  readonly rows: readonly number[];
  /** Where the body begins; the end of the text when the empty line is missing. */
  readonly bodyStart: number;
  /** The first thing that was wrong. */
  readonly fault: ParseFailure | undefined;
}

/** Stands beside the id of a row whose value runs over several lines. */
const FOLDED = 0x100;

/**
 * Finds the header fields of a message. One pass: no field becomes an object, no value is cut out.
 *
 * A line that is wrong is noted and left out, so that what is left can be answered.
 */
export function indexHeaders(text: string, start: number, limits: Limits): HeaderIndex {
  const rows: number[] = [];
  let fault: ParseFailure | undefined;
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) return { text, rows, bodyStart: at + 2, fault };
    const nameEnd = skipClass(text, at, text.length, TOKEN);
    const colon = skipSpace(text, nameEnd, text.length);
    const isField = nameEnd > at && text.charCodeAt(colon) === COLON;
    const value = isField ? skipSpace(text, colon + 1, text.length) : at;
    let lineEnd = text.indexOf("\n", value);
    let code = isField ? headerIdAt(text, at, nameEnd) : 0;
    // RFC 3261 §7.3.1: a line that begins with white space continues the one before.
    let line = value;
    for (;;) {
      if (lineEnd < 0) {
        fault ??= malformed("end of the header fields", text.length);
        return { text, rows, bodyStart: text.length, fault };
      }
      // RFC 3261 §7: lines end in CRLF; alone, either half is a way to smuggle lines past a proxy.
      if (text.charCodeAt(lineEnd - 1) !== CR || text.indexOf("\r", line) !== lineEnd - 1) {
        fault ??= malformed("CRLF", lineEnd);
      }
      if (!isWhiteSpace(text.charCodeAt(lineEnd + 1))) break;
      code |= FOLDED;
      line = lineEnd + 1;
      lineEnd = text.indexOf("\n", line);
    }
    if (lineEnd - start > limits.head || rows.length >= 3 * limits.rows) {
      return { text, rows, bodyStart: text.length, fault: tooLarge(lineEnd) };
    }
    if (isField) rows.push(code, value, skipSpaceBack(text, value, lineEnd - 1));
    else fault ??= malformed("header field", at);
    at = lineEnd + 1;
  }
}

/** The values of a header, one for each row, unfolded and trimmed. */
export function rowValues(index: HeaderIndex, id: HeaderId, name: string): string[] {
  const values: string[] = [];
  const { rows } = index;
  for (let row = 0; row < rows.length; row += 3) {
    if (((rows[row] ?? 0) & 0xff) === id && (id !== 0 || hasName(index, row, name))) values.push(rowValue(index, row));
  }
  return values;
}

/** The value of one row, unfolded and trimmed. */
export function rowValue(index: HeaderIndex, row: number): string {
  const start = index.rows[row + 1] ?? 0;
  const end = index.rows[row + 2] ?? 0;
  if (!isFolded(index, row)) return index.text.slice(start, end);
  const value = index.text.slice(start, end).replace(/\r?\n[ \t]+/g, " ");
  return trimmed(value, 0, value.length);
}

export function isFolded(index: HeaderIndex, row: number): boolean {
  return ((index.rows[row] ?? 0) & FOLDED) !== 0;
}

export function rowId(index: HeaderIndex, row: number): HeaderId {
  return (index.rows[row] ?? 0) & 0xff;
}

/** The name of a row as it stands in the message. */
export function rowName(index: HeaderIndex, row: number): string {
  const { text } = index;
  let end = index.rows[row + 1] ?? 0;
  // Between name and value there is nothing but a colon and white space.
  while (text.charCodeAt(end - 1) !== COLON) end--;
  end = skipSpaceBack(text, 0, end - 1);
  return text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
}

/** Whether this row of a header that is not in the table has the name. */
function hasName(index: HeaderIndex, row: number, name: string): boolean {
  return normalized(rowName(index, row)) === normalized(name);
}

function malformed(expected: string, offset: number): ParseFailure {
  return new ParseFailure(expected, offset, { code: "header-field", reasonPhrase: "Malformed header field" });
}

function tooLarge(offset: number): ParseFailure {
  const details = { code: "too-long", statusCode: 513, reasonPhrase: "Message Too Large" };
  return new ParseFailure("a shorter message", offset, details);
}
