import { checkedText } from "./checked-text.js";
import { codesOf } from "./codes.js";
import { type ParameterMap } from "./parameter-map.js";
import { skipParameterValue } from "./parameter-scan.js";
import { isToken, quote } from "./scanner.js";

/**
 * Writes parameters as they stand behind a value: `;name=value;name`. A value that is neither token, host nor quoted string is put in quotes.
 *
 * @throws TypeError for a name that is no token, and for CR, LF and NUL in a value.
 */
export function formatParameters(parameters: ParameterMap): string {
  let text = "";
  for (const name of Object.keys(parameters)) {
    if (!isToken(name)) throw new TypeError(`cannot write parameter: ${JSON.stringify(name)} is no token`);
    const value = parameters[name];
    text += value === null || value === undefined ? `;${name}` : `;${name}=${writtenValue(name, value)}`;
  }
  return text;
}

function writtenValue(name: string, value: string): string {
  if (skipParameterValue(codesOf(value), 0, value.length) === value.length) return value;
  return quote(checkedText(value, `parameter ${name}`));
}
