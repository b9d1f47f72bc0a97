import { DQUOTE, EQUAL, isIn, isWhiteSpace, LBRACKET, SEMICOLON, TOKEN, COLON, RBRACKET } from "./characters.js";
import { ParseFailure } from "./parse-failure.js";
import { skipClass, skipQuoted, skipSpace } from "./scanner.js";

/** Names in lower case; `null` for a parameter without a value. */
export interface ParameterMap {
  [name: string]: string | null;
}

/** Makes an empty map in which even `__proto__` is a name like any other. */
export function emptyParameters(): ParameterMap {
  // Proof for the assertion: an object without a prototype has no members but its own.
  return Object.create(null) as ParameterMap;
}

/** What URIs and name-addr headers have in common: `;name=value`. RFC 3261 §7.3.1 */
export class Parameters {
  parameters: ParameterMap = emptyParameters();

  constructor(parameters?: { readonly [name: string]: string | number | null | undefined }) {
    if (!parameters) return;
    for (const name of Object.keys(parameters)) this.setParam(name, parameters[name]);
  }

  /** Sets a parameter; without a value (`null` or `undefined`) it stands alone, like `;lr`. */
  setParam(key: string, value?: string | number | null): void {
    if (key) this.parameters[key.toLowerCase()] = value === undefined || value === null ? null : String(value);
  }

  /** `undefined` when the parameter is absent, `null` when it has no value. */
  getParam(key: string): string | null | undefined {
    return this.hasParam(key) ? this.parameters[key.toLowerCase()] : undefined;
  }

  hasParam(key: string): boolean {
    return Object.hasOwn(this.parameters, key.toLowerCase());
  }

  /** Removes a parameter and gives what its value was. */
  deleteParam(key: string): string | null | undefined {
    const value = this.getParam(key);
    if (value !== undefined) Reflect.deleteProperty(this.parameters, key.toLowerCase());
    return value;
  }

  clearParams(): void {
    this.parameters = emptyParameters();
  }
}

/** Writes parameters as they stand behind a value: `;name=value;name`. */
export function formatParameters(parameters: ParameterMap): string {
  let text = "";
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    text += value === null || value === undefined ? `;${name}` : `;${name}=${value}`;
  }
  return text;
}

/**
 * Reads header parameters up to the end of the text. Values stay as they are written, quotes included.
 * RFC 3261 §7.3.1: a name occurs at most once.
 */
export function readParameters(text: string, at: number, end: number): ParameterMap | ParseFailure {
  const parameters = emptyParameters();
  for (at = skipSpace(text, at, end); at < end; at = skipSpace(text, at, end)) {
    const name = skipSpace(text, at + 1, end);
    const nameEnd = skipClass(text, name, end, TOKEN);
    if (text.charCodeAt(at) !== SEMICOLON || nameEnd === name) return new ParseFailure("parameter", at);
    const key = text.slice(name, nameEnd).toLowerCase();
    if (key in parameters) return new ParseFailure(`one ${key} parameter`, name);
    at = skipSpace(text, nameEnd, end);
    if (at >= end || text.charCodeAt(at) !== EQUAL) {
      parameters[key] = null;
      continue;
    }
    const value = skipSpace(text, at + 1, end);
    at = skipParameterValue(text, value, end);
    if (at < 0) return new ParseFailure("parameter value", value);
    parameters[key] = text.slice(value, at);
  }
  return parameters;
}

/** Gives the offset behind the parameter value that begins at `at`, or -1: token, host or quoted string. RFC 3261 §25.1 */
export function skipParameterValue(text: string, at: number, end: number): number {
  if (at >= end) return -1;
  if (text.charCodeAt(at) === DQUOTE) return skipQuoted(text, at, end);
  const start = at;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    // An IPv6 address is read with and without brackets, RFC 5118 §4.5.
    if (!isIn(code, TOKEN) && code !== COLON && code !== LBRACKET && code !== RBRACKET) break;
  }
  if (at === start) return -1;
  const code = at < end ? text.charCodeAt(at) : SEMICOLON;
  return code === SEMICOLON || isWhiteSpace(code) ? at : -1;
}
