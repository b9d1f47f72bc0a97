import { ParseFailure } from "./grammar/parse-failure.js";
import { AlertInfo } from "./header/info.js";
import { type IncomingMessage } from "./incoming-message.js";

/**
 * The alert URNs of a message, the one that counts most first. Other URIs of Alert-Info are left out; `message.all(headers.AlertInfo)` has
 * them, and nothing here ever fetches one.
 */
export function readAlertUrns(message: IncomingMessage): readonly string[] {
  return message
    .all(AlertInfo)
    .flatMap((value) => (value instanceof ParseFailure ? [] : value.uri.toString()))
    .filter((uri) => ALERT.test(uri));
}

/**
 * What of these URNs is understood, the one that counts most first.
 *
 * RFC 7462 §11.1: one that is not understood is shortened from the right until it is, or nothing is left of it. Of two in one category, such as
 * `source`, the earlier one counts.
 *
 * @param understood - URNs, such as `urn:alert:source:internal`. Case does not count.
 * @returns URNs as they stand in `understood`.
 */
export function findUnderstoodAlerts(urns: readonly string[], understood: readonly string[]): readonly string[] {
  const known = new Map(understood.map((urn) => [urn.toLowerCase(), urn]));
  const longest = Math.max(0, ...understood.map((urn) => urn.length));
  const byCategory = new Map<string, string>();
  for (const urn of urns) {
    const found = shortened(urn.toLowerCase(), known, longest);
    const category = found?.split(":", 3).join(":").toLowerCase();
    if (found !== undefined && category !== undefined && !byCategory.has(category)) byCategory.set(category, found);
  }
  return [...byCategory.values()];
}

function shortened(urn: string, known: ReadonlyMap<string, string>, longest: number): string | undefined {
  // What is longer than all that is known need not be looked up piece by piece.
  let end = urn.length <= longest ? urn.length : urn.lastIndexOf(":", longest);
  for (; end > PREFIX.length; end = urn.lastIndexOf(":", end - 1)) {
    const found = known.get(urn.slice(0, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

const PREFIX = "urn:alert:";
const ALERT = /^urn:alert:./i;
