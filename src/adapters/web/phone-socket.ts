import { type Clock, type Timer } from "../../environment/clock.js";
import { TransportError } from "../../errors.js";
import { type WebSocketLike } from "./web-socket-like.js";

/** What a socket tells: that it is open, what came, and once that it is of no use any more. */
export interface PhoneSocketUser {
  onOpen(): void;
  onMessage(data: string | Uint8Array): void;
  onLost(error: TransportError): void;
}

/** How long things may take, in milliseconds, and how many octets may wait. */
export interface PhoneSocketLimits {
  readonly connectTimeout: number;
  readonly closeTimeout: number;
  readonly maxQueued: number;
}

/** One WebSocket, from the attempt to open it to its end. After `onLost` it says nothing more. */
export class PhoneSocket {
  readonly #socket: WebSocketLike;
  readonly #limits: PhoneSocketLimits;
  readonly #clock: Clock;
  readonly #user: PhoneSocketUser;
  readonly #timers = { onTimer: (name: string) => this.lose(`${name} took too long`) };
  #timer: Timer | undefined;
  #lost = false;

  constructor(socket: WebSocketLike, limits: PhoneSocketLimits, clock: Clock, user: PhoneSocketUser) {
    this.#socket = socket;
    this.#limits = limits;
    this.#clock = clock;
    this.#user = user;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => this.lose(`closed with ${code} ${reason}`.trim()));
    // Says nothing of why, and is followed by `close`.
    socket.addEventListener("error", nothing);
    this.#start(limits.connectTimeout, "opening it");
  }

  /** @throws TransportError when it cannot be sent. */
  send(message: string | Uint8Array): void {
    if (this.#socket.bufferedAmount > this.#limits.maxQueued) throw this.lose("too much waits to be sent");
    try {
      this.#socket.send(typeof message === "string" ? message : textOf(message));
    } catch (error) {
      throw new TransportError(`cannot send: ${String(error)}`, { cause: error });
    }
  }

  /** Closes it in order; `onLost` comes when the server has done so, too, or does not. */
  close(): void {
    if (this.#lost) return;
    this.#start(this.#limits.closeTimeout, "closing it");
    this.#socket.close(1000);
  }

  /** Gives it up. */
  lose(reason: string): TransportError {
    const error = new TransportError(`the WebSocket is lost: ${reason}`);
    if (this.#lost) return error;
    this.#lost = true;
    this.#timer?.stop();
    this.#socket.close();
    this.#user.onLost(error);
    return error;
  }

  #opened(): void {
    if (this.#lost) return;
    this.#timer?.stop();
    // RFC 7118 §4.1
    if (this.#socket.protocol !== "sip") this.lose("the server does not speak SIP by it");
    else this.#user.onOpen();
  }

  #receive(data: unknown): void {
    if (this.#lost) return;
    if (typeof data === "string") this.#user.onMessage(data);
    else if (data instanceof ArrayBuffer) this.#user.onMessage(new Uint8Array(data));
  }

  #start(delay: number, name: string): void {
    this.#timer?.stop();
    this.#timer = this.#clock.setTimer(delay, this.#timers, name);
  }
}

/** RFC 7118 §4.2: text where it can be, octets where it cannot. */
function textOf(octets: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return octets;
  }
}

function nothing(): void {
  // Nothing to do.
}
