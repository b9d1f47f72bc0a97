import { createSocket, type SocketType } from "node:dgram";
import { once } from "node:events";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { closeSocket, withoutZone } from "./bound-socket.js";

interface LocalAddress {
  readonly interfaceName: string;
  readonly address: string;
  readonly internal: boolean;
  readonly prefixLength: number;
  readonly network: BlockList;
}

/** Which of this machine's addresses a peer can reach, for a socket that is bound to all of them. */
export class LocalAddresses {
  readonly #type: SocketType;
  #addresses: readonly LocalAddress[] = [];
  #ofDefaultRoute: string | undefined;
  #readAt = 0;

  private constructor(type: SocketType) {
    this.#type = type;
  }

  static async read(type: SocketType): Promise<LocalAddresses> {
    const addresses = new LocalAddresses(type);
    await addresses.#read();
    return addresses;
  }

  /** The address in the same network as the peer; else the one that the default route leaves from; else the first. */
  towards(peer: string): string {
    // Addresses come and go with leases and tunnels.
    if (performance.now() - this.#readAt > KEPT_FOR) void this.#read();
    const neighbour = this.#addresses.find((own) => isNeighbour(own, peer));
    const outward = this.#addresses.find((own) => !own.internal && !own.address.startsWith("fe80:"));
    return (
      (neighbour ?? outwardOf(this.#ofDefaultRoute) ?? outward ?? this.#addresses[0])?.address ?? loopback(this.#type)
    );
  }

  async #read(): Promise<void> {
    this.#readAt = performance.now();
    this.#addresses = readInterfaces(this.#type);
    this.#ofDefaultRoute = await addressOfDefaultRoute(this.#type);
  }
}

/** Milliseconds. */
const KEPT_FOR = 10_000;

function outwardOf(address: string | undefined): { readonly address: string } | undefined {
  return address === undefined ? undefined : { address };
}

/** The narrowest network first. */
function readInterfaces(type: SocketType): readonly LocalAddress[] {
  const family = type === "udp6" ? "IPv6" : "IPv4";
  return Object.entries(networkInterfaces())
    .flatMap(([interfaceName, rows = []]) => rows.map((row) => ({ ...row, interfaceName })))
    .filter((row) => row.family === family)
    .map(({ interfaceName, address, internal, cidr }) => {
      const network = new BlockList();
      const host = withoutZone(address);
      const prefixLength = Number(cidr?.split("/")[1] ?? (type === "udp6" ? 128 : 32));
      network.addSubnet(host, prefixLength, type === "udp6" ? "ipv6" : "ipv4");
      return { interfaceName, address: host, internal, prefixLength, network };
    })
    .sort((one, other) => other.prefixLength - one.prefixLength);
}

function isNeighbour(own: LocalAddress, peer: string): boolean {
  const host = withoutZone(peer);
  const family = isIP(host);
  if (family === 0 || !own.network.check(host, family === 6 ? "ipv6" : "ipv4")) return false;
  // Every interface has the link-local network; the zone says which one is meant.
  return host === peer || peer.endsWith(`%${own.interfaceName}`);
}

/** Connecting a datagram socket sends nothing, but picks the source address. */
async function addressOfDefaultRoute(type: SocketType): Promise<string | undefined> {
  const socket = createSocket(type);
  try {
    // Addresses for documentation (RFC 5737, RFC 3849): in nobody's network, so only the default route leads there.
    socket.connect(9, type === "udp6" ? "2001:db8::1" : "203.0.113.1");
    await once(socket, "connect");
    return withoutZone(socket.address().address);
  } catch {
    return undefined;
  } finally {
    await closeSocket(socket);
  }
}

function loopback(type: SocketType): string {
  return type === "udp6" ? "::1" : "127.0.0.1";
}
