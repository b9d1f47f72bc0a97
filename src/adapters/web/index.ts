export { type ReconnectOptions } from "./back-off.js";
export { TransportState } from "./transport-state.js";
export { type NetworkEvents, type WebSocketFactory, type WebSocketLike } from "./web-socket-like.js";
export { type Receiver, type WebSocketTransportOptions } from "./web-socket-options.js";
export { WebSocketTransport } from "./web-socket-transport.js";
