import { COLON, COMMA, DQUOTE, EQUAL, isIn, isWhiteSpace, LBRACKET, RBRACKET, SEMICOLON, TOKEN } from "./characters.js";
import { type Codes } from "./codes.js";
import { emptyParameters, type ParameterMap } from "./parameter-map.js";
import { ParseFailure } from "./parse-failure.js";
import { skipClass, skipQuoted, skipSpace } from "./scanner.js";

/** What is expected of a value that has more. */
export const FEWER_PARAMETERS = "fewer parameters";

/**
 * Reads header parameters up to the end of the text. Values stay as they are written, quotes included.
 * RFC 3261 §7.3.1: a name occurs at most once.
 *
 * @param max - How many there may be. Default: any number.
 */
export function readParameters(
  text: string,
  codes: Codes,
  at: number,
  end: number,
  max = Infinity,
): ParameterMap | ParseFailure {
  const parameters = emptyParameters();
  const span = new ParameterSpan();
  let count = 0;
  for (at = skipSpace(codes, at, end); at < end;) {
    at = nextParameter(codes, at, end, span);
    if (at < 0) return new ParseFailure("parameter", ~at);
    if (++count > max) return tooManyParameters(span.name);
    const name = text.slice(span.name, span.nameEnd).toLowerCase();
    if (name in parameters) return new ParseFailure(`one ${name} parameter`, span.name);
    parameters[name] = span.value < 0 ? null : text.slice(span.value, span.valueEnd);
  }
  return parameters;
}

/** Where one parameter lies. Filled in again and again, so that walking over parameters makes no objects. */
export class ParameterSpan {
  name = 0;
  nameEnd = 0;
  /** -1 for a parameter without a value. */
  value = -1;
  valueEnd = -1;
  /** Whether the value is there and a token. */
  isToken = false;
}

/** Reads the parameter whose semicolon is at `at`. Gives where it ends, white space skipped, or `~offset` of what is wrong. */
export function nextParameter(codes: Codes, at: number, end: number, span: ParameterSpan): number {
  if (codes[at] !== SEMICOLON) return ~at;
  const name = skipSpace(codes, at + 1, end);
  const nameEnd = skipClass(codes, name, end, TOKEN);
  if (nameEnd === name) return ~at;
  span.name = name;
  span.nameEnd = nameEnd;
  span.value = -1;
  span.isToken = false;
  at = skipSpace(codes, nameEnd, end);
  if (at >= end || codes[at] !== EQUAL) return at;
  const value = skipSpace(codes, at + 1, end);
  const tokenEnd = skipClass(codes, value, end, TOKEN);
  span.isToken = tokenEnd > value && endsValue(codes, tokenEnd, end);
  const valueEnd = span.isToken ? tokenEnd : skipParameterValue(codes, value, end);
  if (valueEnd < 0) return ~value;
  span.value = value;
  span.valueEnd = valueEnd;
  return skipSpace(codes, valueEnd, end);
}

/** The names of one value's parameters, to find one that occurs twice without making texts of them. */
export class SeenNames {
  readonly #spans: number[] = [];
  #count = 0;
  /** All of them, where there are more than few. */
  #many: Set<string> | undefined;

  clear(): void {
    this.#count = 0;
    this.#many = undefined;
  }

  /** Notes a name; `false` when it was there before. Case does not count. */
  add(codes: Codes, start: number, end: number): boolean {
    if (this.#count >= FEW) return this.#addToMany(codes, start, end);
    const spans = this.#spans;
    for (let i = 0; i < 2 * this.#count; i += 2) {
      if (isSameName(codes, spans[i] ?? 0, spans[i + 1] ?? 0, start, end)) return false;
    }
    spans[2 * this.#count] = start;
    spans[2 * this.#count + 1] = end;
    this.#count++;
    return true;
  }

  get count(): number {
    return this.#count;
  }

  /** Each with each other would take the square of the time. */
  #addToMany(codes: Codes, start: number, end: number): boolean {
    const spans = this.#spans;
    if (this.#many === undefined) {
      this.#many = new Set();
      for (let i = 0; i < 2 * FEW; i += 2) this.#many.add(nameText(codes, spans[i] ?? 0, spans[i + 1] ?? 0));
    }
    const name = nameText(codes, start, end);
    if (this.#many.has(name)) return false;
    this.#many.add(name);
    this.#count++;
    return true;
  }
}

const FEW = 16;

function nameText(codes: Codes, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(codes[at] ?? 0);
  return text.toLowerCase();
}

export function tooManyParameters(offset: number): ParseFailure {
  return new ParseFailure(FEWER_PARAMETERS, offset, { code: "too-long" });
}

/** What may stand behind a parameter value: another parameter, white space, or the next value of a list. */
function endsValue(codes: Codes, at: number, end: number): boolean {
  if (at >= end) return true;
  const code = codes[at] ?? 0;
  return code === SEMICOLON || code === COMMA || isWhiteSpace(code);
}

/** Gives the offset behind the parameter value that begins at `start`, or -1: token, host or quoted string. RFC 3261 §25.1 */
export function skipParameterValue(codes: Codes, start: number, end: number): number {
  if (start >= end) return -1;
  if (codes[start] === DQUOTE) return skipQuoted(codes, start, end);
  let at = start;
  for (; at < end; at++) {
    const code = codes[at] ?? 0;
    // An IPv6 address is read with and without brackets, RFC 5118 §4.5.
    if (!isIn(code, TOKEN) && code !== COLON && code !== LBRACKET && code !== RBRACKET) break;
  }
  return at > start && endsValue(codes, at, end) ? at : -1;
}

/** Names have letters, digits and marks of tokens or URIs: of those the bit for lower case makes no two equal but letters. */
function isSameName(codes: Codes, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b) return false;
  while (a < aEnd && ((codes[a] ?? 0) | 0x20) === ((codes[b] ?? 0) | 0x20)) {
    a++;
    b++;
  }
  return a === aEnd;
}
