import { type ConnectionEvent } from "./connection-event.js";
import { type NodeTransport, type Router } from "./router.js";
import { type TcpOptions, TcpTransport } from "./tcp-transport.js";
import { type TlsOptions, TlsTransport } from "./tls-transport.js";
import { type Receiver, type UdpOptions, UdpTransport } from "./udp-transport.js";
import { type WebSocketServerOptions } from "./web-socket-server-options.js";
import { WebSocketServerTransport } from "./web-socket-server-transport.js";

/** Where is listened; of each kind none, one or several. */
export interface TransportOptions {
  readonly udp?: UdpOptions | readonly UdpOptions[];
  /**
   * RFC 3261 §18.2.1: whoever listens to UDP listens to TCP on the same address and port, too. `false`: not so.
   *
   * @defaultValue one for each of `udp`, with its `host`, `family`, `advertised` and port
   */
  readonly tcp?: TcpOptions | readonly TcpOptions[] | false;
  readonly tls?: TlsOptions | readonly TlsOptions[];
  /** WebSockets, with their `tls` secure ones. Needs the package `ws`. */
  readonly ws?: WebSocketServerOptions | readonly WebSocketServerOptions[];
  /** Told of all connections, beside what is told to the `onEvent` of one transport. */
  readonly onEvent?: (event: ConnectionEvent) => void;
  /** Told of errors that nobody else could be told of, beside what is told to the `onError` of one transport. */
  readonly onError?: (error: Error) => void;
}

/** Opens all of them, or none. */
export async function listenAll(
  options: TransportOptions,
  receiver: Receiver,
  router: Router,
): Promise<readonly NodeTransport[]> {
  const transports: NodeTransport[] = [];
  const told = <T extends Telling>(one: T): T => ({ ...one, router, ...tellBoth(options, one) });
  try {
    for (const udp of listOf(options.udp)) transports.push(...(await listenToBoth(told(udp), options, told, receiver)));
    if (options.tcp !== false) {
      for (const tcp of listOf(options.tcp)) transports.push(await TcpTransport.listen(told(tcp), receiver));
    }
    for (const tls of listOf(options.tls)) transports.push(await TlsTransport.listen(told(tls), receiver));
    for (const ws of listOf(options.ws)) transports.push(await WebSocketServerTransport.listen(told(ws), receiver));
    return transports;
  } catch (error) {
    await Promise.allSettled(transports.map((transport) => transport.close()));
    throw error;
  }
}

/** UDP and, unless TCP is spoken of, TCP beside it. RFC 3261 §18.2.1 */
async function listenToBoth(
  udp: UdpOptions,
  { tcp }: TransportOptions,
  told: (one: TcpOptions) => TcpOptions,
  receiver: Receiver,
): Promise<readonly NodeTransport[]> {
  for (let attempt = 1; ; attempt += 1) {
    const datagrams = await UdpTransport.listen(udp, receiver);
    if (tcp !== undefined) return [datagrams];
    const beside = {
      port: datagrams.bound.port,
      ...(udp.host !== undefined && { host: udp.host }),
      ...(udp.family !== undefined && { family: udp.family }),
      ...(udp.advertised !== undefined && { advertised: udp.advertised }),
    };
    try {
      return [datagrams, await TcpTransport.listen(told(beside), receiver)];
    } catch (error) {
      await datagrams.close();
      // A port of our choice may be taken for TCP: we choose again.
      if (udp.port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 5;

interface Telling {
  readonly onEvent?: (event: ConnectionEvent) => void;
  readonly onError?: (error: Error) => void;
}

function tellBoth(all: Telling, one: Telling): Telling {
  return {
    onEvent: (event) => {
      one.onEvent?.(event);
      all.onEvent?.(event);
    },
    onError: (error) => {
      one.onError?.(error);
      all.onError?.(error);
    },
  };
}

function listOf<T extends object>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}

function isList<T extends object>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}
