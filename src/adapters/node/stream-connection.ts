import { type Socket } from "node:net";
import { type Clock } from "../../environment/clock.js";
import { type Address, type Peer } from "../../environment/flow.js";
import { TransportError } from "../../errors.js";
import { type Limits } from "../../message/limits.js";
import { StreamFramer } from "../../message/stream-framer.js";
import { formatAddress, withoutZone } from "./bound-socket.js";
import { type ConnectionEnd, type ConnectionRefusal } from "./connection-event.js";
import { ConnectionTimers } from "./connection-timers.js";
import { KeepAlivePings } from "./keep-alive-pings.js";
import { OwedAnswers } from "./owed-answers.js";
import { OutgoingQueue } from "./outgoing-queue.js";
import { type OpenedStream, type StreamOpening } from "./stream-opening.js";
import { type ConnectionLimits } from "./stream-options.js";

/** What a connection tells. */
export interface StreamConnectionUser {
  onUp(): void;
  /** The octets of one message: whole, unless the stream cannot be followed beyond it. */
  onMessage(octets: Uint8Array): void;
  /** The peer sends no more; for a while it is still answered. */
  onHalfClosed(): void;
  /** Told last, and once; `onRefused` instead of it where the connection never stood. */
  onDown(reason: ConnectionEnd, error: Error | undefined): void;
  onRefused(reason: ConnectionRefusal, error: Error | undefined): void;
}

/** What all connections of a transport have in common. */
export interface StreamConnectionSettings {
  readonly clock: Clock;
  readonly connection: Required<ConnectionLimits>;
  readonly message: Partial<Limits> | undefined;
  /** How long to wait before the next ping, in milliseconds. Missing: none is sent. */
  readonly pingInterval?: (() => number) | undefined;
}

/** One connection, from the first packet to the last: octets in, messages out, and the other way. RFC 3261 §18.3 */
export class StreamConnection {
  readonly incoming: boolean;
  /** Resolves when nothing is left of it. */
  readonly closed: Promise<void>;
  readonly #opening: StreamOpening;
  readonly #settings: StreamConnectionSettings;
  readonly #user: StreamConnectionUser;
  readonly #framer: StreamFramer;
  readonly #queue: OutgoingQueue;
  readonly #owed = new OwedAnswers();
  readonly #pings: KeepAlivePings | undefined;
  readonly #timers: ConnectionTimers<"opening" | "message" | "idle" | "halfOpen" | "linger">;
  #state: "opening" | "open" | "half-closed" | "ending" | "gone" = "opening";
  #socket: Socket;
  #peer: Peer | undefined;
  #remote: Address | undefined;
  #reason: ConnectionEnd | undefined;
  #error: Error | undefined;
  #messages = 0;
  #activeAt: number;
  #onClosed: () => void = () => undefined;

  constructor(opening: StreamOpening, settings: StreamConnectionSettings, user: StreamConnectionUser) {
    const { clock, connection, pingInterval } = settings;
    this.incoming = opening.incoming;
    this.#opening = opening;
    this.#settings = settings;
    this.#user = user;
    this.#socket = opening.socket;
    this.#activeAt = clock.now();
    this.closed = new Promise((resolve) => (this.#onClosed = resolve));
    this.#framer = this.#createFramer();
    this.#queue = new OutgoingQueue(clock, connection, {
      onProgress: () => (this.#activeAt = clock.now()),
      onStalled: () => this.destroy("slow-reader"),
    });
    this.#timers = new ConnectionTimers(clock, {
      opening: () => this.destroy("error", new TransportError("it took too long")),
      message: () => this.end("slow-message"),
      idle: () => this.#endIfIdle(),
      halfOpen: () => this.end("peer"),
      linger: () => this.#socket.destroy(),
    });
    if (pingInterval !== undefined && !opening.incoming) this.#pings = this.#createPings(pingInterval);
    this.#timers.start("opening", opening.incoming ? connection.handshakeTimeout : connection.connectTimeout);
    this.#listen(opening.socket);
    opening.opened.then(
      (opened) => this.#open(opened),
      (error: unknown) => this.destroy("error", error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Where it leads; while it is being opened, where it is meant to. */
  get remote(): Address {
    return this.#remote ?? this.#opening.target;
  }

  /** Whom it was opened to, by name. */
  get serverName(): string | undefined {
    return this.#opening.serverName;
  }

  /** What the handshake told of the peer. */
  get peer(): Peer | undefined {
    return this.#peer;
  }

  /** The address of ours that it came to or left from, once it stands. */
  get localHost(): string | undefined {
    const host = this.#socket.localAddress;
    return host === undefined ? undefined : withoutZone(host);
  }

  /** Whether requests may leave by it. RFC 5923 §8.3: none begins once the peer has closed its half. */
  isUsable(): boolean {
    return this.#reason === undefined && (this.#state === "opening" || this.#state === "open");
  }

  /** Sends one message, once it stands. Rejected with a TransportError when it is gone, or goes before the message has left. */
  send(octets: Uint8Array): Promise<void> {
    if (this.#reason !== undefined || this.#state === "gone") return Promise.reject(this.#failure());
    this.#owed.sent(octets);
    const sent = this.#queue.send(octets);
    if (this.#state === "half-closed") sent.then(() => this.#endIfNothingIsOwed(), ignore);
    return sent;
  }

  /** Lets leave what waits, then closes; does not wait long. */
  end(reason: ConnectionEnd, error?: Error): void {
    if (this.#reason !== undefined || this.#state === "gone") return;
    this.#reason = reason;
    this.#error ??= error;
    this.#stopTimers();
    this.#timers.start("linger", LINGER);
    // What was sent while it was being opened leaves when it stands.
    if (this.#state !== "opening") this.#socket.end();
  }

  /** Closes at once; what waits is lost. */
  destroy(reason: ConnectionEnd, error?: Error): void {
    if (this.#state === "gone") return;
    this.#reason ??= reason;
    this.#error ??= error;
    this.#stopTimers();
    this.#socket.destroy();
  }

  #createFramer(): StreamFramer {
    return new StreamFramer({
      limits: this.#settings.message,
      onMessage: (octets) => this.#deliver(octets),
      onKeepAlive: () => this.#write(PONG),
      takePong: () => this.#pings?.takePong() === true,
      // The message at fault has been delivered, and its answer waits to leave.
      onFailure: ({ code, expected }) => this.end("bad-stream", new TransportError(`${code}: expected ${expected}`)),
    });
  }

  #createPings(interval: () => number): KeepAlivePings {
    const { clock } = this.#settings;
    return new KeepAlivePings(
      clock,
      interval,
      () => this.#write(PING),
      () => this.destroy("no-pong"),
    );
  }

  #listen(socket: Socket): void {
    socket.on("error", (error) => (this.#error ??= error));
    socket.on("close", () => {
      // Of a socket that another one was put around, the other one tells.
      if (socket === this.#socket) this.#finish();
    });
  }

  #open({ socket, peer }: OpenedStream): void {
    if (this.#state !== "opening" || socket.destroyed) return;
    const { remoteAddress: host, remotePort: port } = socket;
    this.#state = "open";
    this.#peer = peer;
    if (host !== undefined && port !== undefined) this.#remote = { host, port };
    if (socket !== this.#socket) this.#listen(socket);
    this.#socket = socket;
    this.#timers.stop("opening");
    this.#queue.open(socket);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("end", () => this.#halfClose());
    this.#user.onUp();
    if (this.#reason !== undefined) {
      socket.end();
      return;
    }
    this.#touch();
    this.#endIfIdle();
    this.#pings?.start();
  }

  #read(chunk: Buffer): void {
    // Thrown away, but read: what lies unread when a socket is closed makes the system reset the connection, and our last answer is lost.
    if (!this.isUsable()) return;
    this.#touch();
    const before = this.#messages;
    this.#framer.push(chunk);
    if (!this.isUsable()) return;
    if (!this.#framer.isInsideMessage) this.#timers.stop("message");
    else if (before !== this.#messages || !this.#timers.isRunning("message")) {
      this.#timers.start("message", this.#settings.connection.messageTimeout);
    }
  }

  #deliver(octets: Uint8Array): void {
    if (!this.isUsable()) return;
    this.#messages += 1;
    this.#owed.received(octets);
    this.#user.onMessage(octets);
  }

  /** The peer may have closed all, or only have nothing more to say and wait for its answers. */
  #halfClose(): void {
    if (!this.isUsable()) return;
    const error = this.#framer.isInsideMessage ? new TransportError("it ended inside a message") : undefined;
    if (this.#owed.isNone) return this.end("peer", error);
    this.#error ??= error;
    this.#state = "half-closed";
    this.#stopTimers();
    this.#queue.doubt();
    this.#timers.start("halfOpen", this.#settings.connection.halfOpenTimeout);
    this.#user.onHalfClosed();
  }

  #endIfNothingIsOwed(): void {
    if (this.#owed.isNone) this.end("peer");
  }

  #finish(): void {
    if (this.#state === "gone") return;
    const stood = this.#state !== "opening";
    this.#state = "gone";
    this.#stopTimers();
    this.#queue.fail(this.#failure());
    if (stood) this.#user.onDown(this.#reason ?? (this.#error === undefined ? "peer" : "error"), this.#error);
    else this.#user.onRefused(this.#refusal(), this.#error);
    this.#onClosed();
  }

  #refusal(): ConnectionRefusal {
    if (this.#reason === "room") return "too-many";
    return this.incoming || this.#opening.isReached() ? "handshake" : "unreachable";
  }

  #failure(): TransportError {
    const stood = this.#remote !== undefined;
    const why = this.#error?.message ?? (stood ? "the connection is closed" : "it was closed before it stood");
    return new TransportError(`cannot send to ${formatAddress(this.remote)}: ${why}`, { cause: this.#error });
  }

  /** Without waiting for it, and if it fails the connection does. */
  #write(octets: Uint8Array): void {
    this.#queue.send(octets).catch(ignore);
  }

  #touch(): void {
    this.#activeAt = this.#settings.clock.now();
  }

  /** Looks how long it has been quiet, and again when it may have been for long enough: cheaper than a new timer for each message. */
  #endIfIdle(): void {
    const { clock, connection } = this.#settings;
    if (connection.idleTimeout <= 0) return;
    const left = this.#activeAt + connection.idleTimeout - clock.now();
    if (left > 0) this.#timers.start("idle", left);
    else this.end("idle");
  }

  #stopTimers(): void {
    this.#timers.stopAll();
    this.#pings?.stop();
  }
}

/** Milliseconds in which what was sent last may leave, and the peer close its half. */
const LINGER = 2_000;

/** The end of the connection tells. */
const ignore = (): void => undefined;
const PING = Buffer.from("\r\n\r\n");
const PONG = Buffer.from("\r\n");
