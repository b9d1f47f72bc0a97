import { ParseFailure } from "../message/grammar/parse-failure.js";
import { splitAtCommas } from "../message/grammar/scanner.js";
import { Reason, type ReasonValue } from "../message/header/reason.js";

/**
 * The values of Reason that can be read. RFC 3326 §2
 *
 * @param lines - Values, or with `name` whole header lines of which those with this name count; lower case.
 */
export function reasonsIn(lines: readonly string[], name?: string): readonly ReasonValue[] {
  return lines.flatMap((line) => {
    const colon = line.indexOf(":");
    if (name !== undefined && line.slice(0, Math.max(0, colon)).trim().toLowerCase() !== name) return [];
    const values = splitAtCommas(name === undefined ? line : line.slice(colon + 1));
    return values.flatMap((value) => {
      const reason = Reason.parse(value.trim());
      return reason instanceof ParseFailure ? [] : [reason];
    });
  });
}
