import { COLON, DQUOTE, EQUAL, isIn, LBRACKET, RBRACKET, SEMICOLON, TOKEN } from "../../message/grammar/characters.js";
import { type Codes, freshCodesOf } from "../../message/grammar/codes.js";
import { isToken, skipClass, skipQuoted, skipSpace } from "../../message/grammar/scanner.js";

/** What a rule gives for a text that it does not take. */
export const NO_MATCH = -1 as const;

/** Parameters of a header as SIP.js holds them: names in lower case, `undefined` for one without a value. */
export interface Params {
  [name: string]: string | undefined;
}

/** One `;name=value`, white space around it taken away. */
export interface Param {
  /** In lower case. */
  readonly name: string;
  /** As it is written, quotes included; `undefined` without one. */
  readonly value: string | undefined;
}

/**
 * Reads `;name=value;name…` up to the end of the text. A name may occur twice, as in SIP.js.
 *
 * @returns `undefined` when anything else stands there.
 */
export function readParams(text: string, start: number): readonly Param[] | undefined {
  const params: Param[] = [];
  const codes = freshCodesOf(text);
  const { length } = codes;
  let at = skipSpace(codes, start, length);
  // White space that nothing follows is not part of the value.
  if (at === length) return at === start ? params : undefined;
  while (at < length) {
    if (codes[at] !== SEMICOLON) return undefined;
    const name = skipSpace(codes, at + 1, length);
    const nameEnd = skipClass(codes, name, length, TOKEN);
    if (nameEnd === name) return undefined;
    const equal = skipSpace(codes, nameEnd, length);
    let value: string | undefined;
    at = nameEnd;
    if (codes[equal] === EQUAL) {
      const from = skipSpace(codes, equal + 1, length);
      at = skipValue(codes, from);
      if (at < 0) return undefined;
      value = text.slice(from, at);
    }
    params.push({ name: text.slice(name, nameEnd).toLowerCase(), value });
    const next = skipSpace(codes, at, length);
    if (next === length && next > at) return undefined;
    at = next;
  }
  return params;
}

/** The parameters that have no meaning of their own; `undefined` when there is none. */
export function otherParams(params: readonly Param[]): Params | undefined {
  if (params.length === 0) return undefined;
  const others: Params = {};
  for (const { name, value } of params) others[name] = value;
  return others;
}

/** The number that these digits are; `undefined` for anything else. */
export function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && DIGITS.test(text) ? Number(text) : undefined;
}

/** Whether the text is one token. */
export function isTokenText(text: string | undefined): text is string {
  return text !== undefined && isToken(text);
}

/** Gives the offset behind a token, host or quoted string, or -1. */
function skipValue(codes: Codes, at: number): number {
  if (codes[at] === DQUOTE) return skipQuoted(codes, at, codes.length);
  let end = at;
  while (end < codes.length && isTokenOrHost(codes[end] ?? 0)) end++;
  return end > at ? end : -1;
}

const DIGITS = /^\d+$/;

function isTokenOrHost(code: number): boolean {
  return isIn(code, TOKEN) || code === LBRACKET || code === RBRACKET || code === COLON;
}
