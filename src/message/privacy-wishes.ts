import { ParseFailure } from "./grammar/parse-failure.js";
import { Privacy, privacyOf, type PrivacyValue } from "./header/privacy.js";
import { type IncomingMessage } from "./incoming-message.js";

/** All that the sender of a message does not want to be known, whatever the number of header fields that say it. RFC 3323 §4.2 */
export function readPrivacyWishes(message: IncomingMessage): PrivacyValue {
  const all = message.all(Privacy);
  const read = all.flatMap((value) => (value instanceof ParseFailure ? [] : value));
  const { values, isValid } = privacyOf(read.flatMap((value) => value.values));
  return { values, isValid: isValid && read.length === all.length && read.every((value) => value.isValid) };
}
