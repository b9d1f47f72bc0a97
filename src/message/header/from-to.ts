import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { equivalentURI } from "../grammar/uri-equality.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3261 §20.20 */
export const From: HeaderKey<NameAddrHeader> = { id: headerId("From"), parse: parseNameAddr };

/** RFC 3261 §20.39 */
export const To: HeaderKey<NameAddrHeader> = { id: headerId("To"), parse: parseNameAddr };

/** RFC 3261 §20.31 */
export const ReplyTo: HeaderKey<NameAddrHeader> = { id: headerId("Reply-To"), parse: parseNameAddr };

/** RFC 3515 §2.1 */
export const ReferTo: HeaderKey<NameAddrHeader> = { id: headerId("Refer-To"), parse: parseNameAddr };

/** RFC 3892 §3 */
export const ReferredBy: HeaderKey<NameAddrHeader> = { id: headerId("Referred-By"), parse: parseNameAddr };

/**
 * Whether two From or To values name the same party: URIs equal, and parameters, as far as both have them. The display name does not count.
 * RFC 3261 §20.20
 */
export function isSameParty(a: NameAddrHeader, b: NameAddrHeader): boolean {
  if (!equivalentURI(a.uri, b.uri)) return false;
  // The tag is no extension: with it and without it are two parties.
  if (a.hasParam("tag") !== b.hasParam("tag")) return false;
  return Object.keys(a.parameters).every((name) => {
    const other = b.getParam(name);
    return other === undefined || other?.toLowerCase() === a.getParam(name)?.toLowerCase();
  });
}
