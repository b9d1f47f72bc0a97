const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const GROUP = /^[0-9A-Fa-f]{1,4}$/;

/** The four numbers of an IPv4 address; undefined for anything else. RFC 5954 §4.1: no leading zeros. */
export function parseIPv4(text: string): readonly number[] | undefined {
  const match = IPV4.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1);
  if (parts.some((part) => part.length > 1 && part.startsWith("0"))) return undefined;
  const octets = parts.map(Number);
  return octets.every((octet) => octet <= 255) ? octets : undefined;
}

/** The eight groups of an IPv6 address, without brackets; undefined for anything else. RFC 5954 §4.1 */
export function parseIPv6(text: string): readonly number[] | undefined {
  // RFC 5118 §4.10: a grammar once had one colon too many before an IPv4 address.
  const halves = text.replace(/:::(?=[\d.]+$)/, "::").split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const left = parseGroups(head, tail === undefined);
  if (tail === undefined) return left?.length === 8 ? left : undefined;
  const right = parseGroups(tail, true);
  if (!left || !right || left.length + right.length > 7) return undefined;
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** Writes an IPv6 address in its one canonical form, without brackets. RFC 5952 §4, §5 */
export function formatIPv6(groups: readonly number[]): string {
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  const [high = 0, low = 0] = groups.slice(6);
  if (mapped) return `::ffff:${[high >> 8, high & 0xff, low >> 8, low & 0xff].join(".")}`;
  const gap = longestRunOfZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 2) return hex.join(":");
  return `${hex.slice(0, gap.start).join(":")}::${hex.slice(gap.start + gap.length).join(":")}`;
}

/**
 * Writes a host so that two spellings of one host are one text: names in lower case, IPv6 canonical and in brackets.
 *
 * @param host - A name, an IPv4 address, or an IPv6 address with or without brackets.
 */
export function canonicalHost(host: string): string {
  if (!host.includes(":")) return host.toLowerCase();
  const groups = parseIPv6(host.startsWith("[") ? host.slice(1, -1) : host);
  return groups ? `[${formatIPv6(groups)}]` : host.toLowerCase();
}

/** Whether the host is an address and not a name. */
export function isIPAddress(host: string): boolean {
  return (
    (host.includes(":") ? parseIPv6(host.startsWith("[") ? host.slice(1, -1) : host) : parseIPv4(host)) !== undefined
  );
}

/** Whether two hosts are the same name, or the same address whatever its spelling. RFC 5954 §4.2 */
export function isSameHost(a: string, b: string): boolean {
  return a === b || canonicalHost(a) === canonicalHost(b);
}

function parseGroups(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const octets = mayEndInIPv4 && i === parts.length - 1 ? parseIPv4(part) : undefined;
    if (!octets) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = octets;
    groups.push((a << 8) | b, (c << 8) | d);
  }
  return groups;
}

function longestRunOfZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (let at = 0; at <= groups.length; at++) {
    if (groups[at] === 0) continue;
    if (at - start > longest.length) longest = { start, length: at - start };
    start = at + 1;
  }
  return longest;
}
