const SEPARATORS = /[-.()]/g;
const GLOBAL_NUMBER = /^\+[-.()]*\d[-.()\d]*$/;
const LOCAL_NUMBER = /^[-.()]*[0-9A-Fa-f*#][0-9A-Fa-f*#\-.()]*$/;

/** A telephone number with its parameters, everything in lower case. RFC 3966 §3 */
export interface TelephoneSubscriber {
  /** Without visual separators; a global number begins with `+`. */
  readonly number: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads what follows `tel:`.
 *
 * @returns `undefined` for what is none: RFC 3966 §5.1: a local number needs a phone-context; a parameter occurs once.
 */
export function parseTel(text: string): TelephoneSubscriber | undefined {
  const [digits = "", ...rest] = text.split(";");
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equal = parameter.indexOf("=");
    const name = (equal < 0 ? parameter : parameter.slice(0, equal)).toLowerCase();
    if (name === "" || parameters.has(name)) return undefined;
    parameters.set(name, equal < 0 ? "" : parameter.slice(equal + 1).toLowerCase());
  }
  const isGlobal = digits.startsWith("+");
  if (!(isGlobal ? GLOBAL_NUMBER : LOCAL_NUMBER).test(digits)) return undefined;
  if (!isGlobal && !parameters.has("phone-context")) return undefined;
  return { number: digits.replace(SEPARATORS, "").toLowerCase(), parameters };
}

/** Whether two `tel:` URIs, given by what follows the scheme, are the same number. RFC 3966 §4 */
export function equivalentTel(a: string, b: string): boolean {
  const [first, second] = [parseTel(a), parseTel(b)];
  if (!first || !second) return a.toLowerCase() === b.toLowerCase();
  if (first.number !== second.number || first.parameters.size !== second.parameters.size) return false;
  for (const [name, value] of first.parameters) {
    const other = second.parameters.get(name);
    if (other === undefined || comparable(name, other) !== comparable(name, value)) return false;
  }
  return true;
}

/**
 * Writes a telephone number as the user part of a SIP URI with `;user=phone`, still to be escaped. RFC 3261 §19.1.6
 *
 * In lower case; `isub`, `ext` and `postd` first, the other parameters by name.
 */
export function telAsUser(text: string): string {
  const [digits = "", ...parameters] = text.toLowerCase().split(";");
  const rank = (parameter: string) => (FIRST.test(parameter) ? `0${parameter}` : `1${parameter}`);
  parameters.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return [digits, ...parameters].join(";");
}

const FIRST = /^(?:isub|ext|postd)(?:=|$)/;

/** A phone-context may be a number; so are `ext` and `isub` read without their separators. */
function comparable(name: string, value: string): string {
  const isNumber = name === "ext" || (name === "phone-context" && value.startsWith("+"));
  return isNumber ? value.replace(SEPARATORS, "") : value;
}
