import { type Address, type Flow } from "../environment/flow.js";
import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { type URI } from "../message/grammar/uri.js";
import { RecordRoute } from "../message/header/route.js";
import { Contact } from "../message/header/contact.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ownedText } from "../message/owned-text.js";
import { contactText } from "./check-configuration.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** The Contact value that we give in the dialog this INVITE makes. RFC 3261 §12.1.1 */
export function contactFor(host: UserAgentHost, message: IncomingRequestMessage, flow: Flow): string {
  const { contact } = host.configuration;
  const secure = wantsSecureContact(message);
  const { outbound = false } = host.configuration;
  if (contact !== undefined) {
    const text = contactText(contact, outbound);
    return secure ? text.replace("<sip:", "<sips:") : text;
  }
  const user = message.ruri.user;
  const address = addressAt(host, flow, user === undefined || user === "" ? "" : userTextOf(message.ruri), secure);
  // Kept with the call: one text instead of a chain of pieces, of which one would hold the whole INVITE.
  return ownedText(`<${address}${outbound ? ";ob" : ""}>`);
}

/** The URI of a user at the near end of a flow. @param user - With its escapes; empty for none. */
export function addressAt(
  { viaHost }: Pick<UserAgentHost, "viaHost">,
  { local, protocol }: Flow,
  user: string,
  secure: boolean,
): string {
  const at = local === undefined ? viaHost : hostPort(local);
  const person = user === "" ? "" : `${user}@`;
  return `${secure ? "sips" : "sip"}:${person}${at}${transportParameter(protocol, secure)}`;
}

/** `host:port`, an IPv6 address in brackets. */
export function hostPort({ host, port }: Address): string {
  return `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

/** RFC 3261 §12.1.1: sips where the Request-URI, or the top Record-Route, or without one the Contact of the request is sips. */
function wantsSecureContact(message: IncomingRequestMessage): boolean {
  if (message.ruri.scheme === "sips") return true;
  const above = message.first(RecordRoute) ?? message.first(Contact);
  return above instanceof NameAddrHeader && above.uri.scheme === "sips";
}

/** The user part as it stood, escapes included. */
export function userTextOf(uri: URI): string {
  const text = uri.toRaw();
  return text.slice(text.indexOf(":") + 1, text.indexOf("@")).replace(/:.*$/, "");
}

/** RFC 3261 §19.1.1: UDP is the default of sip, TCP (over TLS) that of sips. */
function transportParameter(protocol: string, secure: boolean): string {
  const transport = protocol.toLowerCase();
  // RFC 7118 §5.2: one name in a URI for both kinds of WebSocket.
  if (transport === "ws" || transport === "wss") return ";transport=ws";
  if (transport === "udp" || secure) return "";
  return `;transport=${transport}`;
}
