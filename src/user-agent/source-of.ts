import { type Flow } from "../environment/flow.js";
import { parseIPv6 } from "../message/grammar/ip-address.js";
import { withoutBrackets } from "../message/grammar/host.js";

/** Whom the limits for one source are for. Flows that do not say whom they lead to are one source together. */
export function sourceOf({ remote }: Flow): string {
  return remote === undefined ? "unknown" : sourceOfHost(remote.host);
}

/** Whether what comes by this flow says to come from everybody: a broadcast or a multicast address. RFC 3261 §26.1.5 */
export function isFromGroup({ remote }: Flow): boolean {
  return remote !== undefined && GROUP.test(remote.host);
}

// RFC 5771 §3, RFC 4291 §2.4
const GROUP = /^\[?(?:2(?:2[4-9]|3\d)\.|255\.255\.255\.255$|ff[\da-f]{2}:)/i;

/** The source that a host is. An IPv6 host has as many addresses as it likes within 64 bits, so those count as one. */
export function sourceOfHost(host: string): string {
  const name = withoutBrackets(host).toLowerCase();
  const groups = name.includes(":") ? parseIPv6(name.replace(/%.*$/, "")) : undefined;
  if (groups === undefined) return name;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!isMapped) {
    return groups
      .slice(0, 4)
      .map((group) => group.toString(16))
      .join(":");
  }
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}
