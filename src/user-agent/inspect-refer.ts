import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Contact } from "../message/header/contact.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { readReferTarget } from "../message/refer-target.js";
import { type Refusal } from "./refusal.js";
import { badRequest } from "./request-policy.js";

/** Does a REFER say what it asks for? RFC 3515 §2.4.2 */
export function inspectRefer(message: IncomingRequestMessage): Refusal | undefined {
  if (message.method !== "REFER" || !(readReferTarget(message) instanceof ParseFailure)) return undefined;
  const what = message.hasHeader("Refer-To") ? "Malformed" : "Missing";
  return badRequest("bad-refer-to", `${what} Refer-To header field`);
}

/** Does a REFER out of a dialog say where its NOTIFYs are to go? RFC 3515 §2.2 */
export function inspectReferContact(message: IncomingRequestMessage): Refusal | undefined {
  if (message.method !== "REFER") return undefined;
  const [contact, ...others] = message.all(Contact);
  if (contact instanceof NameAddrHeader && others.length === 0) return undefined;
  return badRequest("bad-contact", `${contact === undefined ? "Missing" : "Malformed"} Contact header field`);
}
