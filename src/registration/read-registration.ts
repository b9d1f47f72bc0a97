import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { parseUri, URI } from "../message/grammar/uri.js";
import { equivalentURI } from "../message/grammar/uri-equality.js";
import { Contact, contactExpires } from "../message/header/contact.js";
import { Expires, parseNumber } from "../message/header/numbers.js";
import { namesTag, Require } from "../message/header/option-tags.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type Registration } from "./registerer-options.js";

/** What a registration is known by in the response. */
export interface OwnBinding {
  readonly uri: URI;
  readonly instanceId: string | undefined;
  /** Seconds that were asked for. */
  readonly expires: number;
}

/** Reads the 2xx to a REGISTER. RFC 3261 §10.2.4 */
export function readRegistration(response: IncomingResponseMessage, own: OwnBinding): Registration {
  const contacts = response.all(Contact).filter((contact) => contact instanceof NameAddrHeader);
  const ours = contacts.find((contact) => isOwn(contact, own));
  const expires = response.first(Expires);
  const said = (ours && contactExpires(ours)) ?? (typeof expires === "number" ? expires : own.expires);
  const flowTimer = parseNumber(response.getHeader("Flow-Timer")?.trim() ?? "", 0xffff_ffff);
  return {
    expires: said,
    contacts: contacts.map(String),
    outbound: namesTag(response, Require, "outbound"),
    flowTimer: flowTimer instanceof ParseFailure ? undefined : flowTimer,
    pubGruu: ours && uriIn(ours, "pub-gruu"),
    tempGruu: ours && uriIn(ours, "temp-gruu"),
    serviceRoute: response.getHeaders("Service-Route"),
  };
}

function isOwn(contact: NameAddrHeader, { uri, instanceId }: OwnBinding): boolean {
  if (equivalentURI(contact.uri, uri)) return true;
  return instanceId !== undefined && unquoted(contact, "+sip.instance") === `<${instanceId}>`;
}

function uriIn(contact: NameAddrHeader, parameter: string): URI | undefined {
  const uri = parseUri(unquoted(contact, parameter));
  return uri instanceof URI ? uri : undefined;
}

function unquoted(contact: NameAddrHeader, parameter: string): string {
  return (contact.getParam(parameter) ?? "").replace(/^"(.*)"$/, "$1");
}
