import { type Socket } from "node:net";
import { type Clock } from "../../environment/clock.js";
import { TransportError } from "../../errors.js";
import { ConnectionTimers } from "./connection-timers.js";

/** What a queue tells its connection. */
export interface OutgoingQueueUser {
  /** Something has left. */
  onProgress(): void;
  /** The peer does not take what is sent: too much waits, or for too long. */
  onStalled(): void;
}

/** How much may wait, and for how long. */
export interface OutgoingQueueLimits {
  readonly maxQueued: number;
  /** Milliseconds in which something has to leave. */
  readonly messageTimeout: number;
}

/** What waits to be sent by one connection, from before it is open until after the peer has closed its half. */
export class OutgoingQueue {
  readonly #limits: OutgoingQueueLimits;
  readonly #user: OutgoingQueueUser;
  readonly #timers: ConnectionTimers<"leaving" | "proof">;
  readonly #unsent = new Set<Unsent>();
  readonly #unproved = new Set<Unsent>();
  #socket: Socket | undefined;
  #octets = 0;
  #isDoubtful = false;

  constructor(clock: Clock, limits: OutgoingQueueLimits, user: OutgoingQueueUser) {
    this.#limits = limits;
    this.#user = user;
    this.#timers = new ConnectionTimers(clock, {
      leaving: () => user.onStalled(),
      proof: () => this.#prove(),
    });
  }

  /** Resolves when the system has taken all of it. */
  send(octets: Uint8Array): Promise<void> {
    if (this.#octets + octets.length > this.#limits.maxQueued) {
      this.#user.onStalled();
      return Promise.reject(new TransportError(`cannot send ${octets.length} octets: ${this.#octets} wait already`));
    }
    return new Promise((resolve, reject) => {
      const message = { octets, resolve, reject };
      this.#unsent.add(message);
      this.#octets += octets.length;
      if (this.#socket !== undefined) this.#write(this.#socket, message);
    });
  }

  /** The connection stands: what waits may leave. */
  open(socket: Socket): void {
    this.#socket = socket;
    for (const message of this.#unsent) this.#write(socket, message);
  }

  /** The peer sends no more. Whether it still reads shows only when it is written to twice. */
  doubt(): void {
    this.#isDoubtful = true;
  }

  /** Nothing can leave any more. */
  fail(error: TransportError): void {
    this.#timers.stopAll();
    for (const { reject } of [...this.#unsent, ...this.#unproved]) reject(error);
    this.#unsent.clear();
    this.#unproved.clear();
  }

  #write(socket: Socket, message: Unsent): void {
    if (!this.#timers.isRunning("leaving")) this.#timers.start("leaving", this.#limits.messageTimeout);
    socket.write(message.octets, (error) => {
      // The runtime calls back without an error, too, when a socket is destroyed; then the end of the connection tells.
      if (error || socket.destroyed || !this.#unsent.delete(message)) return;
      this.#octets -= message.octets.length;
      if (this.#unsent.size === 0) this.#timers.stop("leaving");
      else this.#timers.start("leaving", this.#limits.messageTimeout);
      this.#user.onProgress();
      if (this.#isDoubtful) this.#awaitProof(message);
      else message.resolve();
    });
  }

  #awaitProof(message: Unsent): void {
    this.#unproved.add(message);
    if (!this.#timers.isRunning("proof")) this.#timers.start("proof", PROVED_AFTER);
  }

  /** RFC 3261 §7.5: an empty line means nothing to a peer that reads; of one that does not, the system knows by now. */
  #prove(): void {
    const proved = [...this.#unproved];
    this.#socket?.write(EMPTY_LINE, (error) => {
      if (error || this.#socket?.destroyed === true) return;
      for (const message of proved) if (this.#unproved.delete(message)) message.resolve();
      if (this.#unproved.size > 0) this.#timers.start("proof", PROVED_AFTER);
    });
  }
}

interface Unsent {
  readonly octets: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds: longer than a round trip round the earth. */
const PROVED_AFTER = 500;
const EMPTY_LINE = Buffer.from("\r\n");
