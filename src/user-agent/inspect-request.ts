import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { KNOWN_METHODS } from "../message/methods.js";
import { type Capabilities } from "./capabilities.js";
import { type InspectingHost, targetCheck } from "./core-policy.js";
import { inspectAccept, inspectContent } from "./inspect-content.js";
import { inspectExtensions, inspectReliability } from "./inspect-extensions.js";
import { inspectInviteContact, inspectTargets } from "./inspect-target.js";
import { type Refusal, type RefusalCode } from "./refusal.js";
import { CHECK_FAILED, type RequestCheck, type RequestPolicy } from "./request-policy.js";
import { allowLine } from "./response-duties.js";

/**
 * The checks of a request out of a dialog, in their order; nothing when it may be served. RFC 3261 §8.2
 *
 * What the server can bear and who asks has been looked at before. Nothing is changed by any of them.
 */
export function inspectRequest(message: IncomingRequestMessage, policy: RequestPolicy): Refusal | undefined {
  const { capabilities, limits } = policy;
  return (
    // What the message has to have.
    inspectInviteContact(message) ??
    inspectTargets(message, policy.acceptTarget) ??
    // What is asked for.
    inspectMethod(message, capabilities) ??
    inspectScheme(message, policy) ??
    inspectUser(message, policy) ??
    (policy.merged ? MERGED : undefined) ??
    // By which extensions.
    inspectExtensions(message, capabilities) ??
    inspectReliability(message, policy.requireReliable) ??
    // With what in it.
    inspectContent(message, capabilities, limits) ??
    inspectAccept(message) ??
    // And what else there is to say.
    inspectBy(policy.inspect, message) ??
    (message.method === "INVITE" ? inspectBy(policy.extra, message) : undefined)
  );
}

/** The checks of a request that its dialog has let in. RFC 3261 §12.2.2 */
export function inspectInDialog(message: IncomingRequestMessage, host: InspectingHost): Refusal | undefined {
  const { capabilities, limits } = host;
  return (
    inspectTargets(message, targetCheck(host)) ??
    inspectExtensions(message, capabilities) ??
    inspectContent(message, capabilities, limits)
  );
}

/** RFC 3261 §8.2.1, §21.5.2: 405 for a method that we know, 501 for one that nobody knows. */
export function inspectMethod(message: IncomingRequestMessage, capabilities: Capabilities): Refusal | undefined {
  if (capabilities.methods.includes(message.method)) return undefined;
  const extraHeaders = [allowLine(capabilities)];
  return KNOWN_METHODS.has(message.method)
    ? { code: "method-not-allowed", statusCode: 405, extraHeaders }
    : { code: "method-unknown", statusCode: 501, extraHeaders };
}

/** RFC 3261 §8.2.2.1 */
function inspectScheme(
  { ruri }: IncomingRequestMessage,
  { capabilities: { schemes }, protocol }: RequestPolicy,
): Refusal | undefined {
  // RFC 7118 §9.2: sips over a WebSocket means a secure one.
  if (ruri.scheme === "sips" && protocol === "WS")
    return unavailable("sips-not-allowed", '380 sip-uas "SIPS Not Allowed"');
  if (schemes.includes(ruri.scheme)) return undefined;
  // RFC 5630 §5.1.2: a 416 would have the caller try the other of the two by itself.
  if (ruri.scheme === "sips" && schemes.includes("sip"))
    return unavailable("sips-not-allowed", '380 sip-uas "SIPS Not Allowed"');
  if (ruri.scheme === "sip" && schemes.includes("sips"))
    return unavailable("sips-required", '381 sip-uas "SIPS Required"');
  return { code: "unsupported-uri-scheme", statusCode: 416 };
}

function unavailable(code: RefusalCode, warning: string): Refusal {
  return { code, statusCode: 480, extraHeaders: [`Warning: ${warning}`] };
}

/** RFC 3261 §8.2.2.1: is the Request-URI one of ours? */
function inspectUser(message: IncomingRequestMessage, policy: RequestPolicy): Refusal | undefined {
  switch (policy.acceptRequestUri(message.ruri, message)) {
    case true:
      return undefined;
    case false:
      return { code: "user-unknown", statusCode: 404 };
    case undefined:
      return CHECK_FAILED;
  }
}

function inspectBy(checks: readonly RequestCheck[], message: IncomingRequestMessage): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(message);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** RFC 3261 §8.2.2.2 */
const MERGED: Refusal = { code: "merged", statusCode: 482 };
