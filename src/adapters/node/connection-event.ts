import { type Address } from "../../environment/flow.js";

/** What happens to connections: for logs, counters and decisions. */
export type ConnectionEvent = ConnectionUp | ConnectionDown | ConnectionRefused;

interface Connection {
  readonly protocol: "TCP" | "TLS" | "WS" | "WSS";
  readonly remote: Address;
}

/** A connection stands, its handshakes included. */
export interface ConnectionUp extends Connection {
  readonly type: "up";
  /** Whether the peer has opened it. */
  readonly incoming: boolean;
}

/** It is gone. */
export interface ConnectionDown extends Connection {
  readonly type: "down";
  readonly reason: ConnectionEnd;
  readonly error?: Error;
}

/** It did not come about. */
export interface ConnectionRefused extends Connection {
  readonly type: "refused";
  readonly reason: ConnectionRefusal;
  readonly error?: Error;
}

/**
 * - `peer`: the other side has closed it
 * - `closed`: we were asked to
 * - `idle`: nothing came or went for too long
 * - `slow-message`: a message began and did not end in time
 * - `slow-reader`: too much waits to be sent
 * - `bad-stream`: what comes cannot be cut into messages
 * - `no-pong`: a keep-alive was not answered
 * - `room`: another one needed its place
 * - `error`: the system or TLS says so
 */
export type ConnectionEnd =
  "peer" | "closed" | "idle" | "slow-message" | "slow-reader" | "bad-stream" | "no-pong" | "room" | "error";

/**
 * - `too-many`: the limit of connections, or that of one address, is reached
 * - `handshake`: TLS or WebSocket did not succeed, or not in time
 * - `origin`: the application does not want that page, or that client
 * - `subprotocol`: a WebSocket without `sip`
 * - `unreachable`: one of ours that could not be opened
 */
export type ConnectionRefusal = "too-many" | "handshake" | "origin" | "subprotocol" | "unreachable";
