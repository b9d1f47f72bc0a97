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

/** The way back to one peer, with what the core may know of it. */
export interface Flow extends Transport {
  /** Whether the transport itself repeats what is lost. @defaultValue false for `UDP`, true for every other protocol */
  readonly reliable?: boolean;
  /** Where we can be reached: what stands in our Via and Contact. */
  readonly local?: Address;
  /** Where messages come from and go to. */
  readonly remote?: Address;
  /** A flow from the same socket to another address. Missing where there is one peer only, as on a WebSocket. */
  towards?(remote: Address): Flow;
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
