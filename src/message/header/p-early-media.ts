import { checkedTokens } from "../grammar/checked-text.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 5009 §8: one word of it, in lower case. `readEarlyMediaWish` says what they mean together. */
export const PEarlyMedia: HeaderKey<string> = {
  id: headerId("P-Early-Media"),
  parse: (value) => (isToken(value) ? value.toLowerCase() : new ParseFailure("word about early media", 0)),
};

/** Writes the value of a P-Early-Media header. @throws TypeError for what is no token. */
export function formatPEarlyMedia(words: readonly string[]): string {
  return checkedTokens(words, "P-Early-Media").join(", ");
}
