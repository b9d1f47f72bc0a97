import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";
import { TOKEN } from "../grammar/characters.js";

const DIGITS = /^\d+$/;
const UINT32 = 0xffff_ffff;

/** RFC 3261 §20.14: octets. */
export const ContentLength: HeaderKey<number> = number("Content-Length", Number.MAX_SAFE_INTEGER);

/** RFC 3261 §20.22: 0 to 255. What is beyond may be treated as absent. */
export const MaxForwards: HeaderKey<number> = number("Max-Forwards", 255);

/** RFC 3261 §20.19: seconds. */
export const Expires: HeaderKey<number> = number("Expires", UINT32);

/** RFC 3261 §20.23: seconds. */
export const MinExpires: HeaderKey<number> = number("Min-Expires", UINT32);

/** RFC 4028 §5: seconds; parameters are of no meaning. */
export const MinSE: HeaderKey<number> = {
  id: headerId("Min-SE"),
  parse(value, maxParameters) {
    const seconds = readValueWithParameters(value, TOKEN, "number", maxParameters);
    return seconds instanceof ParseFailure ? seconds : parseNumber(seconds.value, UINT32);
  },
};

/** Reads a number of decimal digits, leading zeros allowed. */
export function parseNumber(value: string, limit: number): number | ParseFailure {
  if (!DIGITS.test(value)) return new ParseFailure("number", 0);
  const number = Number(value);
  return number <= limit ? number : new ParseFailure("a smaller number", 0);
}

function number(name: string, limit: number): HeaderKey<number> {
  return { id: headerId(name), parse: (value) => parseNumber(value, limit) };
}
