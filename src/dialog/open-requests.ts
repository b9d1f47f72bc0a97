import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type PendingRequest } from "./dialog-user.js";

/** The requests of a dialog that are not over, as far as its end or its next INVITE concerns them. */
export class OpenRequests {
  #pending: Set<PendingRequest> | undefined;
  /** INVITEs of the peer whose refusal waits for its ACK. */
  #refused: Set<ServerTransaction> | undefined;

  /** The refusal of an INVITE is not confirmed. RFC 3261 §14.1 with RFC 6026 */
  get refusalUnconfirmed(): boolean {
    return (this.#refused?.size ?? 0) > 0;
  }

  /** Notes a request that has to hear of it should the dialog end first. */
  add(request: PendingRequest): void {
    (this.#pending ??= new Set()).add(request);
  }

  remove(request: PendingRequest): void {
    this.#pending?.delete(request);
  }

  /** Nothing is left that it knows of. */
  get isEmpty(): boolean {
    return this.size === 0 && !this.refusalUnconfirmed;
  }

  /** How many of them wait. */
  get size(): number {
    return this.#pending?.size ?? 0;
  }

  /** The dialog has ended. RFC 3261 §15.1.2 */
  terminate(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    for (const request of pending ?? []) request.terminate();
  }

  /** Our refusal of an INVITE has been sent; until its ACK, that INVITE is in progress. */
  awaitConfirmation(transaction: ServerTransaction): void {
    (this.#refused ??= new Set()).add(transaction);
    const look = (): void => {
      if (transaction.state === TransactionState.Completed) return;
      this.forgetRefusal(transaction);
      transaction.removeStateChangeListener(look);
    };
    transaction.addStateChangeListener(look);
    look();
  }

  forgetRefusal(transaction: ServerTransaction): void {
    this.#refused?.delete(transaction);
  }
}
