import { TOKEN } from "../grammar/characters.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** How long a session lasts without a refresh, and who refreshes. */
export interface SessionExpiresValue {
  /** Seconds, 1 to 2³¹ − 1. */
  readonly interval: number;
  /** Their roles in the transaction that carries the header; `undefined` where neither is named. */
  readonly refresher: "uac" | "uas" | undefined;
}

/** RFC 4028 §4: what is no number above 0 cannot be read; what is above 2³¹ − 1 is read as that. */
export const SessionExpires: HeaderKey<SessionExpiresValue> = {
  id: headerId("Session-Expires"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "number", maxParameters);
    if (read instanceof ParseFailure) return read;
    // RFC 4028 §11: values that would do harm are no values.
    if (!DIGITS.test(read.value) || Number(read.value) === 0) return new ParseFailure("number of seconds", 0);
    const refresher = read.parameters["refresher"]?.toLowerCase();
    return {
      interval: Math.min(Number(read.value), 0x7fff_ffff),
      refresher: refresher === "uac" || refresher === "uas" ? refresher : undefined,
    };
  },
};

/** Writes the value of a Session-Expires header. */
export function formatSessionExpires({ interval, refresher }: SessionExpiresValue): string {
  return refresher === undefined ? String(interval) : `${interval};refresher=${refresher}`;
}

const DIGITS = /^\d+$/;
