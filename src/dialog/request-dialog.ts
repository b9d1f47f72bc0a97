import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type PendingRequest } from "./dialog-user.js";
import { FlowDialog } from "./flow-dialog.js";
import { OpenRequests } from "./open-requests.js";

/** A dialog that knows which requests in it are not over: those that its end, or its next INVITE, concerns. RFC 3261 §14.1, §15.1.2 */
export abstract class RequestDialog extends FlowDialog {
  /** Made when there is one; most calls stand most of their time without. */
  #openRequests: OpenRequests | undefined;

  /** How many requests of the peer, and of ours, wait for their answer. */
  get waitingRequests(): number {
    return this.#openRequests?.size ?? 0;
  }

  /** Notes a request that has to hear of it should the dialog end first. */
  addPending(request: PendingRequest): void {
    (this.#openRequests ??= new OpenRequests()).add(request);
  }

  removePending(request: PendingRequest): void {
    const open = this.#openRequests;
    open?.remove(request);
    if (open?.isEmpty === true) this.#openRequests = undefined;
  }

  /** Our refusal of an INVITE has been sent; until its ACK, that INVITE is in progress. RFC 3261 §14.1 */
  awaitConfirmation(transaction: ServerTransaction): void {
    (this.#openRequests ??= new OpenRequests()).awaitConfirmation(transaction);
  }

  forgetRefusal(transaction: ServerTransaction): void {
    this.#openRequests?.forgetRefusal(transaction);
  }

  /** The refusal of an INVITE is not confirmed. RFC 3261 §14.1 with RFC 6026 */
  protected get refusalUnconfirmed(): boolean {
    return this.#openRequests?.refusalUnconfirmed === true;
  }

  /** The dialog has ended. RFC 3261 §15.1.2 */
  protected terminateRequests(): void {
    this.#openRequests?.terminate();
  }
}
