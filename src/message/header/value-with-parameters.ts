import { codesOf } from "../grammar/codes.js";
import { NO_PARAMETERS, type ParameterMap } from "../grammar/parameter-map.js";
import { readParameters } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipClass, skipSpaceBack, unquote } from "../grammar/scanner.js";

/** What stands before the parameters, and the parameters with their values unquoted. */
export interface ValueWithParameters {
  readonly value: string;
  readonly parameters: ParameterMap;
}

/**
 * Reads a value of these character classes and what parameters follow it.
 *
 * @param expected - What the value is called where it is missing.
 */
export function readValueWithParameters(
  text: string,
  classes: number,
  expected: string,
  maxParameters?: number,
): ValueWithParameters | ParseFailure {
  const codes = codesOf(text);
  const end = skipClass(codes, 0, text.length, classes);
  if (end === 0) return new ParseFailure(expected, 0);
  if (end === text.length) return { value: text, parameters: NO_PARAMETERS };
  const parameters = readParameters(text, codes, end, skipSpaceBack(codes, end, text.length), maxParameters);
  if (parameters instanceof ParseFailure) return parameters;
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    if (typeof value === "string") parameters[name] = unquote(value);
  }
  return { value: text.slice(0, end), parameters };
}
