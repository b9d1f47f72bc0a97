import { lookup, Resolver as DnsServers } from "node:dns/promises";

/** One NAPTR record. RFC 3263 §4.1 */
export interface NaptrRecord {
  readonly order: number;
  readonly preference: number;
  /** `s`: the replacement has SRV records. Nothing else is for SIP. */
  readonly flags: string;
  /** `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`, … */
  readonly service: string;
  readonly replacement: string;
}

/** One SRV record. RFC 2782 */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** The host; `.` or nothing: there is no such service. */
  readonly name: string;
}

/**
 * Who knows the names of hosts. Each answer is empty when there is nothing; what rejects counts as nothing, too.
 *
 * Not asked about addresses, nor about names under `.invalid`.
 */
export interface Resolver {
  naptr(domain: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  /** IPv4 and IPv6 addresses, in the order in which they are to be tried. */
  addresses(host: string): Promise<readonly string[]>;
}

/** How names are looked up. */
export interface DnsResolverOptions {
  /** Addresses of the servers to be asked, with a port or without. @defaultValue those of the system; hosts are then looked up as the system does it, `/etc/hosts` included */
  readonly servers?: readonly string[];
  /** Milliseconds after which a question is asked again, and after that given up. @defaultValue 2_000 */
  readonly timeout?: number;
}

/** Looks names up by the runtime's `dns`. */
export function createDnsResolver({ servers, timeout = 2_000 }: DnsResolverOptions = {}): Resolver {
  const dns = new DnsServers({ timeout, tries: 2 });
  if (servers !== undefined) dns.setServers([...servers]);
  const ask = async (host: string): Promise<readonly string[]> => {
    const both = await Promise.all([dns.resolve4(host).catch(nothing), dns.resolve6(host).catch(nothing)]);
    return both.flat();
  };
  return {
    // RFC 6761 §6.3: no server knows more of it than that it is this machine.
    naptr: async (domain) => (isLocal(domain) ? [] : await dns.resolveNaptr(domain)),
    srv: async (name) => (isLocal(name) ? [] : await dns.resolveSrv(name)),
    addresses: async (host) =>
      servers === undefined ? (await lookup(host, { all: true })).map(({ address }) => address) : await ask(host),
  };
}

function isLocal(name: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(name);
}

function nothing(): readonly string[] {
  return [];
}
