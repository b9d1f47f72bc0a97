import { type IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { type SecureContextOptions, TLSSocket } from "node:tls";
import { type Duplex } from "node:stream";
import { type Address, type Flow, type Peer } from "../../environment/flow.js";
import { TransportError } from "../../errors.js";
import { formatAddress } from "./bound-socket.js";
import { type ConnectionEnd, type ConnectionEvent, type ConnectionRefusal } from "./connection-event.js";
import { nodeClock } from "./node-clock.js";
import { type NodeTransport } from "./router.js";
import { sipIdentities } from "./sip-identities.js";
import { type Receiver } from "./udp-transport.js";
import { WebSocketAdmission } from "./web-socket-admission.js";
import { WebSocketConnection, type WebSocketConnectionUser } from "./web-socket-connection.js";
import {
  askApplication,
  type HandshakeRefusal,
  isAtPath,
  offersSip,
  SUBPROTOCOL,
  writeRefusal,
} from "./web-socket-handshake.js";
import {
  loadWebSocketLibrary,
  type ServerWebSocket,
  type UpgradeServer,
  type WebSocketLibrary,
} from "./web-socket-library.js";
import {
  addressOf,
  attachListener,
  localAddressOf,
  openListener,
  type WebSocketListener,
} from "./web-socket-listener.js";
import {
  checkSettings,
  completeSettings,
  type CompleteWebSocketSettings,
  type WebSocketServerOptions,
} from "./web-socket-server-options.js";

/**
 * Takes in WebSockets that phones in browsers open, and gives a flow for each. RFC 7118
 *
 * It opens none: whoever is gone cannot be reached until they come again. Needs the package `ws`.
 */
export class WebSocketServerTransport implements NodeTransport {
  readonly protocol: "WS" | "WSS";
  readonly #listener: WebSocketListener;
  readonly #receiver: Receiver;
  readonly #settings: CompleteWebSocketSettings;
  readonly #upgrades: UpgradeServer;
  readonly #admission: WebSocketAdmission;
  readonly #connections = new Set<WebSocketConnection>();
  readonly #byRemote = new Map<string, WebSocketConnection>();
  /** Handshakes that wait for the application. */
  readonly #pending = new Set<Duplex>();
  #closed: Promise<void> | undefined;
  #onEmpty: (() => void) | undefined;

  private constructor(
    listener: WebSocketListener,
    library: WebSocketLibrary,
    receiver: Receiver,
    settings: CompleteWebSocketSettings,
    admission: WebSocketAdmission,
  ) {
    this.protocol = listener.secure ? "WSS" : "WS";
    this.#listener = listener;
    this.#receiver = receiver;
    this.#settings = settings;
    this.#admission = admission;
    this.#upgrades = new library.WebSocketServer({
      noServer: true,
      clientTracking: false,
      // What a message of a few hundred octets would save is not worth the memory of each connection.
      perMessageDeflate: false,
      maxPayload: settings.maxPayload,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#upgrades.on("wsClientError", (error, socket, request) => {
      // RFC 6455 §4.4
      const headers = { "Sec-WebSocket-Version": "13" };
      this.#refuse(socket, this.#remoteOf(request), { statusCode: 400, reason: "handshake", headers, error });
    });
    listener.start((request, socket, head) => void this.#upgrade(request, socket, head));
  }

  /**
   * Listens, or attaches itself to a server that is there, and delivers what comes.
   *
   * @returns When it listens; attached to a server, at once.
   * @throws RangeError for a limit that is none; Error when `ws` is not installed; the system's error (`EADDRINUSE`, `EACCES` as its `code`), and
   * that of `tls` for certificates. All as rejections, and nothing is left open.
   */
  static async listen(options: WebSocketServerOptions, receiver: Receiver): Promise<WebSocketServerTransport> {
    checkSettings(options);
    const library = await loadWebSocketLibrary();
    const settings = completeSettings(options, { clock: nodeClock });
    const admission = new WebSocketAdmission(settings, options.server === undefined, settings.remoteOf === undefined);
    const listener =
      options.server !== undefined
        ? attachListener(options.server, options.secure)
        : await openListener(options, {
            handshakeTimeout: settings.handshakeTimeout,
            admits: (socket, remote) => admission.admitsSocket(socket, remote),
            onRefused: (remote, reason, error) => {
              const protocol = options.tls === undefined ? "WS" : "WSS";
              tell(settings, refusedEvent(protocol, remote, reason, error));
            },
            onError: (error) => settings.onError?.(error),
          });
    return new WebSocketServerTransport(listener, library, receiver, settings, admission);
  }

  /** Where it listens; port 0 for as long as the server it is attached to does not, and on a pipe. */
  get bound(): Address {
    return this.#listener.bound;
  }

  /** How many WebSockets are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** The WebSocket that leads to a peer. Without one, a flow by which nothing can be sent: servers open none. */
  flow(remote: Address): Flow {
    return this.#byRemote.get(formatAddress(remote)) ?? this.#nowhere(remote);
  }

  /**
   * Uses another certificate from the next handshake on; connections that stand go on.
   *
   * @throws TypeError without TLS: nothing has changed.
   */
  setSecureContext(options: SecureContextOptions): void {
    this.#listener.setSecureContext(options);
  }

  /** Takes in no more WebSockets; those that stand go on. For a server whose place another one takes. */
  stopAccepting(): void {
    this.#listener.stop();
  }

  /** Takes in no more, lets leave what was handed to `send`, and closes all WebSockets (1001). A server that it was attached to goes on. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#listener.stop();
    for (const socket of this.#pending) writeRefusal(socket, { statusCode: 503 });
    for (const connection of this.#connections) connection.close();
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    await this.#listener.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const atPath = isAtPath(request, this.#settings.path);
    // Whoever else listens has another path.
    if (!atPath && this.#listener.shared) return;
    // A socket that breaks now is closed by itself; without a listener it would end the program.
    socket.on("error", ignore);
    const remote = this.#remoteOf(request);
    if (!atPath) return this.#refuse(socket, remote, { statusCode: 404, reason: "handshake" });
    // RFC 7118 §4.1
    if (!offersSip(request)) return this.#refuse(socket, remote, { statusCode: 400, reason: "subprotocol" });
    if (!this.#admission.admitsHandshake(socket, remote)) {
      return this.#refuse(socket, remote, { statusCode: 503, reason: "too-many" });
    }
    this.#pending.add(socket);
    const outcome = await askApplication(request, this.#settings);
    this.#pending.delete(socket);
    if (this.#closed !== undefined) return;
    if (outcome.kind === "refuse") return this.#refuse(socket, remote, outcome);
    this.#upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", ignore);
      this.#accept(webSocket, socket, remote, outcome.context);
    });
  }

  #accept(webSocket: ServerWebSocket, socket: Duplex, remote: Address, context: unknown): void {
    const reached = socket instanceof Socket ? localAddressOf(socket, this.bound) : this.bound;
    const ends = {
      protocol: this.protocol,
      local: { ...reached, ...this.#settings.advertised },
      remote,
      peer: { ...certified(socket), ...(context !== undefined && { context }) },
    };
    const connection = new WebSocketConnection(webSocket, ends, this.#settings, this.#user);
    this.#connections.add(connection);
    this.#byRemote.set(formatAddress(remote), connection);
    tell(this.#settings, { type: "up", protocol: this.protocol, remote, incoming: true });
  }

  readonly #user: WebSocketConnectionUser = {
    onMessage: (data, connection) => attempt(this.#settings, () => this.#receiver.receive(data, connection)),
    onForeign: (octets, { remote }) => attempt(this.#settings, () => this.#settings.onForeign?.({ remote, octets })),
    onDown: (reason, error, connection) => this.#forget(reason, error, connection),
  };

  #forget(reason: ConnectionEnd, error: Error | undefined, connection: WebSocketConnection): void {
    const { protocol, remote } = connection;
    const key = formatAddress(remote);
    this.#connections.delete(connection);
    if (this.#byRemote.get(key) === connection) this.#byRemote.delete(key);
    tell(this.#settings, { type: "down", protocol, remote, reason, ...(error && { error }) });
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #refuse(socket: Duplex, remote: Address, refusal: HandshakeRefusal): void {
    const { reason, error } = refusal;
    writeRefusal(socket, refusal);
    tell(this.#settings, refusedEvent(this.protocol, remote, reason, error));
    if (error !== undefined && refusal.statusCode === 500) this.#settings.onError?.(error);
  }

  #remoteOf(request: IncomingMessage): Address {
    const { remoteOf } = this.#settings;
    const told = remoteOf && attempt(this.#settings, () => remoteOf(request));
    return told ?? addressOf(request.socket);
  }

  #nowhere(remote: Address): Flow {
    const unreachable = `cannot send to ${formatAddress(remote)}: no WebSocket from there is open`;
    return {
      protocol: this.protocol,
      reliable: true,
      local: { ...this.bound, ...this.#settings.advertised },
      remote,
      send: () => Promise.reject(new TransportError(unreachable)),
      onGone: (listener) => {
        let listening = true;
        queueMicrotask(() => {
          if (listening) listener();
        });
        return () => void (listening = false);
      },
    };
  }
}

/** Whom the certificate of a client stands for, where the application had `tls` ask for one. RFC 5922 §7.1 */
function certified(socket: Duplex): Peer {
  if (!(socket instanceof TLSSocket)) return {};
  return { tlsIdentities: socket.authorized ? sipIdentities(socket.getPeerCertificate()) : [] };
}

type Told = Pick<CompleteWebSocketSettings, "onEvent" | "onError">;

function tell(settings: Told, event: ConnectionEvent): void {
  attempt(settings, () => settings.onEvent?.(event));
}

/** What throws is not ours, and must not end the program. */
function attempt<T>(settings: Told, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    settings.onError?.(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}

function refusedEvent(
  protocol: "WS" | "WSS",
  remote: Address,
  reason: ConnectionRefusal,
  error: Error | undefined,
): ConnectionEvent {
  return { type: "refused", protocol, remote, reason, ...(error && { error }) };
}

function ignore(): void {
  // The socket is closed by the system, and tells so.
}
