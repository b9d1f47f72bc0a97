import { ackForFailure } from "../message/ack-for-failure.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { ClientTransaction } from "./client-transaction.js";
import { type InviteClientAction, type InviteClientEvent, inviteClientTable } from "./invite-client-table.js";
import { type Actions, NOTHING, type Occasion, type TransactionTransport } from "./transaction.js";
import { TransactionState } from "./transaction-state.js";
import { type ClientTransactionUser } from "./transaction-user.js";

/**
 * An INVITE of ours. Repeats it until there is a response, and acknowledges a refusal; the ACK to a 2xx is the user's.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.1.1
 * @see https://www.rfc-editor.org/rfc/rfc6026#section-7.2
 */
export class InviteClientTransaction extends ClientTransaction {
  #intervalA = 0;

  constructor(request: OutgoingRequestMessage, transport: TransactionTransport, user: ClientTransactionUser) {
    super(request, transport, user, TransactionState.Calling);
  }

  get kind(): "ict" {
    return "ict";
  }

  override receiveResponse(response: IncomingResponseMessage): void {
    const statusCode = response.statusCode;
    const event = statusCode < 200 ? "peer1xx" : statusCode < 300 ? "peer2xx" : "peer300to699";
    if (this.take(event, { received: response })) return;
    this.logger.debug(`${this.id}: ${statusCode} absorbed in ${this.state} (RFC 3261 §17.1.1)`);
  }

  protected override startTimers(): void {
    this.startTimerOf("B");
    if (this.reliable) return;
    this.#intervalA = this.timerLength("A");
    this.startTimer("timerA", this.#intervalA);
  }

  protected override take(event: InviteClientEvent, occasion: Occasion = NOTHING): boolean {
    return this.walk(inviteClientTable, InviteClientTransaction.#actions, event, occasion);
  }

  static readonly #actions: Actions<InviteClientTransaction, InviteClientAction> = {
    resend: (transaction) => transaction.sendRequest(),
    acknowledge: (transaction, { received }) => transaction.#acknowledge(received),
    restartA: (transaction) => transaction.#restartA(),
    startD: (transaction) => transaction.startTimerOf("D"),
    startM: (transaction) => transaction.startTimerOf("M"),
    passResponse: (transaction, { received }) => received && transaction.user.onResponse(received),
    reportTimeout: (transaction) => transaction.user.onTimeout?.(),
    reportTransportError: (transaction, { error }) => transaction.reportTransportError(error),
  };

  #acknowledge(response: IncomingResponseMessage | undefined): void {
    if (response !== undefined) this.send(ackForFailure(this.request, response));
  }

  /** RFC 3261 §17.1.1.2: doubles without a ceiling; timer B is the end. */
  #restartA(): void {
    this.#intervalA *= 2;
    this.startTimer("timerA", this.#intervalA);
  }
}
