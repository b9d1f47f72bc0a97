import { createSocket, type Socket, type SocketOptions, type SocketType } from "node:dgram";
import { lookup as lookupName } from "node:dns";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { isIP } from "node:net";

/** Where a socket is to be bound. */
export interface Binding {
  readonly type: SocketType;
  /** An IP address. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Finds the address behind a name, of the family asked for if any; an address stays what it is. */
export async function resolveBinding(host: string, port: number, family: 4 | 6 | 0): Promise<Binding> {
  const found = await lookup(host, { family });
  return { type: found.family === 6 ? "udp6" : "udp4", host: found.address, port };
}

/**
 * Binds a socket that nobody else has a share in; fails with `EADDRINUSE` when the port is taken.
 *
 * @param shareable - Our own further sockets may be bound to the same port afterwards.
 */
export async function bindExclusively(binding: Binding, shareable: boolean): Promise<Socket> {
  if (!shareable) return bind(binding, false);
  for (let attempt = 1; ; attempt += 1) {
    // A socket open to sharing does not notice that the port is taken by another of its kind, so one that is not tries first.
    const trial = await bind(binding, false);
    const { port } = trial.address();
    await closeSocket(trial);
    try {
      return await bind({ ...binding, port }, true);
    } catch (error) {
      // Somebody was quicker; with a port of our choice we choose again.
      if (binding.port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 5;

/**
 * Binds one socket. What arrives before somebody listens waits in the kernel.
 *
 * @param shared - Whether the workers of a cluster get one socket together.
 */
export async function bind({ type, host, port }: Binding, reuseAddr: boolean, shared = false): Promise<Socket> {
  // One family a socket, so that both may be bound to the same port and no IPv4 address comes dressed as IPv6.
  const socket = createSocket({ type, reuseAddr, lookup: lookUp, ...(type === "udp6" && { ipv6Only: true }) });
  try {
    // Exclusive: workers of a cluster would otherwise silently share one socket, and each get a part of every call.
    const listening = once(socket, "listening");
    socket.bind({ address: host, port, exclusive: !shared });
    await listening;
    return socket;
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
}

/** An address needs no looking up; asked by Node for each datagram, the system's resolver takes 2 µs to say so, and a turn of the event loop. */
const lookUp: NonNullable<SocketOptions["lookup"]> = (host, options, found) => {
  const family = isIP(host);
  if (family === 0) lookupName(host, options, found);
  else found(null, host, family);
};

/** Closes a socket, and waits until it is. */
export async function closeSocket(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.close(resolve));
}

/** How an address is written in messages for people. */
export function formatAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** `fe80::1%eth0` without `%eth0`: the zone means nothing to anybody else, so no message carries it (RFC 4007 §11.2). */
export function withoutZone(host: string): string {
  const at = host.indexOf("%");
  return at < 0 ? host : host.slice(0, at);
}
