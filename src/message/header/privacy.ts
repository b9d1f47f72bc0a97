import { checkedTokens } from "../grammar/checked-text.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** What the sender does not want to be known. */
export interface PrivacyValue {
  /** In lower case, each once: `id`, `header`, `session`, `user`, `history`, `critical`, `none`, … */
  readonly values: readonly string[];
  /** Whether they can all be read, and go together: `none` stands alone. One that is not valid still counts for what can be read. */
  readonly isValid: boolean;
}

/** RFC 3323 §4.2: separated by semicolons; commas are read, too. */
export const Privacy: HeaderKey<PrivacyValue> = {
  id: headerId("Privacy"),
  parse(row) {
    const words = row.split(SEPARATORS).map((word) => word.trim());
    const readable = words.filter(isToken);
    // Whoever asks for privacy gets it, however badly it is asked for.
    return readable.length === 0 ? new ParseFailure("kind of privacy", 0) : privacyOf(readable, words.length);
  },
};

/**
 * Makes one value of words, wherever they stood.
 *
 * @param given - How many words there were before those that cannot be read were left out.
 */
export function privacyOf(words: readonly string[], given = words.length): PrivacyValue {
  const values = [...new Set(words.map((word) => word.toLowerCase()))];
  return { values, isValid: words.length === given && (values.length <= 1 || !values.includes("none")) };
}

/**
 * Writes the value of a Privacy header.
 *
 * @throws TypeError without a value, for one that is no token, and for `none` beside another.
 */
export function formatPrivacy(values: readonly string[]): string {
  const privacy = privacyOf(checkedTokens(values, "Privacy"));
  if (values.length === 0 || !privacy.isValid) {
    throw new TypeError(`cannot write Privacy: ${JSON.stringify(values)} do not go together`);
  }
  return privacy.values.join(";");
}

const SEPARATORS = /[;,]/;
