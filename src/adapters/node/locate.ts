import { isIP } from "node:net";
import { type Address, type Sender, type Target } from "../../environment/flow.js";
import { type Random } from "../../environment/random.js";
import { type NodeTransport } from "./router.js";
import { type NaptrRecord, type Resolver, type SrvRecord } from "./resolver.js";

export type Protocol = NodeTransport["protocol"];

/** Where something can be sent, and by what. */
export interface Location {
  readonly protocol: Protocol;
  /** With an IP address for its host. */
  readonly address: Address;
  /** Whom a certificate has to name: the domain that was asked for. RFC 5922 §4 */
  readonly domain: string | undefined;
}

/** What is needed to find locations. */
export interface Locating {
  readonly resolver: Resolver;
  readonly random: Pick<Random, "below">;
  /** What we can send by, the best first. */
  readonly protocols: readonly Protocol[];
  /** How many locations are looked for at most: who answers for a domain may have any number. @defaultValue 10 */
  readonly most?: number;
}

/** Finds where a request goes, the best first; at once where there is nothing to be looked up. RFC 3263 §4 */
export function locate(target: Target, locating: Locating): readonly Location[] | Promise<readonly Location[]> {
  const { host, port } = target;
  if (isInvalid(host)) return [];
  const protocol = protocolOf(target, locating.protocols);
  if (protocol === undefined) return [];
  // RFC 3263 §4.1, §4.2: an address needs no look-up, and a port says that there are no SRV records to ask for.
  if (isIP(host) !== 0) return [locationAt(protocol, host, port, undefined)];
  if (port !== undefined) return locateHost(host, port, protocol, host, locating);
  if (target.transport !== undefined) return locateServices(host, [protocol], locating);
  return locateDomain(target, locating);
}

/** Finds where a response goes when its own way and `received` have failed. RFC 3263 §5 */
export function locateSender(
  { host, port }: Sender,
  protocol: Protocol,
  locating: Locating,
): readonly Location[] | Promise<readonly Location[]> {
  if (isInvalid(host)) return [];
  if (isIP(host) !== 0) return [locationAt(protocol, host, port, undefined)];
  return port === undefined
    ? locateServices(host, [protocol], locating)
    : locateHost(host, port, protocol, host, locating);
}

/** RFC 3261 §19.1.2, RFC 7118 §5.2 */
export function defaultPort(protocol: Protocol): number {
  return { UDP: 5060, TCP: 5060, TLS: 5061, WS: 80, WSS: 443 }[protocol];
}

/** The protocol that an address or a host with a port is reached by: the one that is asked for, else the usual one. RFC 3263 §4.1 */
function protocolOf({ scheme, transport }: Target, protocols: readonly Protocol[]): Protocol | undefined {
  const secure = scheme === "sips";
  const asked = transport === undefined ? undefined : PROTOCOLS[transport]?.[secure ? "sips" : "sip"];
  if (transport !== undefined) return asked !== undefined && protocols.includes(asked) ? asked : undefined;
  return (secure ? SECURE : USUAL).find((protocol) => protocols.includes(protocol));
}

/** The protocol behind each `transport` parameter. `tls` is read in both schemes, though RFC 5630 takes it out of use. */
const PROTOCOLS: Readonly<Record<string, { readonly sip: Protocol; readonly sips: Protocol | undefined }>> = {
  udp: { sip: "UDP", sips: undefined },
  tcp: { sip: "TCP", sips: "TLS" },
  tls: { sip: "TLS", sips: "TLS" },
  ws: { sip: "WS", sips: "WSS" },
  wss: { sip: "WSS", sips: "WSS" },
};
const SECURE: readonly Protocol[] = ["TLS"];
const USUAL: readonly Protocol[] = ["UDP", "TCP"];

/** RFC 3263 §4.1: the domain says by NAPTR what it takes; or by the SRV records that it has; or not at all. */
async function locateDomain(target: Target, locating: Locating): Promise<readonly Location[]> {
  const { host, scheme } = target;
  const services = usableServices(await orNothing(locating.resolver.naptr(host)), scheme, locating.protocols);
  if (services.length > 0) {
    return inTurn(services, locating, ({ protocol, name }) => locateService(name, protocol, host, locating));
  }
  const usual = (scheme === "sips" ? SECURE : USUAL).filter((protocol) => locating.protocols.includes(protocol));
  return locateServices(host, usual, locating);
}

interface Service {
  readonly protocol: Protocol;
  readonly name: string;
}

function usableServices(
  records: readonly NaptrRecord[],
  scheme: Target["scheme"],
  protocols: readonly Protocol[],
): readonly Service[] {
  return [...records]
    .sort((one, other) => one.order - other.order || one.preference - other.preference)
    .filter(({ flags }) => flags.toLowerCase() === "s")
    .flatMap(({ service, replacement }) => {
      const protocol = SERVICES[service.toUpperCase()];
      // RFC 3263 §4.1: sips takes no service but SIPS.
      const insecure = scheme === "sips" && !service.toUpperCase().startsWith("SIPS+");
      if (protocol === undefined || insecure || !protocols.includes(protocol)) return [];
      return [{ protocol, name: replacement }];
    });
}

/** RFC 3263 §4.1 */
const SERVICES: Readonly<Record<string, Protocol>> = {
  "SIP+D2U": "UDP",
  "SIP+D2T": "TCP",
  "SIPS+D2T": "TLS",
};

/** By the SRV records of each protocol; a domain that has none is a host. RFC 3263 §4.2 */
async function locateServices(
  domain: string,
  protocols: readonly Protocol[],
  locating: Locating,
): Promise<readonly Location[]> {
  const found = await inTurn(protocols, locating, (protocol) =>
    locateService(`${SRV_PREFIXES[protocol]}.${domain}`, protocol, domain, locating),
  );
  const [first] = protocols;
  if (found.length > 0 || first === undefined) return found;
  return locateHost(domain, undefined, first, domain, locating);
}

/** RFC 3263 §4.1 */
const SRV_PREFIXES: Readonly<Record<Protocol, string>> = {
  UDP: "_sip._udp",
  TCP: "_sip._tcp",
  TLS: "_sips._tcp",
  WS: "_sip._ws",
  WSS: "_sips._ws",
};

async function locateService(
  name: string,
  protocol: Protocol,
  domain: string,
  locating: Locating,
): Promise<readonly Location[]> {
  const records = inOrder(await orNothing(locating.resolver.srv(name)), locating.random);
  return inTurn(records, locating, ({ name: host, port }) => locateHost(host, port, protocol, domain, locating));
}

async function locateHost(
  host: string,
  port: number | undefined,
  protocol: Protocol,
  domain: string,
  { resolver }: Locating,
): Promise<readonly Location[]> {
  if (isInvalid(host)) return [];
  const addresses = isIP(host) === 0 ? await orNothing(resolver.addresses(host)) : [host];
  return addresses.map((address) => locationAt(protocol, address, port, domain));
}

/** One after the other, until enough are found. */
async function inTurn<T>(
  items: readonly T[],
  { most = MOST }: Locating,
  find: (item: T) => Promise<readonly Location[]>,
): Promise<readonly Location[]> {
  const found: Location[] = [];
  for (const item of items.slice(0, most)) {
    if (found.length >= most) break;
    found.push(...(await find(item)));
  }
  return found.slice(0, most);
}

const MOST = 10;

/** The lowest priority first; of one priority each may come first, as often as its weight says. RFC 2782 */
function inOrder(records: readonly SrvRecord[], random: Locating["random"]): readonly SrvRecord[] {
  // A dot says that there is no such service.
  const left = records.filter(({ name }) => name !== "" && name !== ".");
  const ordered: SrvRecord[] = [];
  for (const priority of [...new Set(left.map((record) => record.priority))].sort((one, other) => one - other)) {
    const equal = left.filter((record) => record.priority === priority).sort((one, other) => one.weight - other.weight);
    while (equal.length > 0) ordered.push(...equal.splice(drawn(equal, random), 1));
  }
  return ordered;
}

function drawn(records: readonly SrvRecord[], random: Locating["random"]): number {
  const total = records.reduce((sum, { weight }) => sum + weight, 0);
  let lot = random.below(total + 1);
  const at = records.findIndex(({ weight }) => (lot -= weight) <= 0);
  return Math.max(0, at);
}

function locationAt(protocol: Protocol, host: string, port: number | undefined, domain: string | undefined): Location {
  return { protocol, address: { host, port: port ?? defaultPort(protocol) }, domain };
}

/** RFC 2606 §2, RFC 7118 §5: a name that stands for none. */
function isInvalid(host: string): boolean {
  return /(?:^|\.)invalid\.?$/i.test(host);
}

/** RFC 3263 §4.1: what cannot be looked up is as if it were not there; who needs more than that fails later. */
async function orNothing<T>(answer: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await answer;
  } catch {
    return [];
  }
}
