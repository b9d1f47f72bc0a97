import { ParseFailure } from "../grammar/parse-failure.js";
import { CSeq, type CSeqValue } from "./cseq.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { parseNumber } from "./numbers.js";

/** Which reliable provisional response a PRACK acknowledges. */
export interface RAckValue extends CSeqValue {
  /** The RSeq of the response. */
  readonly rseq: number;
}

/** RFC 3262 §7.1: 0 to 2³² − 1; a response begins with 1. */
export const RSeq: HeaderKey<number> = {
  id: headerId("RSeq"),
  parse: (value) => parseNumber(value, 0xffff_ffff),
};

/** RFC 3262 §7.2 */
export const RAck: HeaderKey<RAckValue> = {
  id: headerId("RAck"),
  parse(value) {
    const [, number = "", rest = ""] = SHAPE.exec(value) ?? [];
    const rseq = parseNumber(number, 0xffff_ffff);
    if (rseq instanceof ParseFailure) return rseq;
    const cseq = CSeq.parse(rest);
    return cseq instanceof ParseFailure ? cseq : { rseq, ...cseq };
  },
};

const SHAPE = /^(\d+)[ \t]+(\d.*)$/;
