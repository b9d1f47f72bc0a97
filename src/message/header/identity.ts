import { ALNUM, LANGLE, SEMICOLON } from "../grammar/characters.js";
import { type Codes, codesOf } from "../grammar/codes.js";
import { emptyParameters, type ParameterMap } from "../grammar/parameter-map.js";
import { nextParameter, ParameterSpan } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipClass, skipSpace, unquote } from "../grammar/scanner.js";
import { parseUri } from "../grammar/uri.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** A signature over who calls whom, and when. Nothing here has been verified. */
export interface IdentityValue {
  /** As it stands: three pieces with dots between them, the first two empty in the compact form. */
  readonly digest: string;
  /** `full` with header and claims; `compact` where they are to be made of the message; `undefined` for neither. */
  readonly form: "full" | "compact" | undefined;
  /** Where the certificate of the signer is said to be: a URI from a stranger. */
  readonly info: string;
  /** Algorithm, as it stands; ES256 where nothing is said. */
  readonly alg: string;
  /** Kind of the token, as it stands; `undefined` for the base kind. */
  readonly ppt: string | undefined;
  /** All of them, unquoted, `info` without its brackets. */
  readonly parameters: ParameterMap;
}

/** RFC 8224 §4: any number of them. What RFC 4474 wrote here, a quoted text, cannot be read. */
export const Identity: HeaderKey<IdentityValue> = {
  id: headerId("Identity"),
  parse(value, maxParameters = Infinity) {
    const codes = codesOf(value);
    const end = skipDigest(codes, value.length);
    if (end === 0) return new ParseFailure("signed digest", 0);
    const parameters = readIdentityParameters(value, codes, end, maxParameters);
    if (parameters instanceof ParseFailure) return parameters;
    const info = parameters["info"] ?? "";
    if (parseUri(info) instanceof ParseFailure) return new ParseFailure("info=<URI>", end);
    const digest = value.slice(0, end);
    return {
      digest,
      form: FULL.test(digest) ? "full" : COMPACT.test(digest) ? "compact" : undefined,
      info,
      alg: parameters["alg"] ?? "ES256",
      ppt: parameters["ppt"] ?? undefined,
      parameters,
    };
  },
};

// The letters of base64, of base64url, and what fills either up. Tokens are signed in base64url.
const OTHERS = new Set(Array.from("+/-_=.", (character) => character.charCodeAt(0)));
const FULL = /^[^.]+\.[^.]+\.[^.]+$/;
const COMPACT = /^\.\.[^.]+$/;

function skipDigest(codes: Codes, end: number): number {
  let at = skipClass(codes, 0, end, ALNUM);
  while (at < end && OTHERS.has(codes[at] ?? 0)) at = skipClass(codes, at + 1, end, ALNUM);
  return at;
}

/** Parameters of which one has a URI in brackets for its value, as no other header has. */
function readIdentityParameters(text: string, codes: Codes, start: number, max: number): ParameterMap | ParseFailure {
  const parameters = emptyParameters();
  const span = new ParameterSpan();
  let count = 0;
  for (let at = skipSpace(codes, start, text.length); at < text.length;) {
    const next = nextParameter(codes, at, text.length, span);
    const stop = ~next;
    const isUri = next < 0 && stop > at && codes[at] === SEMICOLON && codes[stop] === LANGLE;
    const close = isUri ? text.indexOf(">", stop) : -1;
    if (next < 0 && close < 0) return new ParseFailure("parameter", stop);
    if (++count > max) return new ParseFailure("fewer parameters", at, { code: "too-long" });
    const name = text.slice(span.name, span.nameEnd).toLowerCase();
    if (name in parameters) return new ParseFailure(`one ${name} parameter`, at);
    parameters[name] = isUri ? text.slice(stop + 1, close) : valueOf(text, span);
    at = isUri ? skipSpace(codes, close + 1, text.length) : next;
  }
  return parameters;
}

function valueOf(text: string, { value, valueEnd }: ParameterSpan): string | null {
  return value < 0 ? null : unquote(text.slice(value, valueEnd));
}
