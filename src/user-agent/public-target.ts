import { parseIPv4, parseIPv6 } from "../message/grammar/ip-address.js";
import { withoutBrackets } from "../message/grammar/host.js";
import { type URI } from "../message/grammar/uri.js";

/**
 * Whether a URI names another machine, as far as its text says: not an address of this machine, of this link alone, of everybody, or of
 * nobody. Names other than `localhost` and private networks are let pass.
 *
 * For `acceptTarget`: else whoever calls could have our BYE sent to a port of our own. RFC 3261 §26.1.5
 */
export function isPublicTarget({ host }: URI): boolean {
  const name = withoutBrackets(host).toLowerCase();
  const ipv4 = parseIPv4(name);
  if (ipv4 !== undefined) return isPublicIPv4(ipv4);
  const ipv6 = parseIPv6(name);
  if (ipv6 !== undefined) return isPublicIPv6(ipv6);
  // RFC 6761 §6.3
  return name.replace(/\.$/, "").split(".").at(-1) !== "localhost";
}

/** RFC 6890 §2.2.2, RFC 5771 §3: this network, loopback, link-local, multicast, broadcast. */
function isPublicIPv4([first = 0, second = 0]: readonly number[]): boolean {
  return first !== 0 && first !== 127 && !(first === 169 && second === 254) && first < 224;
}

/** RFC 4291 §2.4: unspecified, loopback, link-local, multicast; an IPv4 address within one counts as such. */
function isPublicIPv6(groups: readonly number[]): boolean {
  const [first = 0] = groups;
  const [mark = 0, high = 0, low = 0] = groups.slice(5);
  if (groups.slice(0, 5).every((group) => group === 0) && (mark === 0 || mark === 0xffff)) {
    // Unspecified and loopback, too, begin with 0 when they are read so.
    return isPublicIPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
  }
  return (first & 0xffc0) !== 0xfe80 && first < 0xff00;
}
