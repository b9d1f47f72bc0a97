import { TOKEN } from "../grammar/characters.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { parseMediaType, type MediaType } from "./content.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** A coding or a language that is accepted. */
export interface AcceptedToken {
  /** In lower case; `*` for all others. */
  readonly value: string;
  readonly parameters: ParameterMap;
}

/** RFC 3261 §20.1: with `*` for any type or subtype. Present and empty it means that no type is acceptable. */
export const Accept: HeaderKey<MediaType> = { id: headerId("Accept"), parse: parseMediaType };

/** RFC 3261 §20.2 */
export const AcceptEncoding: HeaderKey<AcceptedToken> = { id: headerId("Accept-Encoding"), parse: parseToken };

/** RFC 3261 §20.3 */
export const AcceptLanguage: HeaderKey<AcceptedToken> = { id: headerId("Accept-Language"), parse: parseToken };

/** What a missing Accept means, RFC 3261 §20.1. */
export const DEFAULT_ACCEPT = "application/sdp";

/** What a missing or empty Accept-Encoding means, RFC 3261 §20.2. */
export const DEFAULT_ACCEPT_ENCODING = "identity";

function parseToken(value: string, maxParameters?: number): AcceptedToken | ParseFailure {
  const token = readValueWithParameters(value, TOKEN, "token", maxParameters);
  return token instanceof ParseFailure ? token : { value: token.value.toLowerCase(), parameters: token.parameters };
}
