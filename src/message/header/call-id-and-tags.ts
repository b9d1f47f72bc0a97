import { AT, WORD } from "../grammar/characters.js";
import { codesOf } from "../grammar/codes.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { readParameters } from "../grammar/parameter-scan.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken, skipClass } from "../grammar/scanner.js";
import { isCallIdAt } from "./call-id.js";

/** What Replaces, Join and Target-Dialog name a dialog by. */
export interface CallIdAndTags {
  readonly callId: string;
  /** As they stand, in the order in which their names were given. */
  readonly tags: readonly [string, string];
  readonly parameters: ParameterMap;
}

/** Reads a Call-ID with two parameters of these names, each there exactly once and a token. */
export function readCallIdAndTags(
  text: string,
  [first, second]: readonly [string, string],
  maxParameters?: number,
): CallIdAndTags | ParseFailure {
  const codes = codesOf(text);
  const word = skipClass(codes, 0, text.length, WORD);
  const end = codes[word] === AT && word < text.length ? skipClass(codes, word + 1, text.length, WORD) : word;
  if (!isCallIdAt(codes, 0, end)) return new ParseFailure("Call-ID", 0);
  const parameters = readParameters(text, codes, end, text.length, maxParameters);
  if (parameters instanceof ParseFailure) return parameters;
  const tags = [parameters[first] ?? "", parameters[second] ?? ""] as const;
  if (!isToken(tags[0])) return new ParseFailure(first, text.length);
  if (!isToken(tags[1])) return new ParseFailure(second, text.length);
  return { callId: text.slice(0, end), tags, parameters };
}
