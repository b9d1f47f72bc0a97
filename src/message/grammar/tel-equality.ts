const SEPARATORS = /[-.()]/g;
const GLOBAL_NUMBER = /^\+[-.()]*\d[-.()\d]*$/;
const LOCAL_NUMBER = /^[-.()]*[0-9A-Fa-f*#][0-9A-Fa-f*#\-.()]*$/;

const NAME = /^[a-z0-9-]+$/;
const VALUE = /^(?:[\w.!~*'()[\]/:&+$-]|%[0-9a-f]{2})+$/;
const EXTENSION = /^[-.()]*\d[-.()\d]*$/;
const DOMAIN = /^[a-z0-9.-]*[a-z0-9]\.?$/;

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
    const value = equal < 0 ? undefined : parameter.slice(equal + 1).toLowerCase();
    if (!NAME.test(name) || parameters.has(name) || !isValueOf(name, value)) return undefined;
    parameters.set(name, value ?? "");
  }
  const isGlobal = digits.startsWith("+");
  if (!(isGlobal ? GLOBAL_NUMBER : LOCAL_NUMBER).test(digits)) return undefined;
  if (!isGlobal && !parameters.has("phone-context")) return undefined;
  return { number: digits.replace(SEPARATORS, "").toLowerCase(), parameters };
}

/** RFC 3966 §3: what a parameter may be; those that are not known may be without a value, but not with an empty one. */
function isValueOf(name: string, value: string | undefined): boolean {
  switch (name) {
    case "ext":
      return value !== undefined && EXTENSION.test(value);
    case "phone-context":
      return value !== undefined && (value.startsWith("+") ? GLOBAL_NUMBER : DOMAIN).test(value);
    case "isub":
      return value !== undefined && VALUE.test(value);
    default:
      return value === undefined || VALUE.test(value);
  }
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
 * In lower case; `isub`, `ext` and `postd` first, then `phone-context` (RFC 3966 §3), the other parameters by name.
 */
export function telAsUser(text: string): string {
  const [digits = "", ...parameters] = text.toLowerCase().split(";");
  const rank = (parameter: string) =>
    FIRST.test(parameter) ? `0${parameter}` : CONTEXT.test(parameter) ? `1${parameter}` : `2${parameter}`;
  parameters.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return [digits, ...parameters].join(";");
}

const FIRST = /^(?:isub|ext|postd)(?:=|$)/;
const CONTEXT = /^phone-context(?:=|$)/;

/** A phone-context may be a number; so are `ext` and `isub` read without their separators. */
function comparable(name: string, value: string): string {
  const isNumber = name === "ext" || (name === "phone-context" && value.startsWith("+"));
  return isNumber ? value.replace(SEPARATORS, "") : value;
}
