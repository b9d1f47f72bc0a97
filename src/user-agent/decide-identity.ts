import { ParseFailure } from "../message/grammar/parse-failure.js";
import { DateHeader, secondsSinceEpoch } from "../message/header/date.js";
import { Identity, type IdentityValue } from "../message/header/identity.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { getReasonPhrase } from "../message/reason-phrases.js";

/** What a verifier has found out about one Identity: `untrusted` for credentials that it does not know or accept. */
export type IdentityOutcome = "valid" | "invalid" | "unreachable" | "untrusted";

/** What the application asks of callers. */
export interface IdentityPolicy {
  /** Refuse a call without an identity that can be used. @defaultValue false */
  readonly required?: boolean;
  /** Refuse a call none of whose identities is valid, where none is required. @defaultValue false */
  readonly refusesInvalid?: boolean;
  /**
   * How far the Date of a request may be from `now`, in seconds; 60 is what RFC 8224 recommends.
   *
   * @defaultValue the Date is not looked at
   */
  readonly maximumAge?: number;
  /** Seconds since 1970; with `maximumAge`. */
  readonly now?: number;
}

/** What comes of it; a refusal may be handed to `reject`. */
export type IdentityDecision =
  | { readonly kind: "verified" }
  | { readonly kind: "unverified" }
  | { readonly kind: "refuse"; readonly statusCode: 403 | 428 | 436 | 437 | 438; readonly reasonPhrase: string };

/**
 * The identities that a verifier has to look at. RFC 8224 §6.2: one of a kind that is not supported counts for nothing.
 *
 * @param kinds - What the verifier knows beside the base kind: values of `ppt`, such as `shaken`.
 */
export function identitiesToVerify(
  message: IncomingRequestMessage,
  kinds: readonly string[] = [],
): readonly IdentityValue[] {
  const known = kinds.map((kind) => kind.toLowerCase());
  return message.all(Identity).flatMap((value) => {
    if (value instanceof ParseFailure) return [];
    return value.ppt === undefined || known.includes(value.ppt.toLowerCase()) ? value : [];
  });
}

/**
 * Decides what comes of a request whose identities have been verified. Who calls is said by `readCallerIdentity`, never by the token.
 *
 * @param outcomes - One for each of `identitiesToVerify`.
 */
export function decideIdentity(
  message: IncomingRequestMessage,
  outcomes: readonly IdentityOutcome[],
  policy: IdentityPolicy = {},
): IdentityDecision {
  // RFC 8224 §6.2.2
  if (outcomes.length === 0) return policy.required === true ? refusal(428) : UNVERIFIED;
  // RFC 8224 §6.2: a signature over an old Date may have been taken from another call.
  if (isStale(message, policy)) return { kind: "refuse", statusCode: 403, reasonPhrase: "Stale Date" };
  // RFC 8224 §6.2.1: one that is valid is enough.
  if (outcomes.includes("valid")) return { kind: "verified" };
  if (policy.required !== true && policy.refusesInvalid !== true) return UNVERIFIED;
  if (outcomes.includes("invalid")) return refusal(438);
  return refusal(outcomes.includes("untrusted") ? 437 : 436);
}

function isStale(message: IncomingRequestMessage, { maximumAge, now }: IdentityPolicy): boolean {
  if (maximumAge === undefined || now === undefined) return false;
  const date = message.first(DateHeader);
  if (date === undefined) return false;
  // A Date from the future would be good for as long as it is still to come; one that cannot be read proves nothing.
  return date instanceof ParseFailure || Math.abs(now - secondsSinceEpoch(date)) > maximumAge;
}

function refusal(statusCode: 428 | 436 | 437 | 438): IdentityDecision {
  return { kind: "refuse", statusCode, reasonPhrase: getReasonPhrase(statusCode) };
}

const UNVERIFIED: IdentityDecision = { kind: "unverified" };
