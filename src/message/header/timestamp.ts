import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

export interface TimestampValue {
  /** Seconds on the peer's clock, as written: `54.12`. It is only ever given back. */
  readonly time: string;
  /** Seconds that the answering side took, as written. */
  readonly delay?: string;
}

/** RFC 3261 §20.38 */
export const Timestamp: HeaderKey<TimestampValue> = {
  id: headerId("Timestamp"),
  parse(value) {
    const [, time, delay] = SHAPE.exec(value) ?? [];
    if (time === undefined) return new ParseFailure("seconds", 0);
    return delay === undefined || delay === "" ? { time } : { time, delay };
  },
};

const SHAPE = /^(\d+(?:\.\d*)?)(?:[ \t]+(\d*(?:\.\d*)?))?$/;
