import { isDigit } from "./grammar/characters.js";
import { type NameAddrParts, scanNameAddr } from "./grammar/name-addr-scan.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { splitAtCommas } from "./grammar/scanner.js";
import { isCallIdAt } from "./header/call-id.js";
import { type CSeqValue, readCSeq } from "./header/cseq.js";
import { headerId, headerName } from "./header/names.js";
import { readableVia, readVia, type Via } from "./header/via.js";
import { type HeaderIndex, isFolded, rowId, rowValue } from "./header-index.js";
import { type Limits } from "./limits.js";

/** A From or To that has been looked at, but not made an object of. */
export interface Party {
  readonly text: string;
  readonly end: number;
  readonly parts: NameAddrParts;
}

/** What every transaction needs of a message. What is missing or cannot be read is `undefined`, and `fault` says so. */
export interface EssentialHeaders {
  via: Via | undefined;
  /** The Vias as far as they can be read, where one cannot. */
  readableVias: readonly string[] | undefined;
  from: Party | undefined;
  to: Party | undefined;
  callId: string | undefined;
  cseq: CSeqValue | undefined;
  contentLength: number | undefined;
  /** The first thing that was wrong. */
  fault: ParseFailure | undefined;
}

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
export function readEssentialHeaders(index: HeaderIndex, limits: Limits): EssentialHeaders {
  const essential: EssentialHeaders = {
    via: undefined,
    readableVias: undefined,
    from: undefined,
    to: undefined,
    callId: undefined,
    cseq: undefined,
    contentLength: undefined,
    fault: index.fault,
  };
  let seen = 0;
  let path = 0;
  for (let row = 0; row < index.rows.length; row += 3) {
    const id = rowId(index, row);
    if (id === 0 || id > RECORD_ROUTE) continue;
    const bit = 1 << id;
    if (id === VIA || id >= ROUTE) path += (index.rows[row + 2] ?? 0) - (index.rows[row + 1] ?? 0);
    // RFC 4475 §3.3.8: two values where one belongs, and two elements of the network may each take another.
    if ((seen & bit) !== 0 && id >= FROM && id <= CONTENT_TYPE) {
      essential.fault ??= fault(id, `Multiple ${headerName(id)} header fields`, "header-repeated");
    } else {
      const isFirst = (seen & bit) === 0;
      seen |= bit;
      if (isFolded(index, row)) {
        const value = rowValue(index, row);
        readRow(essential, id, value, 0, value.length, isFirst);
      } else readRow(essential, id, index.text, index.rows[row + 1] ?? 0, index.rows[row + 2] ?? 0, isFirst);
    }
  }
  // A path so long that each answer would be an amplification, and each dialog a burden.
  if (path > SHORTEST_HOP * limits.hops) essential.fault ??= hopsFault(index, limits);
  if (essential.fault?.header === "Via") essential.readableVias = readableVias(index);
  for (const id of REQUIRED) {
    if ((seen & (1 << id)) === 0)
      essential.fault ??= fault(id, `Missing ${headerName(id)} header field`, "header-missing");
  }
  return essential;
}

// A hop has seven characters at least, `<sip:h>`: only where there are enough for too many are they counted.
const SHORTEST_HOP = 7;

const REQUIRED: readonly number[] = [VIA, FROM, TO, CALL_ID, CSEQ];

function readRow(
  essential: EssentialHeaders,
  id: number,
  text: string,
  start: number,
  end: number,
  isFirst: boolean,
): void {
  switch (id) {
    case VIA:
      return readVias(essential, text, start, end, isFirst);
    case FROM:
    case TO: {
      const parts = scanNameAddr(text, start, end);
      if (parts instanceof ParseFailure) essential.fault ??= unreadable(id, parts);
      else if (id === FROM) essential.from = { text, end, parts };
      else essential.to = { text, end, parts };
      return;
    }
    case CALL_ID:
      if (isCallIdAt(text, start, end)) essential.callId = text.slice(start, end);
      else essential.fault ??= unreadable(id, new ParseFailure("Call-ID", 0));
      return;
    case CSEQ: {
      const cseq = readCSeq(text, start, end);
      if (cseq instanceof ParseFailure) essential.fault ??= unreadable(id, cseq);
      else essential.cseq = cseq;
      return;
    }
    case MAX_FORWARDS:
      // RFC 3261 §20.22: a number out of range is as good as none; what is no number is malformed.
      if (readDigits(text, start, end) < 0) essential.fault ??= unreadable(id, new ParseFailure("number", 0));
      return;
    case CONTENT_LENGTH: {
      const length = readDigits(text, start, end);
      if (length < 0) essential.fault ??= unreadable(id, new ParseFailure("number", 0));
      else essential.contentLength = length;
    }
  }
}

function readVias(essential: EssentialHeaders, text: string, start: number, end: number, isFirst: boolean): void {
  let elementEnd = start;
  while (elementEnd < end && text.charCodeAt(elementEnd) !== 0x2c) elementEnd++;
  if (elementEnd === end) return keepVia(essential, readVia(text, start, end), isFirst);
  const elements = splitAtCommas(text.slice(start, end));
  elements.forEach((element, i) => keepVia(essential, readVia(element, 0, element.length), isFirst && i === 0));
}

function keepVia(essential: EssentialHeaders, via: Via | ParseFailure, isFirst: boolean): void {
  if (via instanceof ParseFailure) essential.fault ??= unreadable(VIA, via);
  else if (isFirst) essential.via = via;
}

/** Counts the values of Via, Route and Record-Route. Only asked where there may be too many. */
function hopsFault(index: HeaderIndex, limits: Limits): ParseFailure | undefined {
  const counts = new Map([VIA, ROUTE, RECORD_ROUTE].map((id) => [id, 0]));
  for (let row = 0; row < index.rows.length; row += 3) {
    const id = rowId(index, row);
    const count = counts.get(id);
    if (count !== undefined) counts.set(id, count + splitAtCommas(rowValue(index, row)).length);
  }
  if (Math.max(...counts.values()) <= limits.hops) return undefined;
  const details = { code: "too-long", statusCode: 513, reasonPhrase: "Message Too Large" };
  return new ParseFailure("fewer hops", 0, details);
}

function readableVias(index: HeaderIndex): string[] {
  const vias: string[] = [];
  for (let row = 0; row < index.rows.length; row += 3) {
    if (rowId(index, row) !== VIA) continue;
    for (const element of splitAtCommas(rowValue(index, row))) {
      const via = readableVia(element);
      if (via !== undefined) vias.push(via);
    }
  }
  return vias;
}

/** Gives the number that these digits are, Infinity where it is beyond exactness, -1 where they are none. */
function readDigits(text: string, start: number, end: number): number {
  if (start === end) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 0x30;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
}

function unreadable(id: number, failure: ParseFailure): ParseFailure {
  const header = headerName(id);
  const details = {
    code: `${header.toLowerCase()}-unreadable`,
    header,
    reasonPhrase: `Malformed ${header} header field`,
  };
  return new ParseFailure(failure.expected, failure.offset, details);
}

function fault(id: number, reasonPhrase: string, code: string): ParseFailure {
  return new ParseFailure(headerName(id), 0, { code, header: headerName(id), reasonPhrase });
}
