import { NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3261 §20.34 */
export const Route: HeaderKey<NameAddrHeader> = { id: headerId("Route"), parse: parseBracketed };

/** RFC 3261 §20.30 */
export const RecordRoute: HeaderKey<NameAddrHeader> = { id: headerId("Record-Route"), parse: parseBracketed };

/** Whether this hop is a loose router. RFC 3261 §19.1.1: `lr` counts by being there, whatever its value. */
export function isLooseRouter(route: NameAddrHeader): boolean {
  return route.uri.hasParam("lr");
}

function parseBracketed(value: string, maxParameters?: number): NameAddrHeader | ParseFailure {
  const route = parseNameAddr(value, maxParameters);
  return route instanceof NameAddrHeader && !value.includes("<")
    ? new ParseFailure("brackets around the URI", 0)
    : route;
}
