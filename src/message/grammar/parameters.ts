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
    // As in SIP.js nothing has no name: `undefined` may come from code without types.
    return Boolean(key) && Object.hasOwn(this.parameters, key.toLowerCase());
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
  const span = new ParameterSpan();
  for (at = skipSpace(text, at, end); at < end;) {
    at = nextParameter(text, at, end, span);
    if (at < 0) return new ParseFailure("parameter", ~at);
    const name = span.nameIn(text);
    if (name in parameters) return new ParseFailure(`one ${name} parameter`, span.name);
    parameters[name] = span.value < 0 ? null : text.slice(span.value, span.valueEnd);
  }
  return parameters;
}

/** Where one parameter lies. Filled in again and again, so that walking over parameters makes no objects. */
export class ParameterSpan {
  name = 0;
  nameEnd = 0;
  /** -1 for a parameter without a value. */
  value = -1;
  valueEnd = -1;

  /** The name in lower case. */
  nameIn(text: string): string {
    return text.slice(this.name, this.nameEnd).toLowerCase();
  }
}

/** Reads the parameter whose semicolon is at `at`. Gives where the next one begins, or `~offset` of what is wrong. */
export function nextParameter(text: string, at: number, end: number, span: ParameterSpan): number {
  if (text.charCodeAt(at) !== SEMICOLON) return ~at;
  span.name = skipSpace(text, at + 1, end);
  span.nameEnd = skipClass(text, span.name, end, TOKEN);
  if (span.nameEnd === span.name) return ~at;
  at = skipSpace(text, span.nameEnd, end);
  if (at >= end || text.charCodeAt(at) !== EQUAL) {
    span.value = -1;
    return at;
  }
  span.value = skipSpace(text, at + 1, end);
  span.valueEnd = skipParameterValue(text, span.value, end);
  return span.valueEnd < 0 ? ~span.value : skipSpace(text, span.valueEnd, end);
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
