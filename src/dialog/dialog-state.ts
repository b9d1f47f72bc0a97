import { type Transport } from "../environment/flow.js";
import { Contact } from "../message/header/contact.js";
import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ownedText } from "../message/owned-text.js";

/** What a dialog begins with. Texts, not objects: most dialogs never look at half of them. RFC 3261 §12.1.1 */
export interface DialogState {
  readonly early: boolean;
  readonly callId: string;
  readonly localTag: string;
  /** Empty when the peer gave none (RFC 2543). */
  readonly remoteTag: string;
  /** Of the last request we sent; `undefined` before the first. */
  readonly localSequenceNumber: number | undefined;
  /** Of the last request in order from the peer; `undefined` before the first. */
  readonly remoteSequenceNumber: number | undefined;
  /** Text of the URI. */
  readonly localURI: string;
  /** Text of the URI. */
  readonly remoteURI: string;
  /** Text of the URI. */
  readonly remoteTarget: string;
  /** Whole Route values in the order in which they are to be visited. */
  readonly routeSet: readonly string[];
  /** The Contact value that we gave and give again. */
  readonly localContact: string;
  /** Whether requests inside it have to use sips. */
  readonly secure: boolean;
}

/**
 * The state of a dialog made by answering an INVITE. RFC 3261 §12.1.1
 *
 * @param message - Has passed `inspectRequest`: it carries one readable Contact.
 */
export function dialogStateForServer(
  message: IncomingRequestMessage,
  localTag: string,
  early: boolean,
  transport: Transport,
  localContact: string,
): DialogState {
  return {
    early,
    callId: message.callId,
    localTag,
    remoteTag: message.fromTag ?? "",
    localSequenceNumber: undefined,
    remoteSequenceNumber: message.cseq,
    localURI: ownedText(message.to.uri.toRaw()),
    remoteURI: ownedText(message.from.uri.toRaw()),
    remoteTarget: contactTarget(message) ?? ownedText(message.from.uri.toRaw()),
    // RFC 3261 §12.1.1: the order received is the order to be visited, seen from the callee.
    routeSet: routeSetOf(message),
    localContact,
    secure: isSecureProtocol(transport.protocol) && message.ruri.scheme === "sips",
  };
}

function routeSetOf(message: IncomingRequestMessage): readonly string[] {
  const routes = message.getHeaders("record-route");
  return routes.length === 0 ? NO_ROUTES : routes.map(ownedText);
}

/** One list for all dialogs without proxies. */
const NO_ROUTES: readonly string[] = Object.freeze([]);

/** The text of the Contact's URI without what a Contact in a dialog may not have, or nothing when there is no usable one. RFC 3261 §19.1.1 */
export function contactTarget(message: { first: IncomingRequestMessage["first"] }): string | undefined {
  const contact = message.first(Contact);
  if (!(contact instanceof NameAddrHeader)) return undefined;
  return ownedText(withoutMethodAndHeaders(contact.uri).toRaw());
}

function withoutMethodAndHeaders(uri: URI): URI {
  if (!uri.hasParam("method") && !uri.hasHeaders) return uri;
  const target = uri.clone();
  target.deleteParam("method");
  target.clearHeaders();
  return target;
}

/** TLS, and WSS, which is TLS underneath. */
function isSecureProtocol(protocol: string): boolean {
  return protocol === "TLS" || protocol === "WSS";
}
