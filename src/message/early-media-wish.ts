import { ParseFailure } from "./grammar/parse-failure.js";
import { PEarlyMedia } from "./header/p-early-media.js";
import { type IncomingMessage } from "./incoming-message.js";

/** Which way media may flow before the call is answered, as seen by whoever reads it in a request of the caller. */
export type EarlyMediaDirection = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** What a message says of early media. It never touches a session description. */
export interface EarlyMediaWish {
  /** Whether the sender understands P-Early-Media. */
  readonly supported: boolean;
  /** Whether some gateway on the way lets early media through only when it is told to. */
  readonly gated: boolean;
  /** One for each stream; none at all when nothing is asked for. */
  readonly directions: readonly EarlyMediaDirection[];
}

/**
 * Reads what a message says of early media; `undefined` when it says nothing, which is not the same as an empty header.
 * RFC 5009 §8: unknown words and directions for which there is no stream are passed over; the last direction holds for all further streams.
 *
 * @param streams - How many `m=` lines the session description has.
 */
export function readEarlyMediaWish(message: IncomingMessage, streams: number): EarlyMediaWish | undefined {
  if (!message.hasHeader("P-Early-Media")) return undefined;
  const words = message.all(PEarlyMedia).flatMap((word) => (word instanceof ParseFailure ? [] : word));
  const directions = words.filter(isDirection);
  const last = directions.at(-1);
  const missing = last === undefined ? 0 : Math.max(0, streams - directions.length);
  return {
    supported: words.includes("supported"),
    gated: words.includes("gated"),
    directions: [...directions.slice(0, streams), ...Array.from({ length: missing }, () => last)].filter(
      (direction) => direction !== undefined,
    ),
  };
}

function isDirection(word: string): word is EarlyMediaDirection {
  return DIRECTIONS.has(word);
}

const DIRECTIONS: ReadonlySet<string> = new Set(["sendrecv", "sendonly", "recvonly", "inactive"]);
