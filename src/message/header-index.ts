import { COLON, CR, isWhiteSpace, LF, TOKEN } from "./grammar/characters.js";
import { type Codes } from "./grammar/codes.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { skipClass, skipSpace, skipSpaceBack, trimmed } from "./grammar/scanner.js";
import { headerId, headerIdAt, headerName, type HeaderId, normalized } from "./header/names.js";
import { type Limits } from "./limits.js";
import { type MessageReading } from "./message-reading.js";

/** What is needed to find header fields again. */
export type HeaderIndex = Pick<MessageReading, "text" | "rows" | "lowIds" | "highIds">;

// A row is two numbers, in the order of the wire: where its value begins, beside the header's id with `FOLDED`; where its value ends.
/** How many numbers a row is. */
export const ROW = 2;
const ID_BITS = 9;
const ID = 0xff;
/** Stands beside the id of a row whose value runs over several lines. */
const FOLDED = 0x100;
const FROM = headerId("From");
const CSEQ = headerId("CSeq");
/** What begins beyond this cannot be written into a row. */
const LONGEST_HEAD = 2 ** (31 - ID_BITS) - 1;

/**
 * Finds the header fields of a message. One pass: no field becomes an object, no value is cut out.
 *
 * A line that is wrong is noted, so that what is left can be answered.
 *
 * @param start - Where the start line begins: it counts as part of the head.
 * @param headers - Where the first field begins.
 */
export function indexHeaders(
  reading: MessageReading,
  codes: Codes,
  start: number,
  headers: number,
  limits: Limits,
): void {
  reading.bodyStart = reading.text.length;
  const count = findFields(reading, codes, start, headers, limits);
  // As long as the message is kept, no room for rows that will not come.
  reading.rows = FOUND.slice(0, count);
  if (FOUND.length > USUALLY_ENOUGH) FOUND.length = USUALLY_ENOUGH;
}

/** The rows of the message that is being read: a list of its own would grow several times, and be copied each time. */
const FOUND: number[] = [];
const USUALLY_ENOUGH = 128 * ROW;

/** @returns How many numbers it has put into `FOUND`. */
function findFields(reading: MessageReading, codes: Codes, start: number, headers: number, limits: Limits): number {
  const { length } = reading.text;
  const headEnd = Math.min(start + limits.head, LONGEST_HEAD);
  const maxRows = ROW * limits.rows;
  const maxLine = limits.line;
  let count = 0;
  let at = headers;
  while (!isLineEnd(codes, at, length)) {
    const nameEnd = skipClass(codes, at, length, TOKEN);
    const colon = nameEnd < length && codes[nameEnd] === COLON ? nameEnd : skipSpace(codes, nameEnd, length);
    const isField = nameEnd > at && colon < length && codes[colon] === COLON;
    const value = isField ? skipSpace(codes, colon + 1, length) : at;
    let code = isField ? headerIdAt(codes, at, nameEnd) : 0;
    let lineEnd = skipLine(reading, codes, value, code);
    // RFC 3261 §7.3.1: a line that begins with white space continues the one before.
    while (lineEnd >= 0 && isWhiteSpaceAt(codes, lineEnd + 1, length)) {
      code |= FOLDED;
      lineEnd = skipLine(reading, codes, lineEnd + 1, code & ID);
    }
    if (lineEnd >= headEnd || (lineEnd < 0 && length > headEnd)) {
      reading.fault = tooLarge(at);
      return count;
    }
    if (lineEnd < 0) {
      reading.fault ??= malformed("end of the header fields", length);
      return count;
    }
    const field = at;
    at = lineEnd + 1;
    const end = codes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (end - field > maxLine) reading.fault ??= tooLarge(field);
    const isTooMany = count >= maxRows;
    if (isTooMany) reading.fault ??= tooLarge(field);
    // Beyond the limit only what an answer needs is looked for.
    if (isField && isTooMany && !isAnswered(code & ID)) continue;
    if (isField) {
      FOUND[count] = (value << ID_BITS) | code;
      FOUND[count + 1] = skipSpaceBack(codes, value, end);
      count += ROW;
      noteId(reading, code & ID);
    } else reading.fault ??= malformed("header field", field);
  }
  reading.bodyStart = at + 2;
  return count;
}

/** Gives the offset of the LF that ends the line of this header, or -1 where there is none. */
function skipLine(reading: MessageReading, codes: Codes, at: number, id: HeaderId): number {
  const { text } = reading;
  // Measured: two searches of the engine take less than half of the time of a loop.
  const lineEnd = text.indexOf("\n", at);
  // RFC 3261 §7: lines end in CRLF; alone, either half is a way to smuggle lines past a proxy.
  if (lineEnd >= 0 && (codes[lineEnd - 1] !== CR || text.indexOf("\r", at) !== lineEnd - 1)) {
    reading.fault ??= malformed("CRLF", lineEnd, headerName(id));
  }
  return lineEnd;
}

// A shift counts modulo 32.
function noteId(reading: MessageReading, id: HeaderId): void {
  if ((id & 32) === 0) reading.lowIds |= 1 << id;
  else reading.highIds |= 1 << id;
}

function mayHave({ lowIds, highIds }: HeaderIndex, id: HeaderId): boolean {
  return (((id & 32) === 0 ? lowIds : highIds) & (1 << id)) !== 0;
}

/** From, To, Call-ID and CSeq. RFC 3261 §8.2.6.2 */
function isAnswered(id: HeaderId): boolean {
  return id >= FROM && id <= CSEQ;
}

function isLineEnd(codes: Codes, at: number, length: number): boolean {
  return at + 1 < length && codes[at] === CR && codes[at + 1] === LF;
}

function isWhiteSpaceAt(codes: Codes, at: number, length: number): boolean {
  return at < length && isWhiteSpace(codes[at] ?? 0);
}

/** The values of a header, one for each row, unfolded and trimmed. */
export function rowValues(index: HeaderIndex, id: HeaderId, name: string): readonly string[] {
  if (!mayHave(index, id)) return NONE;
  let values: string[] | undefined;
  const { rows } = index;
  for (let row = 0; row < rows.length; row += ROW) {
    if (rowId(index, row) !== id || (id === 0 && !hasName(index, row, name))) continue;
    // Nearly always the only one: a list that has grown has room for a dozen more.
    if (values === undefined) values = [rowValue(index, row)];
    else values.push(rowValue(index, row));
  }
  return values ?? NONE;
}

const NONE: readonly string[] = [];

/** The value of one row, unfolded and trimmed. */
export function rowValue(index: HeaderIndex, row: number): string {
  const { text } = index;
  const end = valueEnd(index, row);
  let at = valueStart(index, row);
  if (!isFolded(index, row)) return text.slice(at, end);
  let value = "";
  for (let lineEnd = text.indexOf("\n", at); lineEnd >= 0 && lineEnd < end; lineEnd = text.indexOf("\n", at)) {
    // RFC 3261 §7.3.1: a fold and the white space behind it are one blank.
    value += `${text.slice(at, text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd)} `;
    at = lineEnd + 1;
    while (at < end && isWhiteSpace(text.charCodeAt(at))) at++;
  }
  value += text.slice(at, end);
  return trimmed(value, 0, value.length);
}

export function isFolded(index: HeaderIndex, row: number): boolean {
  return ((index.rows[row] ?? 0) & FOLDED) !== 0;
}

export function rowId(index: HeaderIndex, row: number): HeaderId {
  return (index.rows[row] ?? 0) & ID;
}

export function valueStart(index: HeaderIndex, row: number): number {
  return (index.rows[row] ?? 0) >> ID_BITS;
}

export function valueEnd(index: HeaderIndex, row: number): number {
  return index.rows[row + 1] ?? 0;
}

/** Where the first value of a header begins; 0 where there is none. */
export function firstValueStart(index: HeaderIndex, id: HeaderId): number {
  for (let row = 0; row < index.rows.length; row += ROW) if (rowId(index, row) === id) return valueStart(index, row);
  return 0;
}

/** The name of a row as it stands in the message. */
export function rowName(index: HeaderIndex, row: number): string {
  const { text } = index;
  let end = valueStart(index, row);
  // Between name and value there is nothing but a colon and white space.
  while (text.charCodeAt(end - 1) !== COLON) end--;
  const start = text.lastIndexOf("\n", end - 1) + 1;
  return trimmed(text, start, end - 1);
}

/** Whether this row of a header that is not in the table has the name. */
function hasName(index: HeaderIndex, row: number, name: string): boolean {
  return normalized(rowName(index, row)) === normalized(name);
}

/** @param header - Empty where it has no name that is known. */
function malformed(expected: string, offset: number, header = ""): ParseFailure {
  const reasonPhrase = header === "" ? "Malformed header field" : `Malformed ${header} header field`;
  return new ParseFailure(expected, offset, { code: "header-field", header: header || undefined, reasonPhrase });
}

function tooLarge(offset: number): ParseFailure {
  const details = { code: "too-long", statusCode: 513, reasonPhrase: "Message Too Large" };
  return new ParseFailure("a shorter message", offset, details);
}
