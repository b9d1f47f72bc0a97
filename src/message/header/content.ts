import { SLASH, TOKEN } from "../grammar/characters.js";
import { codesOf } from "../grammar/codes.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken, skipClass, skipSpace } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

export interface MediaType {
  /** In lower case. */
  readonly type: string;
  /** In lower case. */
  readonly subtype: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ParameterMap;
}

export interface ContentDispositionValue {
  /** In lower case: `session`, `render`, `icon`, `alert`, … */
  readonly type: string;
  /** Whether the body may be skipped by who does not understand it. RFC 3261 §20.11: `required` when nothing is said. */
  readonly handling: "required" | "optional" | (string & {});
  readonly parameters: ParameterMap;
}

/** RFC 3261 §20.15 */
export const ContentType: HeaderKey<MediaType> = { id: headerId("Content-Type"), parse: parseMediaType };

/** RFC 3261 §20.11 */
export const ContentDisposition: HeaderKey<ContentDispositionValue> = {
  id: headerId("Content-Disposition"),
  parse: parseDisposition,
};

/** RFC 3261 §20.12: in the order in which they were applied; in lower case. */
export const ContentEncoding: HeaderKey<string> = {
  id: headerId("Content-Encoding"),
  parse: (value) => (isToken(value) ? value.toLowerCase() : new ParseFailure("coding", 0)),
};

/** RFC 3261 §20.13 */
export const ContentLanguage: HeaderKey<string> = {
  id: headerId("Content-Language"),
  parse: (value) => (LANGUAGE.test(value) ? value : new ParseFailure("language", 0)),
};

/** RFC 3261 §20.24 */
export const MimeVersion: HeaderKey<string> = {
  id: headerId("MIME-Version"),
  parse: (value) => (VERSION.test(value) ? value : new ParseFailure("version", 0)),
};

// Of BCP 47: subtags have digits too, as in es-419.
const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const VERSION = /^\d+\.\d+$/;

/** Reads a media type with its parameters; a `*` is a token like any other. */
export function parseMediaType(value: string, maxParameters?: number): MediaType | ParseFailure {
  const codes = codesOf(value);
  const typeEnd = skipClass(codes, 0, value.length, TOKEN);
  const slash = skipSpace(codes, typeEnd, value.length);
  if (typeEnd === 0 || slash === value.length || codes[slash] !== SLASH) return new ParseFailure("type/subtype", 0);
  const subtype = value.slice(skipSpace(codes, slash + 1, value.length));
  const rest = readValueWithParameters(subtype, TOKEN, "subtype", maxParameters);
  if (rest instanceof ParseFailure) return rest;
  return {
    type: value.slice(0, typeEnd).toLowerCase(),
    subtype: rest.value.toLowerCase(),
    parameters: rest.parameters,
  };
}

function parseDisposition(value: string, maxParameters?: number): ContentDispositionValue | ParseFailure {
  const disposition = readValueWithParameters(value, TOKEN, "disposition", maxParameters);
  if (disposition instanceof ParseFailure) return disposition;
  const { parameters } = disposition;
  const handling = parameters["handling"]?.toLowerCase() ?? "required";
  return { type: disposition.value.toLowerCase(), handling, parameters };
}
