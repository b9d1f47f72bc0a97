import { type Address, type Flow, type Sender, type Target, type Ways } from "../../environment/flow.js";

/** Finds ways that the transport of a flow alone does not know; given to a transport, it answers `route` and `fallback` of its flows. */
export interface Router {
  route(target: Target, from: Flow): Ways;
  fallback(sender: Sender, from: Flow): Ways;
}

/** What every kind of transport of Node offers. */
export interface NodeTransport {
  /** As it stands in Via. */
  readonly protocol: "UDP" | "TCP" | "TLS" | "WS" | "WSS";
  /** Where it is bound. */
  readonly bound: Address;
  /**
   * The way to a peer, for requests of our own. A connection that leads there is used, else one is opened when something is sent.
   *
   * @param serverName - Whom the certificate of the peer has to name (TLS); also asked for by SNI.
   */
  flow(remote: Address, serverName?: string): Flow;
  /** Accepts no more connections; those that stand go on. Missing where there are none. */
  stopAccepting?(): void;
  /** Stops taking in, lets leave what was handed to `send`, then closes everything; done once. */
  close(): Promise<void>;
}
