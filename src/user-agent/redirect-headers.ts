import { ParseFailure } from "../message/grammar/parse-failure.js";
import { equivalentURI } from "../message/grammar/uri-equality.js";
import { parseUri, type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/**
 * The Contact lines of a redirection. RFC 3261 §8.3, §13.3.1.2
 *
 * @throws TypeError for a target that is the Request-URI itself: the caller would come straight back. For one that nobody could read
 * likewise.
 */
export function redirectHeaders(contacts: readonly URI[], message: IncomingRequestMessage): readonly string[] {
  const ownTarget = contacts.find((contact) => equivalentURI(contact, message.ruri));
  if (ownTarget !== undefined) {
    throw new TypeError(`cannot redirect to ${ownTarget.toString()}: it is the Request-URI`);
  }
  return contacts.map((contact) => `Contact: <${written(contact)}>`);
}

/** A URI made of parts by the application may be none. */
function written(contact: URI): string {
  const text = contact.toRaw();
  if (!(parseUri(text) instanceof ParseFailure)) return text;
  throw new TypeError(`cannot write contacts: ${JSON.stringify(text)} is no URI`);
}
