import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3325 §9.1: who the caller is, as the network says. Of worth only from a hop that is trusted: `readCallerIdentity` asks for that. */
export const PAssertedIdentity: HeaderKey<NameAddrHeader> = {
  id: headerId("P-Asserted-Identity"),
  parse: parseNameAddr,
};

/** RFC 3325 §9.2: what a caller wants the network to say of it. */
export const PPreferredIdentity: HeaderKey<NameAddrHeader> = {
  id: headerId("P-Preferred-Identity"),
  parse: parseNameAddr,
};

/** Whether these may stand together. RFC 3325 §9.1: one of sip, sips or tel; or two, a sip or sips and a tel. */
export function areIdentities(values: readonly NameAddrHeader[]): boolean {
  const schemes = values.map(({ uri }) => (uri.scheme === "sips" ? "sip" : uri.scheme));
  if (schemes.some((scheme) => scheme !== "sip" && scheme !== "tel")) return false;
  return schemes.length === 1 || (schemes.length === 2 && schemes[0] !== schemes[1]);
}
