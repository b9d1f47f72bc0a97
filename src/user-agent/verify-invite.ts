import { type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { completeLimits, type Limits } from "../message/limits.js";
import { type Capabilities, DEFAULT_CAPABILITIES } from "./capabilities.js";
import { inspectRequest } from "./inspect-request.js";
import { inspectSessionTimer } from "./inspect-session-timer.js";
import { type Refusal } from "./refusal.js";
import { type RequestCheck } from "./request-policy.js";
import { configuredOptionTags, configuredSessionTimers } from "./session-timer-configuration.js";

/** What `verifyInvite` goes by. Everything may be left out. */
export interface InvitePolicy {
  /** What can be done. @defaultValue `DEFAULT_CAPABILITIES` */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** Whether the Request-URI is one of ours; else 404. RFC 3261 §8.2.2.1 @defaultValue every one is */
  readonly acceptRequestUri?: ((uri: URI, message: IncomingRequestMessage) => boolean) | undefined;
  /** Whether requests of ours may go to this Contact or recorded route; else 400. @defaultValue to every one */
  readonly acceptTarget?: ((uri: URI) => boolean) | undefined;
  /** Whether the caller has to allow reliable provisional responses; else 421. RFC 3262 §4 @defaultValue false */
  readonly requireReliable?: boolean | undefined;
  /** Whether the same INVITE has come by another way and is being served: then 482. RFC 3261 §8.2.2.2 @defaultValue false */
  readonly merged?: boolean | undefined;
  /** How far a multipart body is taken apart. @defaultValue `DEFAULT_LIMITS` */
  readonly limits?: Partial<Limits> | undefined;
  /** What is wanted of session timers, as the core's configuration has it: an interval that is too small is refused with 422. RFC 4028 §9 */
  readonly sessionTimers?: Partial<SessionTimerSettings> | false | undefined;
  /** What other extensions have to say, in this order: a Replaces that names no call (481). Asked before the session timers. */
  readonly inspect?: readonly RequestCheck[] | undefined;
  /** What you have to say, after all others: 403 to a stranger, 488 to an offer without audio. */
  readonly extra?: readonly RequestCheck[] | undefined;
}

/** What there is to say to an INVITE before anybody rings. */
export type InviteVerdict = { readonly kind: "ok" } | { readonly kind: "refuse"; readonly refusal: Refusal };

/**
 * Says whether an INVITE may be served, as the core itself decides: nothing is sent, nothing is kept, and the message may come from
 * anywhere. For proxies that ask before they forward, and for tests.
 *
 * The first check that fails decides, in the order of docs/refusals.md.
 *
 * ```ts
 * const verdict = verifyInvite(message, { requireReliable: true, extra: [barStrangers] });
 * if (verdict.kind === "refuse") send(constructOutgoingResponse(message, { ...verdict.refusal, toTag }).message);
 * ```
 *
 * @throws TypeError for `sessionTimers` that cannot be; and what a function of the policy throws.
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-8.2
 */
export function verifyInvite(message: IncomingRequestMessage, policy: InvitePolicy = {}): InviteVerdict {
  const optionTags = configuredOptionTags(policy);
  const sessionTimers = configuredSessionTimers(policy, optionTags);
  const refusal = inspectRequest(message, {
    capabilities: { ...DEFAULT_CAPABILITIES, ...policy.capabilities, optionTags },
    limits: completeLimits(policy.limits),
    merged: policy.merged ?? false,
    requireReliable: policy.requireReliable ?? false,
    acceptRequestUri: policy.acceptRequestUri ?? EVERY,
    acceptTarget: policy.acceptTarget,
    inspect: [...(policy.inspect ?? []), (invite) => inspectSessionTimer(invite, sessionTimers)],
    extra: policy.extra ?? [],
  });
  return refusal === undefined ? OK : { kind: "refuse", refusal };
}

const EVERY = (): boolean => true;

const OK: InviteVerdict = { kind: "ok" };
