import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI } from "../message/grammar/uri.js";
import { Contact } from "../message/header/contact.js";
import { RecordRoute } from "../message/header/route.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Refusal } from "./refusal.js";
import { badRequest, CHECK_FAILED, type RequestPolicy } from "./request-policy.js";

/** RFC 3261 §8.1.1.8: the one place where the dialog can be reached. RFC 5630 §5.1.2: sips asks for sips. */
export function inspectInviteContact(message: IncomingRequestMessage): Refusal | undefined {
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
  // RFC 5630 §5.1.2: who is called by sips can be reached by sips, or has a proxy that can.
  if (message.ruri.scheme === "sips" && scheme === "sip" && !hasSecureRoute(message)) {
    return badRequest("bad-contact", "Contact header field is not sips");
  }
  return undefined;
}

function hasSecureRoute(message: IncomingRequestMessage): boolean {
  return message.all(RecordRoute).some((route) => route instanceof NameAddrHeader && route.uri.scheme === "sips");
}

/** RFC 3261 §26.1.5: a stranger says where our own requests will go. */
export function inspectTargets(
  message: IncomingRequestMessage,
  acceptTarget: RequestPolicy["acceptTarget"],
): Refusal | undefined {
  if (acceptTarget === undefined || !TARGETING.has(message.method)) return undefined;
  for (const uri of targetsOf(message)) {
    const accepted = acceptTarget(uri);
    if (accepted === undefined) return CHECK_FAILED;
    if (!accepted) return badRequest("target-not-allowed", "Target Not Allowed");
  }
  return undefined;
}

/** Methods that make a dialog, or move its target. */
const TARGETING: ReadonlySet<string> = new Set(["INVITE", "REFER", "SUBSCRIBE", "UPDATE"]);

/** Where requests of ours would go: to the Contact, over the routes. */
function targetsOf(message: IncomingRequestMessage): readonly URI[] {
  const headers = [...message.all(Contact), ...message.all(RecordRoute)];
  return headers.flatMap((header) => (header instanceof NameAddrHeader ? [header.uri] : []));
}
