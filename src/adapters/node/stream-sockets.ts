import { type Socket } from "node:net";
import { type Address } from "../../environment/flow.js";
import { type StreamConnection } from "./stream-connection.js";
import { type StreamOpening } from "./stream-opening.js";

/** In what the kinds of streams differ: how a connection comes about, and whom it leads to. */
export interface StreamSockets {
  readonly protocol: "TCP" | "TLS";
  /** Where peers listen when nothing else is said. RFC 3261 §18.1.1 */
  readonly defaultPort: number;
  /** Takes in a socket that the peer has opened. */
  accept(socket: Socket, target: Address): StreamOpening;
  /** Opens one. @param from - Our own address, where we are bound to one. */
  connect(remote: Address, serverName: string | undefined, from: string | undefined): StreamOpening;
  /** Whether a connection to the right address leads to the one who is meant. */
  leadsTo(connection: StreamConnection, serverName: string | undefined): boolean;
}

/** Settles when the socket says `event`; fails when it ends before. */
export function untilOpened(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed before it stood")));
  });
}

/** Where the other end of an accepted socket is. It may be gone already. */
export function remoteOf({ remoteAddress, remotePort }: Socket): Address | undefined {
  return remoteAddress === undefined || remotePort === undefined
    ? undefined
    : { host: remoteAddress, port: remotePort };
}
