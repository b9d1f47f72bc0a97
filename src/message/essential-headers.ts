import { isDigit } from "./grammar/characters.js";
import { type Codes, codesOf } from "./grammar/codes.js";
import { NameAddrParts, scanNameAddr } from "./grammar/name-addr-scan.js";
import { FEWER_PARAMETERS } from "./grammar/parameter-scan.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { splitAtCommas } from "./grammar/scanner.js";
import { skipVia, ViaParts } from "./grammar/via-scan.js";
import { isCallIdAt } from "./header/call-id.js";
import { scanCSeq, sequenceAt } from "./header/cseq.js";
import { headerId, headerName } from "./header/names.js";
import { makeVia, readableVia } from "./header/via.js";
import { firstValueStart, type HeaderIndex, isFolded, ROW, rowId, rowValue, valueStart } from "./header-index.js";
import { type Limits } from "./limits.js";
import { type MessageReading } from "./message-reading.js";

const VIA = headerId("Via");
const FROM = headerId("From");
const TO = headerId("To");
const CALL_ID = headerId("Call-ID");
const CSEQ = headerId("CSeq");
const MAX_FORWARDS = headerId("Max-Forwards");
const CONTENT_LENGTH = headerId("Content-Length");
const CONTENT_TYPE = headerId("Content-Type");
const ROUTE = headerId("Route");
const RECORD_ROUTE = headerId("Record-Route");

/** Reads what every transaction needs, once; behind this door nobody checks it again. RFC 3261 §8.1.1, §20 */
export function readEssentialHeaders(reading: MessageReading, codes: Codes, limits: Limits): void {
  let seen = 0;
  let path = 0;
  const { text, rows } = reading;
  for (let row = 0; row < rows.length; row += ROW) {
    const id = rowId(reading, row);
    if (id === 0 || id > RECORD_ROUTE) continue;
    const start = valueStart(reading, row);
    const end = rows[row + 1] ?? 0;
    if (id === VIA || id >= ROUTE) path += end - start;
    const isFirst = (seen & (1 << id)) === 0;
    seen |= 1 << id;
    if (!isFirst && id >= FROM && id <= CONTENT_TYPE) {
      // RFC 4475 §3.3.8: two values where one belongs, and two elements of the network may each take another.
      reading.fault ??= fault(id, `Multiple ${headerName(id)} header fields`, "header-repeated", start);
    } else if (isFolded(reading, row)) {
      const value = rowValue(reading, row);
      readRow(reading, id, value, codesOf(value), 0, value.length, isFirst);
    } else readRow(reading, id, text, codes, start, end, isFirst);
  }
  // A path so long that each answer would be an amplification, and each dialog a burden.
  if (path > SHORTEST_HOP * limits.hops) reading.fault ??= hopsFault(reading, limits);
  if (reading.readableVias) reading.readableVias = readableVias(reading);
  reading.fault ??= identifierFault(reading, limits);
  if ((seen & REQUIRED) !== REQUIRED) reading.fault ??= missing(seen, reading.bodyStart);
}

// A hop has five characters at least, `<a:b>`: only where there are enough for too many are they counted.
const SHORTEST_HOP = 5;

const REQUIRED = (1 << VIA) | (1 << FROM) | (1 << TO) | (1 << CALL_ID) | (1 << CSEQ);

/** Reads a row whose value lies at this place of the text. */
function readRow(
  reading: MessageReading,
  id: number,
  text: string,
  codes: Codes,
  start: number,
  end: number,
  isFirst: boolean,
): void {
  switch (id) {
    case VIA:
      return readVias(reading, text, codes, start, end, isFirst);
    case FROM:
    case TO: {
      const failure = scanNameAddr(codes, start, end, party, reading.maxParameters);
      if (failure) reading.fault ??= unreadable(reading, text, id, failure.expected, failure.offset);
      else if (party.tag >= 0) {
        const tag = text.slice(party.tag, party.tagEnd);
        if (id === FROM) reading.fromTag = tag;
        else reading.toTag = tag;
      }
      return;
    }
    case CALL_ID:
      if (isCallIdAt(codes, start, end)) reading.callId = text.slice(start, end);
      else reading.fault ??= unreadable(reading, text, id, "Call-ID", start);
      return;
    case CSEQ: {
      const method = scanCSeq(codes, start, end);
      if (method < 0) reading.fault ??= unreadable(reading, text, id, "number and method", ~method);
      else {
        reading.sequence = sequenceAt(codes, start);
        reading.cseqMethod = text.slice(method, end);
      }
      return;
    }
    case MAX_FORWARDS:
      // RFC 3261 §20.22: a number out of range is as good as none; what is no number is malformed.
      if (readDigits(codes, start, end) < 0) reading.fault ??= unreadable(reading, text, id, "number", start);
      return;
    case CONTENT_LENGTH: {
      const length = readDigits(codes, start, end);
      if (length < 0) reading.fault ??= unreadable(reading, text, id, "number", start);
      else reading.contentLength = length;
    }
  }
}

// From and To are looked at, but not made objects of.
const party = new NameAddrParts();

function readVias(
  reading: MessageReading,
  text: string,
  codes: Codes,
  start: number,
  end: number,
  isFirst: boolean,
): void {
  for (let at = start; ; at++) {
    const element = at;
    at = skipVia(codes, element, end, hop, reading.maxParameters);
    if (at < 0) {
      reading.fault ??= unreadable(reading, text, VIA, hop.expected, ~at);
      reading.readableVias = NOT_ALL;
      return;
    }
    if (isFirst && element === start) reading.via = makeVia(text, hop);
    if (at >= end) return;
  }
}

// Which ones can be is found out when all are known.
const NOT_ALL: readonly string[] = [];

// Only of the top one an object is made.
const hop = new ViaParts();

/** Counts the values of Via, Route and Record-Route. Only asked where there may be too many. */
function hopsFault(index: HeaderIndex, limits: Limits): ParseFailure | undefined {
  const counts = new Map([VIA, ROUTE, RECORD_ROUTE].map((id) => [id, 0]));
  for (let row = 0; row < index.rows.length; row += ROW) {
    const id = rowId(index, row);
    const count = counts.get(id);
    if (count !== undefined) counts.set(id, count + splitAtCommas(rowValue(index, row)).length);
  }
  if (Math.max(...counts.values()) <= limits.hops) return undefined;
  return tooLong("fewer hops", 0);
}

/** What transactions and dialogs are found by is kept for as long as they live. */
function identifierFault(
  { callId, fromTag, toTag, via }: MessageReading,
  { identifier }: Limits,
): ParseFailure | undefined {
  if (isWithin(callId, identifier) && isWithin(fromTag, identifier) && isWithin(toTag, identifier)) {
    if (isWithin(via?.branch, identifier)) return undefined;
  }
  return new ParseFailure("a shorter identifier", 0, { code: "too-long", reasonPhrase: "Identifier Too Long" });
}

function isWithin(text: string | undefined, limit: number): boolean {
  return text === undefined || text.length <= limit;
}

function readableVias(index: HeaderIndex): string[] {
  const vias: string[] = [];
  for (let row = 0; row < index.rows.length; row += ROW) {
    if (rowId(index, row) !== VIA) continue;
    for (const element of splitAtCommas(rowValue(index, row))) {
      const via = readableVia(element);
      if (via !== undefined) vias.push(via);
    }
  }
  return vias;
}

/** Gives the number that these digits are, Infinity where it is beyond exactness, -1 where they are none. */
function readDigits(codes: Codes, start: number, end: number): number {
  if (start === end) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = codes[at] ?? 0;
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 0x30;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
}

function tooLong(expected: string, offset: number, header?: string): ParseFailure {
  const details = { code: "too-long", statusCode: 513, reasonPhrase: "Message Too Large" };
  return new ParseFailure(expected, offset, { ...details, header });
}

function missing(seen: number, offset: number): ParseFailure {
  const id = [VIA, FROM, TO, CALL_ID, CSEQ].find((required) => (seen & (1 << required)) === 0) ?? VIA;
  return fault(id, `Missing ${headerName(id)} header field`, "header-missing", offset);
}

/** @param offset - In this text, which is the message's, or a value of it that was folded. */
function unreadable(reading: MessageReading, text: string, id: number, expected: string, offset: number): ParseFailure {
  const header = headerName(id);
  if (text !== reading.text) offset = firstValueStart(reading, id);
  if (expected === FEWER_PARAMETERS) return tooLong(expected, offset, header);
  const details = {
    code: `${header.toLowerCase()}-unreadable`,
    header,
    reasonPhrase: `Malformed ${header} header field`,
  };
  return new ParseFailure(expected, offset, details);
}

function fault(id: number, reasonPhrase: string, code: string, offset: number): ParseFailure {
  return new ParseFailure(headerName(id), offset, { code, header: headerName(id), reasonPhrase });
}
