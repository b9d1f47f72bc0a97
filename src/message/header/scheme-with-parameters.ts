import { checkedText } from "../grammar/checked-text.js";
import { COMMA, DQUOTE, EQUAL, isWhiteSpace, TOKEN } from "../grammar/characters.js";
import { type Codes, codesOf } from "../grammar/codes.js";
import { emptyParameters, type ParameterMap } from "../grammar/parameter-map.js";
import { tooManyParameters } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken, quote, skipClass, skipQuoted, skipSpace, unquote } from "../grammar/scanner.js";

/** What challenges and credentials are made of. */
export interface SchemeWithParameters {
  /** As it is written, `Digest`; compares without case. */
  readonly scheme: string;
  /** Values unquoted, each name once. Empty where what follows an unknown scheme is no list of parameters. */
  readonly parameters: ParameterMap;
  /** All that follows the scheme, as it stands. */
  readonly text: string;
}

/** Reads `scheme name=value, name="value"`. RFC 3261 §25.1; quotes may be there or missing, whatever the name (RFC 7616 §3.4). */
export function readSchemeWithParameters(value: string, maxParameters = Infinity): SchemeWithParameters | ParseFailure {
  const codes = codesOf(value);
  const schemeEnd = skipClass(codes, 0, value.length, TOKEN);
  const start = skipSpace(codes, schemeEnd, value.length);
  if (schemeEnd === 0 || (start === schemeEnd && start < value.length)) return new ParseFailure("scheme", schemeEnd);
  const scheme = value.slice(0, schemeEnd);
  const text = value.slice(start);
  const parameters = readList(value, codes, start, maxParameters);
  if (!(parameters instanceof ParseFailure)) return { scheme, parameters, text };
  // RFC 3261 §25.1 has parameters in every scheme, but that of Basic is one text.
  const isOurs = isDigest({ scheme }) || parameters.code === "too-long";
  return isOurs ? parameters : { scheme, parameters: emptyParameters(), text };
}

/** RFC 3261 §22.4: the only scheme of SIP. */
export function isDigest({ scheme }: Pick<SchemeWithParameters, "scheme">): boolean {
  return scheme.toLowerCase() === "digest";
}

/**
 * Writes a scheme and its parameters.
 *
 * @param unquoted - Names whose values stand without quotes.
 * @throws TypeError for what cannot be written: a name or an unquoted value that is no token; CR, LF or NUL.
 */
export function formatSchemeWithParameters(
  { scheme, parameters }: Pick<SchemeWithParameters, "scheme" | "parameters">,
  unquoted: ReadonlySet<string>,
): string {
  const written = Object.entries(parameters).map(([name, value]) => {
    const text = value ?? "";
    if (!isToken(name) || (unquoted.has(name) && !isToken(text))) {
      throw new TypeError(`cannot write ${JSON.stringify(name)} of ${scheme}: it is no token`);
    }
    return `${name}=${unquoted.has(name) ? text : quote(checkedText(text, `${name} of ${scheme}`))}`;
  });
  return `${scheme} ${written.join(", ")}`;
}

function readList(value: string, codes: Codes, start: number, max: number): ParameterMap | ParseFailure {
  const { length } = value;
  const parameters = emptyParameters();
  let count = 0;
  for (let at = start; at < length;) {
    // RFC 3261 is silent on a comma too many; our choice: pass over it.
    if (codes[at] === COMMA) {
      at = skipSpace(codes, at + 1, length);
      continue;
    }
    const nameEnd = skipClass(codes, at, length, TOKEN);
    const equal = skipSpace(codes, nameEnd, length);
    if (nameEnd === at || equal === length || codes[equal] !== EQUAL) return new ParseFailure("parameter", at);
    if (++count > max) return tooManyParameters(at);
    const name = value.slice(at, nameEnd).toLowerCase();
    if (name in parameters) return new ParseFailure(`one ${name} parameter`, at);
    const from = skipSpace(codes, equal + 1, length);
    const to = codes[from] === DQUOTE ? skipQuoted(codes, from, length) : skipUnquoted(codes, from, length);
    if (to <= from) return new ParseFailure(`value of ${name}`, from);
    parameters[name] = unquote(value.slice(from, to));
    at = skipSpace(codes, to, length);
    if (at < length && codes[at] !== COMMA) return new ParseFailure("comma", at);
  }
  return parameters;
}

/** A URI without its quotes is no token, and is understood all the same. */
function skipUnquoted(codes: Codes, at: number, end: number): number {
  for (; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code === COMMA || code === DQUOTE || isWhiteSpace(code)) break;
  }
  return at;
}
