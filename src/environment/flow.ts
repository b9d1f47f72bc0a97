/** One end of a way: an IP address (IPv6 without brackets) or a host name, and a port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The way to a peer as SIP.js knows it. */
export interface Transport {
  /** As it stands in Via: `UDP`, `TCP`, `TLS`, `WS`, `WSS`. */
  readonly protocol: string;
  /**
   * Sends one whole message. A failure is a rejected promise or a throw; the transaction turns either into a `TransportError`.
   *
   * @param message - Text (sent as UTF-8), or octets to be sent as they are.
   */
  send(message: string | Uint8Array): Promise<void> | void;
}

/** Where a request is to go, before anything has been looked up. */
export interface Target {
  /** The scheme of the URI: `sips` wants TLS on every hop. */
  readonly scheme: "sip" | "sips";
  /** The host of the URI, or its `maddr`; IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** The `transport` parameter in lower case. */
  readonly transport: string | undefined;
}

/** Whom a response is for when the way of its request is broken: what the top Via says. RFC 3261 §18.2.2 */
export interface Sender {
  /** The address that the request came from, as its `received` says. */
  readonly received: string | undefined;
  /** Sent-by; IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

/** Ways to try one after the other, the best first; at once where nothing has to be looked up. None, or a rejection: it cannot be reached. */
export type Ways = readonly Flow[] | Promise<readonly Flow[]>;

/** What a transport knows of who is at the other end. Nothing here makes anybody trusted. */
export interface Peer {
  /** The SIP domains of a client certificate that was verified, in lower case; empty without one. */
  readonly tlsIdentities?: readonly string[];
  /** What the application made of the WebSocket handshake. */
  readonly context?: unknown;
}

/** The way back to one peer, with what the core may know of it. */
export interface Flow extends Transport {
  /** Whether the transport itself repeats what is lost. @defaultValue false for `UDP`, true for every other protocol */
  readonly reliable?: boolean;
  /** Where we can be reached: what stands in our Via and Contact. */
  readonly local?: Address;
  /** Where messages come from and go to. */
  readonly remote?: Address;
  /** What is known of the peer. */
  readonly peer?: Peer;
  /** A flow from the same socket to another address. Missing where there is one peer only, as on a WebSocket. */
  towards?(remote: Address): Flow;
  /** The ways to wherever a request inside a dialog goes. Missing: `towards` its address, else this one. RFC 3261 §8.1.2 */
  route?(target: Target): Ways;
  /** Further ways for a response, when this one fails. Missing: there is none. RFC 3261 §18.2.2 */
  fallback?(sender: Sender): Ways;
  /**
   * Tells once, later, that the connection is gone and nothing can be sent by it any more; at once in the next turn if it is gone already.
   * Missing where the way cannot be gone, or may be opened again.
   *
   * @returns Stops telling.
   */
  onGone?(listener: () => void): () => void;
}

/** RFC 3261 §17: what decides timers A, D, E, G, I, J and K is the transport itself, not the text of a Via. */
export function isReliable(transport: Transport & { readonly reliable?: boolean }): boolean {
  return transport.reliable ?? !UDP.test(transport.protocol);
}

/** RFC 3261 §18.3: on a stream of octets only Content-Length tells where a message ends; a datagram or a WebSocket frame is one message. */
export function isStream({ protocol }: Transport): boolean {
  return STREAM.test(protocol);
}

const STREAM = /^(?:tcp|tls)$/i;
// A pattern takes a fake transport that has no protocol at all for an unknown one.
const UDP = /^udp$/i;
