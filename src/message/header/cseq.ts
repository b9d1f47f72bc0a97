import { isDigit, TOKEN } from "../grammar/characters.js";
import { type Codes, codesOf } from "../grammar/codes.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipClass, skipSpace } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

export interface CSeqValue {
  /** 0 to 2³² − 1. */
  readonly sequence: number;
  /** Case matters: `invite` is not `INVITE`. */
  readonly method: string;
}

/** RFC 3261 §20.16 */
export const CSeq: HeaderKey<CSeqValue> = {
  id: headerId("CSeq"),
  parse: parseCSeq,
};

export function formatCSeq({ sequence, method }: CSeqValue): string {
  return `${sequence} ${method}`;
}

function parseCSeq(value: string): CSeqValue | ParseFailure {
  const codes = codesOf(value);
  const methodStart = scanCSeq(codes, 0, value.length);
  if (methodStart < 0) return new ParseFailure("number and method", ~methodStart);
  return { sequence: sequenceAt(codes, 0), method: value.slice(methodStart) };
}

/** Gives where the method of the CSeq begins that lies at this place, or `~offset` of what is wrong. */
export function scanCSeq(codes: Codes, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(codes[at] ?? 0)) at++;
  const method = skipSpace(codes, at, end);
  if (at === start || method === at || method === end || skipClass(codes, method, end, TOKEN) !== end) return ~at;
  // RFC 3261 §20.16: 32 bits are read; our own numbers stay below 2**31 (§8.1.1.5).
  return sequenceAt(codes, start) <= 0xffff_ffff ? method : ~start;
}

/** The number that begins here. */
export function sequenceAt(codes: Codes, at: number): number {
  let sequence = 0;
  for (let code = codes[at] ?? 0; isDigit(code); code = codes[++at] ?? 0) sequence = sequence * 10 + code - 0x30;
  return sequence;
}
