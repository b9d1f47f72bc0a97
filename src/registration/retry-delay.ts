import { type Random } from "../environment/random.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { RetryAfter } from "../message/header/retry-after.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type RegistererOptions } from "./registerer-options.js";

/** These say nothing of who asked, and may be another answer the next time. RFC 3261 §21.4, §21.5, RFC 5626 §4.5 */
const PASSING: ReadonlySet<number> = new Set([408, 430, 480, 500, 502, 503, 504]);

/**
 * How long to wait before a registration is tried again. RFC 5626 §4.5
 *
 * @param failures - How many there were, this one included.
 * @returns Milliseconds; `undefined`: never.
 */
export function retryDelay(
  response: IncomingResponseMessage,
  failures: number,
  retry: RegistererOptions["retry"],
  random: Random,
): number | undefined {
  if (retry === false || !PASSING.has(response.statusCode)) return undefined;
  const { first = 30_000, most = 1_800_000 } = retry ?? {};
  const longest = Math.min(most, first * 2 ** (failures - 1));
  const after = response.first(RetryAfter);
  const asked = after === undefined || after instanceof ParseFailure ? 0 : after.seconds * 1_000;
  return Math.min(Math.max(asked, longest / 2 + random.below(Math.floor(longest / 2) + 1)), LONGEST_WAIT);
}

/** A day. Milliseconds. What a server says may be longer than a timer can be. */
export const LONGEST_WAIT = 86_400_000;
