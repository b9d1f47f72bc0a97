import { type Address } from "../../environment/flow.js";

/** A datagram that was not handed to the core, and why. */
export interface IgnoredDatagram {
  /** `empty`, `keep-alive` (only CR, LF and NUL: RFC 5626 §4.4.1) or `stun` (RFC 5626 §8; no STUN server is here). */
  readonly reason: "empty" | "keep-alive" | "stun";
  /** Where it came from. */
  readonly remote: Address;
  /** How long it was. */
  readonly octets: number;
}

/** What a datagram is when it is no SIP, or `undefined` when it may be a message. */
export function reasonToIgnore(datagram: Uint8Array): IgnoredDatagram["reason"] | undefined {
  const first = datagram[0];
  if (first === undefined) return "empty";
  if (isFiller(first) && datagram.every(isFiller)) return "keep-alive";
  // RFC 5626 §8: no SIP message begins with an octet of 0 or 1, every STUN message of those days does.
  return first <= 1 ? "stun" : undefined;
}

function isFiller(octet: number): boolean {
  return octet === 0x0d || octet === 0x0a || octet === 0x00;
}
