import { isUtf8 } from "node:buffer";
import { type Timer } from "../../environment/clock.js";
import { type Address, type Flow, type Peer, type Target, type Ways } from "../../environment/flow.js";
import { TransportError } from "../../errors.js";
import { contentOf } from "../web-socket-content.js";
import { formatAddress } from "./bound-socket.js";
import { type ConnectionEnd } from "./connection-event.js";
import { type ServerWebSocket } from "./web-socket-library.js";
import { type CompleteWebSocketSettings } from "./web-socket-server-options.js";

/** What a connection tells the transport that has taken it in. */
export interface WebSocketConnectionUser {
  onMessage(data: Uint8Array, connection: WebSocketConnection): void;
  onForeign(octets: number, connection: WebSocketConnection): void;
  onDown(reason: ConnectionEnd, error: Error | undefined, connection: WebSocketConnection): void;
}

/** What is known of a connection when it is up. */
export interface WebSocketEnds {
  readonly protocol: "WS" | "WSS";
  readonly local: Address;
  readonly remote: Address;
  readonly peer: Peer;
}

/** One WebSocket that a client has opened: a flow for as long as it stands. RFC 7118 §5 */
export class WebSocketConnection implements Flow {
  readonly protocol: "WS" | "WSS";
  readonly reliable = true;
  readonly local: Address;
  readonly remote: Address;
  readonly peer: Peer;
  readonly route?: (target: Target) => Ways;
  readonly #socket: ServerWebSocket;
  readonly #settings: CompleteWebSocketSettings;
  readonly #user: WebSocketConnectionUser;
  readonly #timers = { onTimer: (name: string) => this.#onTimer(name) };
  readonly #goneListeners = new Set<() => void>();
  #timer: Timer | undefined;
  /** Why it ends, once it does. */
  #end: ConnectionEnd | undefined;
  #error: Error | undefined;
  #gone = false;
  /** Messages in a row that were no SIP. */
  #foreign = 0;

  constructor(
    socket: ServerWebSocket,
    ends: WebSocketEnds,
    settings: CompleteWebSocketSettings,
    user: WebSocketConnectionUser,
  ) {
    this.protocol = ends.protocol;
    this.local = ends.local;
    this.remote = ends.remote;
    this.peer = ends.peer;
    this.#socket = socket;
    this.#settings = settings;
    this.#user = user;
    const { router } = settings;
    if (router !== undefined) this.route = (target) => router.route(target, this);
    socket.on("message", (data) => this.#receive(data));
    socket.on("pong", () => this.#awaitNextPing());
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#down());
    this.#awaitNextPing();
  }

  send(message: string | Uint8Array): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#unreachable("the WebSocket is closed"));
    if (this.#socket.bufferedAmount > this.#settings.maxQueued) {
      this.#terminate("slow-reader");
      return Promise.reject(this.#unreachable("too much waits to be read"));
    }
    // RFC 7118 §4.2: text where it can be, octets where it cannot.
    const binary = typeof message !== "string" && !isUtf8(message);
    return new Promise((resolve, reject) => {
      this.#socket.send(message, { binary }, (error) => {
        if (error) reject(this.#unreachable(error.message, error));
        else resolve();
      });
    });
  }

  onGone(listener: () => void): () => void {
    // Each its own, so that one listener may listen twice.
    const once = (): void => listener();
    this.#goneListeners.add(once);
    if (this.#gone) queueMicrotask(() => this.#tellGone());
    return () => void this.#goneListeners.delete(once);
  }

  /** Closes once everything that waits has left; cut off when the other side takes too long to agree. RFC 6455 §7.4.1 */
  close(): void {
    if (this.#end !== undefined) return;
    this.#end = "closed";
    this.#startTimer(this.#settings.closeTimeout, "close");
    this.#socket.close(1001);
  }

  #receive(data: Buffer): void {
    if (this.#end !== undefined) return;
    this.#awaitNextPing();
    switch (contentOf(data)) {
      case "message":
        this.#foreign = 0;
        return this.#user.onMessage(plainOctets(data), this);
      case "ping":
        // RFC 7118 §6, RFC 5626 §5.4
        return void this.send("\r\n").catch(() => undefined);
      case "pong":
        return;
      case "other":
        return this.#ignore(data.length);
    }
  }

  /** RFC 7118 §5: nothing but SIP travels here. */
  #ignore(octets: number): void {
    this.#foreign += 1;
    this.#user.onForeign(octets, this);
    if (this.#foreign <= this.#settings.maxForeign) return;
    this.#end = "bad-stream";
    this.#startTimer(this.#settings.closeTimeout, "close");
    this.#socket.close(1008);
  }

  #awaitNextPing(): void {
    if (this.#end === undefined && this.#settings.pingInterval > 0) {
      this.#startTimer(this.#settings.pingInterval, "ping");
    }
  }

  #startTimer(delay: number, name: string): void {
    this.#timer?.stop();
    this.#timer = this.#settings.environment.clock.setTimer(delay, this.#timers, name);
  }

  #onTimer(name: string): void {
    if (name === "close") return void this.#socket.terminate();
    if (name === "pong") return this.#terminate("no-pong");
    this.#socket.ping(undefined, undefined, () => undefined);
    this.#startTimer(this.#settings.pongTimeout, "pong");
  }

  #terminate(reason: ConnectionEnd): void {
    this.#end = reason;
    this.#socket.terminate();
  }

  /** The library closes by itself what breaks its rules. */
  #fail(error: Error): void {
    this.#error ??= error;
    const brokenRule = "code" in error && typeof error.code === "string" && error.code.startsWith("WS_ERR");
    this.#end ??= brokenRule ? "bad-stream" : "error";
    this.#startTimer(this.#settings.closeTimeout, "close");
  }

  #down(): void {
    this.#end ??= "peer";
    this.#gone = true;
    this.#timer?.stop();
    this.#user.onDown(this.#end, this.#error, this);
    this.#tellGone();
  }

  #tellGone(): void {
    for (const listener of [...this.#goneListeners]) {
      this.#goneListeners.delete(listener);
      listener();
    }
  }

  #unreachable(reason: string, cause?: Error): TransportError {
    const options = cause === undefined ? undefined : { cause };
    return new TransportError(`cannot send to ${formatAddress(this.remote)}: ${reason}`, options);
  }
}

/** The same octets without what Node adds to them: a `Buffer` cuts differently. */
function plainOctets({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
