import { TOKEN } from "../grammar/characters.js";
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
  parse: (value) => readCSeq(value, 0, value.length),
};

export function formatCSeq({ sequence, method }: CSeqValue): string {
  return `${sequence} ${method}`;
}

/** Reads a CSeq where it lies. */
export function readCSeq(text: string, start: number, end: number): CSeqValue | ParseFailure {
  let sequence = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) break;
    sequence = sequence * 10 + digit;
    // RFC 3261 §20.16: 32 bits are read; our own numbers stay below 2**31 (§8.1.1.5).
    if (sequence > 0xffff_ffff) return new ParseFailure("a smaller number", start);
  }
  const method = skipSpace(text, at, end);
  if (at === start || method === at || method === end || skipClass(text, method, end, TOKEN) !== end) {
    return new ParseFailure("number and method", at);
  }
  return { sequence, method: text.slice(method, end) };
}
