import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI } from "../message/grammar/uri.js";
import { Contact } from "../message/header/contact.js";
import { Require } from "../message/header/option-tags.js";
import { RecordRoute } from "../message/header/route.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { KNOWN_METHODS } from "../message/methods.js";
import { type Capabilities } from "./capabilities.js";
import { inspectAccept, inspectContent } from "./inspect-content.js";
import { type Refusal, type RefusalCode } from "./refusal.js";
import { allowLine } from "./response-duties.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What the checks of a request out of a dialog look at. */
export interface InspectionContext {
  readonly host: Pick<UserAgentHost, "configuration" | "capabilities" | "limits" | "callApplication">;
  /** Whether a live transaction holds a copy that came by another way. */
  readonly merged: boolean;
}

/** The checks of a request out of a dialog, in the order of RFC 3261 §8.2; nothing when it may be served. */
export function inspectRequest(message: IncomingRequestMessage, context: InspectionContext): Refusal | undefined {
  const { capabilities, limits } = context.host;
  return (
    inspectMethod(message, capabilities) ??
    inspectScheme(message, capabilities) ??
    inspectUser(message, context.host) ??
    inspectInviteContact(message) ??
    (context.merged ? { code: "merged", statusCode: 482 } : undefined) ??
    inspectExtensions(message, capabilities) ??
    inspectContent(message, capabilities, limits) ??
    inspectAccept(message)
  );
}

/** The checks of a request that its dialog has let in. RFC 3261 §12.2.2 */
export function inspectInDialog(
  message: IncomingRequestMessage,
  { capabilities, limits }: Pick<UserAgentHost, "capabilities" | "limits">,
): Refusal | undefined {
  return inspectExtensions(message, capabilities) ?? inspectContent(message, capabilities, limits);
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
function inspectScheme({ ruri }: IncomingRequestMessage, { schemes }: Capabilities): Refusal | undefined {
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
function inspectUser(message: IncomingRequestMessage, host: InspectionContext["host"]): Refusal | undefined {
  const { configuration } = host;
  const accept = configuration.acceptRequestUri ?? ((uri: URI) => isOurUser(uri, configuration));
  switch (host.callApplication("acceptRequestUri", () => accept(message.ruri, message))) {
    case true:
      return undefined;
    case false:
      return { code: "user-unknown", statusCode: 404 };
    case undefined:
      return { code: "handler-failed", statusCode: 500 };
  }
}

/** As SIP.js: only the user part counts. */
function isOurUser(uri: URI, { aor, contact }: UserAgentCoreConfiguration): boolean {
  const ours = [aor, contact?.uri, contact?.pubGruu, contact?.tempGruu].filter((own) => own !== undefined);
  return ours.length === 0 || ours.some((own) => own.user === uri.user);
}

/** RFC 3261 §8.1.1.8: the one place where the dialog can be reached. RFC 5630 §5.1.2: sips asks for sips. */
function inspectInviteContact(message: IncomingRequestMessage): Refusal | undefined {
  if (message.method !== "INVITE") return undefined;
  const contacts = message.all(Contact);
  const [contact] = contacts;
  // RFC 2543 asked for neither a From tag nor a Contact; such a caller can be reached where it has recorded a route.
  if (contact === undefined && message.fromTag === undefined && message.hasHeader("record-route")) return undefined;
  if (contact === undefined) return badRequest("bad-contact", "Missing Contact header field");
  const scheme = contact instanceof NameAddrHeader ? contact.uri.scheme : undefined;
  if (contacts.length > 1 || (scheme !== "sip" && scheme !== "sips")) {
    return badRequest("bad-contact", "Malformed Contact header field");
  }
  // RFC 3261 §12.1.1: the path of the dialog; what cannot be followed is refused before it is answered with.
  if (message.all(RecordRoute).some((route) => route instanceof ParseFailure)) {
    return badRequest("bad-record-route", "Malformed Record-Route header field");
  }
  if (message.ruri.scheme === "sips" && scheme === "sip" && !message.hasHeader("record-route")) {
    return badRequest("bad-contact", "Contact header field is not sips");
  }
  return undefined;
}

function badRequest(code: RefusalCode, reasonPhrase: string): Refusal {
  return { code, statusCode: 400, reasonPhrase };
}

/** RFC 3261 §8.2.2.3 */
function inspectExtensions(message: IncomingRequestMessage, capabilities: Capabilities): Refusal | undefined {
  const required = message.all(Require);
  if (required.length === 0) return undefined;
  const tags = required.filter((tag) => !(tag instanceof ParseFailure)).map(String);
  if (tags.length < required.length) return badRequest("bad-require", "Malformed Require header field");
  const understood = new Set(capabilities.optionTags.map((tag) => tag.toLowerCase()));
  const unsupported = tags.filter((tag) => !understood.has(tag.toLowerCase()));
  if (unsupported.length === 0) return undefined;
  return { code: "bad-extension", statusCode: 420, extraHeaders: [`Unsupported: ${unsupported.join(", ")}`] };
}
