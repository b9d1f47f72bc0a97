import { AT, WORD } from "../grammar/characters.js";
import { type Codes, codesOf } from "../grammar/codes.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { skipClass } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3261 §20.8: compared octet by octet. */
export const CallId: HeaderKey<string> = { id: headerId("Call-ID"), parse: readCallId };

/** RFC 3261 §20.21 */
export const InReplyTo: HeaderKey<string> = { id: headerId("In-Reply-To"), parse: readCallId };

/** Whether there is a Call-ID at this place, and nothing else: a word, or two around an `@`. */
export function isCallIdAt(codes: Codes, start: number, end: number): boolean {
  let at = skipClass(codes, start, end, WORD);
  if (at === start) return false;
  if (at < end && codes[at] === AT) {
    const word = at + 1;
    at = skipClass(codes, word, end, WORD);
    if (at === word) return false;
  }
  return at === end;
}

function readCallId(value: string): string | ParseFailure {
  return isCallIdAt(codesOf(value), 0, value.length) ? value : new ParseFailure("Call-ID", 0);
}
