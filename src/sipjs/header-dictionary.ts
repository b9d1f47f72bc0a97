import { headerId, headerName } from "../message/header/names.js";
import { Grammar } from "./grammar.js";
import { NO_MATCH } from "./grammar/text.js";
import { headerize } from "./tokens.js";

/** One row of a header. */
export interface HeaderEntry {
  /** The value as it stands. */
  raw: string;
  /** What the grammar made of it; kept once it has been asked for. */
  parsed?: unknown;
}

/** The header fields of a message under their names, as SIP.js keeps them. May be written to at any time. */
export interface HeaderDictionary {
  [name: string]: HeaderEntry[];
}

/** The name of a header in a dictionary. RFC 3261 §7.3.3: a compact form is the same header. */
export function dictionaryName(name: string): string {
  return headerize((name.length === 1 && headerName(headerId(name))) || name);
}

/** The raw values of a header, first to last. */
export function rawValues(headers: HeaderDictionary, name: string): string[] {
  return (headers[dictionaryName(name)] ?? []).map(({ raw }) => raw);
}

export function appendHeader(headers: HeaderDictionary, name: string, entry: HeaderEntry): void {
  (headers[dictionaryName(name)] ??= []).push(entry);
}

/**
 * The value that SIP.js's grammar gives for one row, read when first asked for.
 *
 * @returns `undefined` when there is no such row, no such rule, or nothing that the rule takes. The row stays where it is.
 */
export function parsedHeader(headers: HeaderDictionary, name: string, index: number): unknown {
  const key = dictionaryName(name);
  const entry = headers[key]?.[index];
  if (entry === undefined) return undefined;
  if (entry.parsed) return entry.parsed;
  const parsed = Grammar.parse(entry.raw, key.replaceAll("-", "_"));
  if (parsed === NO_MATCH) return undefined;
  entry.parsed = parsed;
  return parsed;
}
