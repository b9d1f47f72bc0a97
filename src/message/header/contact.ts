import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { type ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** An address, or `*`, which stands for all of them. */
export type ContactValue = "*" | NameAddrHeader;

/** RFC 3261 §20.10 */
export const Contact: HeaderKey<ContactValue> = {
  id: headerId("Contact"),
  parse: (value, maxParameters): ContactValue | ParseFailure =>
    value === "*" ? value : parseNameAddr(value, maxParameters),
};

/** How much this address is wanted, 0 to 1; 1 where nothing is said, or nothing that can be read. */
export function contactPriority(contact: NameAddrHeader): number {
  const q = contact.getParam("q");
  return typeof q === "string" && QVALUE.test(q) ? Number(q) : 1;
}

/**
 * Seconds for which this address is good; `undefined` where nothing is said.
 * RFC 3261 §20.10: what cannot be read means an hour.
 */
export function contactExpires(contact: NameAddrHeader): number | undefined {
  const expires = contact.getParam("expires");
  if (expires === undefined) return undefined;
  const seconds = expires !== null && SECONDS.test(expires) ? Number(expires) : Infinity;
  return seconds <= 0xffff_ffff ? seconds : 3_600;
}

const QVALUE = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;
const SECONDS = /^\d+$/;
