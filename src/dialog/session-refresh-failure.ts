import { endsCall } from "./dialog-effect.js";

/** A refresh that got no 2xx. */
export interface RefreshFailure {
  readonly method: "INVITE" | "UPDATE";
  /** A time-out counts as 408, a way that broke as 503. */
  readonly statusCode: number;
  /** Seconds: Min-SE of a 422. */
  readonly minSE: number | undefined;
  /** Seconds: Retry-After. */
  readonly retryAfter: number | undefined;
}

/** What was tried before. */
export interface RefreshContext {
  /** The interval that the refresh asked for. Seconds. */
  readonly interval: number;
  /** Status codes of the refreshes that failed since the last 2xx, this one not among them. */
  readonly earlier: readonly number[];
  /** Milliseconds until the peer hangs up. */
  readonly timeLeft: number;
  /** Milliseconds, drawn for this refresh. RFC 3261 §14.1 */
  readonly glareDelay: () => number;
}

export type RefreshVerdict =
  | { readonly kind: "end" }
  | { readonly kind: "retry"; readonly delay: number; readonly method: "INVITE" | "UPDATE" }
  /** Nothing more is tried; the session runs out unless the peer refreshes it. */
  | { readonly kind: "giveUp" };

/** What follows when a refresh of ours fails. The moment at which the session runs out stays as it is. RFC 4028 §7.3, §10 */
export function afterFailedRefresh(failure: RefreshFailure, context: RefreshContext): RefreshVerdict {
  const { method, statusCode } = failure;
  const again = (delay: number): RefreshVerdict => ({ kind: "retry", delay, method });
  const times = context.earlier.filter((code) => code === statusCode).length;
  // RFC 4028 §10: 408, 481 and no answer at all. RFC 5057 §5.1 has more that say the same.
  if (endsCall(method, statusCode)) return { kind: "end" };
  // RFC 4028 §7.3: the same with more. Asked for no more, it would only be refused again.
  if (statusCode === 422) {
    return (failure.minSE ?? 0) > context.interval && times < MOST_422 ? again(0) : GIVE_UP;
  }
  // RFC 3261 §14.1, RFC 3311 §5.3: both were sending.
  if (statusCode === 491) return times < MOST_491 ? again(context.glareDelay()) : GIVE_UP;
  // Allow said that UPDATE is served, and it is not.
  if (method === "UPDATE" && (statusCode === 405 || statusCode === 501)) {
    return { kind: "retry", delay: 0, method: "INVITE" };
  }
  // RFC 3261 §8.1.3.5: these will not be otherwise next time.
  if (statusCode < 500) return GIVE_UP;
  // RFC 4028 §10: what fails the same way twice is not tried a third time.
  if (times > 0 || statusCode >= 600) return GIVE_UP;
  const delay = failure.retryAfter === undefined ? context.timeLeft / 2 : failure.retryAfter * 1000;
  return delay < context.timeLeft ? again(delay) : GIVE_UP;
}

/** A peer that wants more each time is not followed for ever. */
const MOST_422 = 3;
const MOST_491 = 10;
const GIVE_UP: RefreshVerdict = { kind: "giveUp" };
