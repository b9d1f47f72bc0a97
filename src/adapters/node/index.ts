export { type ConnectionEvent, type ConnectionEnd, type ConnectionRefusal } from "./connection-event.js";
export { createDigestChallenger } from "./digest-challenger.js";
export { createDigestResponder } from "./digest-responder.js";
export { type IgnoredDatagram } from "./ignored-datagram.js";
export { type ClosingCore, type CloseOptions } from "./close-in-order.js";
export {
  createDnsResolver,
  type DnsResolverOptions,
  type NaptrRecord,
  type Resolver,
  type SrvRecord,
} from "./resolver.js";
export { type NodeTransport, type Router } from "./router.js";
export { type FindingOptions, TransportLayer, type TransportLayerOptions } from "./transport-layer.js";
export { type TransportOptions } from "./transport-listeners.js";
export { type ConnectionLimits, type KeepAlive, type StreamOptions } from "./stream-options.js";
export { type TcpOptions, TcpTransport } from "./tcp-transport.js";
export { type TlsOptions, TlsTransport } from "./tls-transport.js";
export { type Receiver, type UdpOptions, UdpTransport } from "./udp-transport.js";
export {
  type AttachedWebSocketListener,
  type HandshakeVerdict,
  type OwnWebSocketListener,
  type WebSocketServerOptions,
  type WebSocketServerSettings,
} from "./web-socket-server-options.js";
export { WebSocketServerTransport } from "./web-socket-server-transport.js";
