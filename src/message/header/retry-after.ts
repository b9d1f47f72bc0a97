import { BACKSLASH, LPAREN, RPAREN } from "../grammar/characters.js";
import { type Codes, codesOf } from "../grammar/codes.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { readParameters } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipSpace } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { parseNumber } from "./numbers.js";

export interface RetryAfterValue {
  readonly seconds: number;
  /** Without its outer parentheses. */
  readonly comment?: string;
  /** Seconds for which it is worth trying, counted from then. */
  readonly duration?: number;
  readonly parameters: ParameterMap;
}

/** RFC 3261 §20.33 */
export const RetryAfter: HeaderKey<RetryAfterValue> = {
  id: headerId("Retry-After"),
  parse(value, maxParameters) {
    const [digits = ""] = DIGITS.exec(value) ?? [];
    const seconds = parseNumber(digits, 0xffff_ffff);
    if (seconds instanceof ParseFailure) return seconds;
    const codes = codesOf(value);
    const open = skipSpace(codes, digits.length, value.length);
    const close = open < value.length && codes[open] === LPAREN ? skipComment(codes, open, value.length) : open;
    if (close < 0) return new ParseFailure(")", value.length);
    const parameters = readParameters(value, codes, close, value.length, maxParameters);
    if (parameters instanceof ParseFailure) return parameters;
    const duration = parseNumber(parameters["duration"] ?? "", 0xffff_ffff);
    return {
      seconds,
      ...(close > open && { comment: value.slice(open + 1, close - 1) }),
      ...(!(duration instanceof ParseFailure) && { duration }),
      parameters,
    };
  },
};

const DIGITS = /^\d+/;

/** Gives the offset behind the comment that begins at `at`, or -1. RFC 3261 §25.1: comments nest. */
function skipComment(codes: Codes, at: number, end: number): number {
  let depth = 0;
  for (; at < end; at++) {
    const code = codes[at];
    if (code === BACKSLASH) at++;
    else if (code === LPAREN) depth++;
    else if (code === RPAREN && --depth === 0) return at + 1;
  }
  return -1;
}
