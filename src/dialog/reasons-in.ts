import { ParseFailure } from "../message/grammar/parse-failure.js";
import { splitAtCommas } from "../message/grammar/scanner.js";
import { Reason, type ReasonValue } from "../message/header/reason.js";

/** The values of Reason in header lines of ours, as far as they can be read. RFC 3326 §2 */
export function reasonsIn(lines: readonly string[]): readonly ReasonValue[] {
  return lines.flatMap((line) => {
    const colon = line.indexOf(":");
    if (line.slice(0, Math.max(0, colon)).trim().toLowerCase() !== "reason") return [];
    const values = splitAtCommas(line.slice(colon + 1)).map((value) => Reason.parse(value.trim()));
    return values.flatMap((value) => (value instanceof ParseFailure ? [] : value));
  });
}
