import { ParseFailure } from "../message/grammar/parse-failure.js";
import { getReasonPhrase } from "../message/reason-phrases.js";
import { type Referrer } from "../message/referrer.js";

/** What the application has found out, and what it asks for. */
export interface ReferrerPolicy {
  /** What came of checking the token: its signature, and whom it names. @defaultValue it has not been checked */
  readonly isTokenValid?: boolean;
  /** Refuse whoever has no valid token. @defaultValue false */
  readonly requiresToken?: boolean;
}

/** What comes of it. Whoever shows a referrer that is not verified has to say so. A refusal may be handed to `reject`. */
export type ReferrerDecision =
  | { readonly kind: "ok"; readonly verified: boolean }
  | { readonly kind: "refuse"; readonly statusCode: 429; readonly reasonPhrase: string };

/**
 * Decides what comes of a request that somebody else is said to have caused. RFC 3892 §2.3: with an invalid token it is refused, and without one
 * anybody may name anybody.
 *
 * @param referrer - What `readReferrer` gives.
 */
export function decideReferrer(
  referrer: Referrer | ParseFailure | undefined,
  { isTokenValid, requiresToken = false }: ReferrerPolicy = {},
): ReferrerDecision {
  const named = referrer instanceof ParseFailure ? undefined : referrer;
  const isMissing = named?.cid !== undefined && named.token === undefined;
  const isInvalid = isMissing || (named?.token !== undefined && isTokenValid === false);
  const verified = named?.token !== undefined && isTokenValid === true;
  if (!isInvalid && (verified || !requiresToken)) return { kind: "ok", verified };
  return { kind: "refuse", statusCode: 429, reasonPhrase: getReasonPhrase(429) };
}
