import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type Environment } from "../environment/environment.js";

/** A 2xx that waits for its ACK. */
export interface AcceptedResponse {
  /** Hands the same 2xx to the transaction again. */
  repeat(): void;
  /** Its ACK has come, or it is not waited for any more. */
  settle?(): void;
}

/** What the repetition needs of the INVITE server transaction and of the dialog. */
export interface AcceptedInvite {
  /** CSeq number of the INVITE: the ACK carries the same. */
  readonly sequence: number;
  /** Whether the 2xx made the offer that the ACK has to answer. RFC 3261 §13.2.1 */
  readonly offered: boolean;
  readonly response: AcceptedResponse;
  /** 64*T1 have passed without an ACK. */
  onAckTimeout(): void;
}

/** The 2xx again, at T1 and then twice as late each time up to T2, on every transport, until the ACK. RFC 3261 §13.3.1.4 */
export class AcceptedRetransmission implements TimerTarget {
  readonly #environment: Environment;
  readonly #invite: AcceptedInvite;
  #interval: number;
  #repeatTimer: Timer;
  readonly #limitTimer: Timer;

  constructor(environment: Environment, invite: AcceptedInvite) {
    const { clock, timers } = environment;
    this.#environment = environment;
    this.#invite = invite;
    this.#interval = timers.T1;
    // Started before Timer L, which is as long: a missing ACK is dealt with before the transaction goes. RFC 6026 §7.1
    this.#limitTimer = clock.setTimer(64 * timers.T1, this, "ackWait");
    this.#repeatTimer = clock.setTimer(this.#interval, this, "repeat");
  }

  get sequence(): number {
    return this.#invite.sequence;
  }

  get offered(): boolean {
    return this.#invite.offered;
  }

  stop(): void {
    this.#limitTimer.stop();
    this.#repeatTimer.stop();
    this.#invite.response.settle?.();
  }

  onTimer(name: string): void {
    if (name === "ackWait") {
      this.stop();
      this.#invite.onAckTimeout();
      return;
    }
    const { clock, timers } = this.#environment;
    this.#interval = Math.min(2 * this.#interval, timers.T2);
    this.#repeatTimer = clock.setTimer(this.#interval, this, "repeat");
    this.#invite.response.repeat();
  }
}
