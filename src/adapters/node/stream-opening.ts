import { type Socket } from "node:net";
import { type Address, type Peer } from "../../environment/flow.js";

/** A connection that is about to be there. */
export interface StreamOpening {
  /** What is destroyed when it takes too long. */
  readonly socket: Socket;
  /** Where it leads: with the zone of a link-local address. */
  readonly target: Address;
  /** Whether the peer has opened it. */
  readonly incoming: boolean;
  /** All handshakes are done; rejected otherwise. */
  readonly opened: Promise<OpenedStream>;
  /** Whether the peer could be reached at all, so that what fails is a handshake. */
  readonly isReached: () => boolean;
  /** Whom the peer has to be, when it is said by name. */
  readonly serverName?: string | undefined;
}

/** A connection that stands. */
export interface OpenedStream {
  readonly socket: Socket;
  /** What its handshake told of the peer. */
  readonly peer?: Peer;
}
