export { createDigestChallenger } from "./digest-challenger.js";
export { type Receiver, type UdpOptions, UdpTransport } from "./udp-transport.js";
export { type IgnoredDatagram } from "./ignored-datagram.js";
