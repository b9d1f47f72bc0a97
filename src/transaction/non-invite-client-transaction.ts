import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { ClientTransaction } from "./client-transaction.js";
import {
  type NonInviteClientAction,
  type NonInviteClientEvent,
  nonInviteClientTable,
} from "./non-invite-client-table.js";
import { type Actions, NOTHING, type Occasion, type TransactionTransport } from "./transaction.js";
import { TransactionState } from "./transaction-state.js";
import { type ClientTransactionUser } from "./transaction-user.js";

/**
 * A request of ours other than INVITE and ACK. Repeats it until there is a final response.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.1.2
 */
export class NonInviteClientTransaction extends ClientTransaction {
  #intervalE = 0;

  constructor(request: OutgoingRequestMessage, transport: TransactionTransport, user: ClientTransactionUser) {
    super(request, transport, user, TransactionState.Trying);
  }

  get kind(): "nict" {
    return "nict";
  }

  override receiveResponse(response: IncomingResponseMessage): void {
    const statusCode = response.statusCode;
    if (this.take(statusCode < 200 ? "peer1xx" : "peerFinal", { received: response })) return;
    this.logger.debug(`${this.id}: ${statusCode} absorbed in ${this.state} (RFC 3261 §17.1.2)`);
  }

  protected override startTimers(): void {
    this.startTimerOf("F");
    if (!this.reliable) this.#startE(this.timerLength("E"));
  }

  protected override take(event: NonInviteClientEvent, occasion: Occasion = NOTHING): boolean {
    return this.walk(nonInviteClientTable, NonInviteClientTransaction.#actions, event, occasion);
  }

  static readonly #actions: Actions<NonInviteClientTransaction, NonInviteClientAction> = {
    resend: (transaction) => transaction.sendRequest(),
    restartE: (transaction) => transaction.#startE(Math.min(2 * transaction.#intervalE, transaction.#t2)),
    restartEAtT2: (transaction) => transaction.#startE(transaction.#t2),
    startK: (transaction) => transaction.startTimerOf("K"),
    passResponse: (transaction, { received }) => received && transaction.user.onResponse(received),
    reportTimeout: (transaction) => transaction.user.onTimeout?.(),
    reportTransportError: (transaction, { error }) => transaction.reportTransportError(error),
  };

  #startE(interval: number): void {
    this.#intervalE = interval;
    this.startTimer("timerE", interval);
  }

  get #t2(): number {
    return this.environment.timers.T2;
  }
}
