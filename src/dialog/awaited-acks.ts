import { type Environment } from "../environment/environment.js";
import { type AcceptedResponse, AcceptedRetransmission } from "./accepted-retransmission.js";

/** The 2xx of a dialog that wait for their ACK: of the first INVITE, of a later one, seldom both. RFC 5407 §3.1.4 */
export class AwaitedAcks {
  readonly #environment: Environment;
  readonly #onTimeout: (accepted: AcceptedRetransmission) => void;
  #accepted: readonly AcceptedRetransmission[] = [];

  constructor(environment: Environment, onTimeout: (accepted: AcceptedRetransmission) => void) {
    this.#environment = environment;
    this.#onTimeout = onTimeout;
  }

  find(sequence: number): AcceptedRetransmission | undefined {
    return this.#accepted.find((accepted) => accepted.sequence === sequence);
  }

  /** Repeats a 2xx until its ACK. @param offered - Whether it made the offer that the ACK has to answer. */
  add(sequence: number, offered: boolean, response: AcceptedResponse): void {
    const accepted: AcceptedRetransmission = new AcceptedRetransmission(this.#environment, {
      sequence,
      offered,
      response,
      onAckTimeout: () => this.#onTimeout(accepted),
    });
    this.#accepted = [...this.#accepted, accepted];
  }

  /** One has its ACK, or will not get it. @returns What still waits, and nothing when none does: a call stands most of its time so. */
  without(accepted: AcceptedRetransmission): AwaitedAcks | undefined {
    accepted.stop();
    this.#accepted = this.#accepted.filter((other) => other !== accepted);
    return this.#accepted.length === 0 ? undefined : this;
  }

  stop(): void {
    for (const accepted of this.#accepted) accepted.stop();
    this.#accepted = [];
  }
}
