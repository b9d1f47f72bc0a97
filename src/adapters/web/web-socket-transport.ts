import { type Clock, type Timer } from "../../environment/clock.js";
import { type Address, type Flow } from "../../environment/flow.js";
import { createSystemEnvironment } from "../../environment/system-environment.js";
import { TransportError } from "../../errors.js";
import { contentOf } from "../web-socket-content.js";
import { BackOff } from "./back-off.js";
import { Deferred } from "./deferred.js";
import { KeepAlive } from "./keep-alive.js";
import { PhoneSocket, type PhoneSocketLimits } from "./phone-socket.js";
import { TransportState } from "./transport-state.js";
import {
  type NetworkEvents,
  openWebSocket,
  runtimeNetwork,
  type WebSocketFactory,
  type WebSocketLike,
} from "./web-socket-like.js";
import { readServerUrl, type Receiver, type WebSocketTransportOptions } from "./web-socket-options.js";

/**
 * A phone's one way to its server: a WebSocket that is opened again when it is lost. RFC 7118
 *
 * It is a flow, the same one for as long as it lives: calls go on over the next WebSocket. What was sent while there was none has failed.
 */
export class WebSocketTransport implements Flow {
  readonly protocol: "WS" | "WSS";
  readonly reliable = true;
  /** The server. */
  readonly remote: Address;
  /** Milliseconds before a ping, from the next wait on; what a registrar says in Flow-Timer belongs here. RFC 5626 §4.4 */
  keepAliveInterval: number;
  /** Told of each state when it has been entered. */
  onStateChange: ((state: TransportState) => void) | undefined;
  /** Told when a WebSocket is open, the first one and each later one: the time to register. */
  onConnect: (() => void) | undefined;
  /** Told when an open WebSocket is no more; with an error unless we have closed it. */
  onDisconnect: ((error?: TransportError) => void) | undefined;
  /** Told that a WebSocket could not be opened or was lost, and how many milliseconds from now it is tried again; `undefined`: when the network is back. */
  onRetry: ((error: TransportError, delay: number | undefined) => void) | undefined;
  /** Told of messages that are no SIP, and of what callbacks throw. The transport goes on. */
  onError: ((error: Error) => void) | undefined;

  readonly #url: string;
  readonly #receiver: Receiver;
  readonly #open: WebSocketFactory;
  readonly #network: NetworkEvents | undefined;
  readonly #clock: Clock;
  readonly #backOff: BackOff | undefined;
  readonly #keepAlive: KeepAlive;
  readonly #limits: PhoneSocketLimits;
  readonly #timers = { onTimer: () => this.#attempt() };
  readonly #goneListeners = new Set<() => void>();
  #state: TransportState = TransportState.Disconnected;
  #socket: PhoneSocket | undefined;
  #retry: Timer | undefined;
  #connectedAt: number | undefined;
  /** Whether we were asked to be connected. */
  #wanted = false;
  #offline = false;
  #disposed = false;
  #connecting: Deferred | undefined;
  #disconnecting: Deferred | undefined;

  /**
   * Does nothing before `connect()`.
   *
   * @param receiver - Is given every message; a `UserAgentCore` is one.
   * @throws TypeError for a `server` that is no URL of `ws:` or `wss:`; RangeError for a wait that is none.
   */
  constructor(options: WebSocketTransportOptions, receiver: Receiver) {
    const { url, protocol, remote } = readServerUrl(options.server);
    const { clock, random } = { ...createSystemEnvironment(), ...options.environment };
    const { reconnect = {}, network } = options;
    this.protocol = protocol;
    this.remote = remote;
    this.keepAliveInterval = options.keepAliveInterval ?? 30_000;
    this.#url = url;
    this.#receiver = receiver;
    this.#open = options.webSocket ?? openWebSocket;
    this.#network = network === false ? undefined : (network ?? runtimeNetwork());
    this.#clock = clock;
    this.#backOff = reconnect === false ? undefined : new BackOff(reconnect, random);
    this.#keepAlive = new KeepAlive(clock, random, {
      interval: () => this.keepAliveInterval,
      onPing: () => void this.send("\r\n\r\n").catch(nothing),
      onNoPong: () => void this.#socket?.lose("a ping was not answered"),
    });
    this.#limits = {
      connectTimeout: options.connectTimeout ?? 10_000,
      closeTimeout: options.closeTimeout ?? 2_000,
      maxQueued: options.maxQueued ?? 524_288,
    };
  }

  get state(): TransportState {
    return this.#state;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /**
   * Connects, and stays connected.
   *
   * @returns When a WebSocket is open. Rejects with a TransportError when `disconnect()` comes first, and, where it is not to be tried again by itself,
   * when it could not be opened.
   */
  connect(): Promise<void> {
    if (this.#disposed) return Promise.reject(new TransportError("cannot connect: disposed of"));
    if (this.isConnected()) return Promise.resolve();
    this.#connecting ??= new Deferred();
    const { promise } = this.#connecting;
    if (!this.#wanted) {
      this.#wanted = true;
      this.#offline = false;
      this.#network?.addEventListener("online", this.#onOnline);
      this.#network?.addEventListener("offline", this.#onOffline);
    }
    if (this.#state === TransportState.Disconnected) this.#attempt();
    return promise;
  }

  /** Closes the WebSocket, and opens no other until `connect()`. @returns When it is closed. Never rejects. */
  disconnect(): Promise<void> {
    this.#retry?.stop();
    this.#giveUp(new TransportError("cannot connect: disconnected"));
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    this.#disconnecting ??= new Deferred();
    const { promise } = this.#disconnecting;
    if (this.#state !== TransportState.Disconnecting) {
      this.#keepAlive.stop();
      this.#enter(TransportState.Disconnecting);
      socket.close();
    }
    return promise;
  }

  /** Disconnects for good, and tells those who have calls by it that they are gone. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.disconnect();
    this.#tellGone();
  }

  /** Sends at once. @returns Rejects with a TransportError when no WebSocket is open; the message is not kept. */
  send(message: string | Uint8Array): Promise<void> {
    try {
      if (!this.isConnected()) throw new TransportError(`cannot send to ${this.#url}: ${this.#state}`);
      this.#socket?.send(message);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new TransportError(String(error)));
    }
  }

  /** Tells when it is disposed of; a WebSocket that is lost is opened again. */
  onGone(listener: () => void): () => void {
    // Each its own, so that one listener may listen twice.
    const told = (): void => listener();
    this.#goneListeners.add(told);
    if (this.#disposed && this.#socket === undefined) queueMicrotask(() => this.#tellGone());
    return () => void this.#goneListeners.delete(told);
  }

  #attempt(): void {
    this.#retry?.stop();
    let socket: WebSocketLike;
    try {
      socket = this.#open(this.#url, ["sip"]);
    } catch (error) {
      // Not the network's fault: it would be the same the next time.
      return this.#giveUp(new TransportError(`cannot connect to ${this.#url}: ${String(error)}`, { cause: error }));
    }
    this.#socket = new PhoneSocket(socket, this.#limits, this.#clock, {
      onOpen: () => this.#opened(),
      onMessage: (data) => this.#receive(data),
      onLost: (error) => this.#lost(error),
    });
    this.#enter(TransportState.Connecting);
  }

  #opened(): void {
    this.#connectedAt = this.#clock.now();
    this.#keepAlive.start();
    this.#connecting?.resolve();
    this.#connecting = undefined;
    this.#enter(TransportState.Connected);
    if (this.isConnected()) this.#tell(() => this.onConnect?.());
  }

  #receive(data: string | Uint8Array): void {
    const content = contentOf(data);
    this.#keepAlive.heard(content === "pong");
    if (content === "message") this.#tell(() => void this.#receiver.receive(data, this));
    if (content === "ping") void this.send("\r\n").catch(nothing);
    if (content === "other") this.#tell(() => this.onError?.(new Error(`dropped ${data.length} octets: no SIP`)));
  }

  #lost(error: TransportError): void {
    const connectedAt = this.#connectedAt;
    this.#socket = undefined;
    this.#connectedAt = undefined;
    this.#keepAlive.stop();
    this.#disconnecting?.resolve();
    this.#disconnecting = undefined;
    // Asked for while it was being closed.
    const again = this.#state === TransportState.Disconnecting;
    if (connectedAt !== undefined && this.#clock.now() - connectedAt >= HELD_AFTER) this.#backOff?.reset();
    this.#enter(TransportState.Disconnected);
    if (connectedAt !== undefined) this.#tell(() => this.onDisconnect?.(again ? undefined : error));
    if (!this.#wanted || this.#state !== TransportState.Disconnected) return;
    if (again) this.#attempt();
    else this.#retryLater(error);
  }

  #retryLater(error: TransportError): void {
    if (this.#backOff === undefined) return this.#giveUp(error);
    const delay = this.#offline ? undefined : this.#backOff.next();
    if (delay !== undefined) this.#retry = this.#clock.setTimer(delay, this.#timers, "retry");
    this.#tell(() => this.onRetry?.(error, delay));
  }

  #giveUp(error: TransportError): void {
    this.#wanted = false;
    this.#network?.removeEventListener("online", this.#onOnline);
    this.#network?.removeEventListener("offline", this.#onOffline);
    this.#connecting?.reject(error);
    this.#connecting = undefined;
  }

  readonly #onOnline = (): void => {
    this.#offline = false;
    // Whether the WebSocket has outlived the other network shows only when something is sent.
    if (this.isConnected()) return this.#keepAlive.probe();
    if (this.#state !== TransportState.Disconnected) return;
    this.#backOff?.reset();
    this.#attempt();
  };

  readonly #onOffline = (): void => {
    this.#offline = true;
    this.#retry?.stop();
  };

  #enter(state: TransportState): void {
    this.#state = state;
    this.#tell(() => this.onStateChange?.(state));
  }

  #tellGone(): void {
    for (const listener of [...this.#goneListeners]) {
      this.#goneListeners.delete(listener);
      this.#tell(listener);
    }
  }

  /** What the application throws is its own, and must not stop the transport. */
  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.onError?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Milliseconds: a connection that ends sooner counts as a failure like those before it. */
const HELD_AFTER = 10_000;

function nothing(): void {
  // Who is not connected has been told.
}
