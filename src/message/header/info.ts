import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3261 §20.4: what to ring with. */
export const AlertInfo: HeaderKey<NameAddrHeader> = { id: headerId("Alert-Info"), parse: parseInfo };

/** RFC 3261 §20.9: with a `purpose`. */
export const CallInfo: HeaderKey<NameAddrHeader> = { id: headerId("Call-Info"), parse: parseInfo };

/** RFC 3261 §20.18 */
export const ErrorInfo: HeaderKey<NameAddrHeader> = { id: headerId("Error-Info"), parse: parseInfo };

/** Reads a URI of any scheme in brackets, with parameters. */
export function parseInfo(value: string, maxParameters?: number): NameAddrHeader | ParseFailure {
  return value.startsWith("<") ? parseNameAddr(value, maxParameters) : new ParseFailure("<", 0);
}
