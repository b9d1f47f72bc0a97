import { type Random } from "../environment/random.js";

/**
 * How long to wait before a re-INVITE that was answered 491 is sent again, if it is still wanted. RFC 3261 §14.1, RFC 5407 §3.3.1
 *
 * @param ownsCallId - Whether this side made the Call-ID; a callee never did. @defaultValue false
 * @returns Milliseconds, in steps of 10: 0 to 2000, or 2100 to 4000 for the owner of the Call-ID.
 */
export function glareRetryDelay(random: Random, ownsCallId = false): number {
  return ownsCallId ? 2100 + 10 * random.below(191) : 10 * random.below(201);
}
