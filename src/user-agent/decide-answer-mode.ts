import { ParseFailure } from "../message/grammar/parse-failure.js";
import { AnswerMode, type AnswerModeValue, PrivAnswerMode } from "../message/header/answer-mode.js";
import { type HeaderKey } from "../message/header/key.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** What the application allows this caller. Nothing is allowed that is not said. */
export interface AnswerModePolicy {
  /** The caller is authenticated, and may have its call answered without the user. @defaultValue false */
  readonly mayAnswer?: boolean;
  /** The same for a caller that claims privileges. @defaultValue false */
  readonly mayAnswerPrivileged?: boolean;
  /** Whether there is a user who can answer. @defaultValue true */
  readonly attended?: boolean;
}

/** How a call is to be answered, or with what it is to be refused: the rest may be handed to `reject`. */
export type AnswerModeDecision =
  | { readonly kind: "manual" }
  | { readonly kind: "automatic"; readonly privileged: boolean }
  | { readonly kind: "refuse"; readonly statusCode: 403; readonly reasonPhrase: string };

/**
 * Decides whether a call may be answered without the user. Whether camera and microphone are opened is still the application's business.
 * RFC 5373 §4: never where it would betray the user, so never without a policy that says so.
 */
export function decideAnswerMode(message: IncomingRequestMessage, policy: AnswerModePolicy = {}): AnswerModeDecision {
  // RFC 5373 §3: of meaning only where a dialog begins.
  if (message.method !== "INVITE" || message.toTag !== undefined) return MANUAL;
  const { mayAnswer = false, mayAnswerPrivileged = false, attended = true } = policy;
  const privileged = modeOf(message, PrivAnswerMode);
  const usual = modeOf(message, AnswerMode);
  // RFC 5373 §4.1: the claim of privileges is tried first; where it fails, the other header counts.
  if (privileged !== undefined && (mayAnswerPrivileged || usual === undefined)) {
    return decide(privileged, mayAnswerPrivileged, attended, true);
  }
  return usual === undefined ? MANUAL : decide(usual, mayAnswer, attended, false);
}

function decide(
  { mode, required }: AnswerModeValue,
  allowed: boolean,
  attended: boolean,
  privileged: boolean,
): AnswerModeDecision {
  // RFC 5373 §4.2: whether a mode is required counts only once it is known which one is possible.
  const automatic = allowed && (mode === "auto" || (mode === "manual" && !attended && !required));
  if (automatic) return { kind: "automatic", privileged };
  if (!required || (mode === "manual" && attended)) return MANUAL;
  // RFC 5373 §4.5.1: what is required and not possible is refused.
  return { kind: "refuse", statusCode: 403, reasonPhrase: FORBIDDEN.get(mode) ?? "unknown answer mode" };
}

function modeOf(message: IncomingRequestMessage, key: HeaderKey<AnswerModeValue>): AnswerModeValue | undefined {
  const value = message.first(key);
  return value instanceof ParseFailure ? undefined : value;
}

const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ["auto", "automatic answer forbidden"],
  ["manual", "manual answer forbidden"],
]);

const MANUAL: AnswerModeDecision = { kind: "manual" };
