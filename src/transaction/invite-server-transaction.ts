import { TransactionStateError } from "../errors.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type InviteServerAction, type InviteServerEvent, inviteServerTable } from "./invite-server-table.js";
import { ServerTransaction } from "./server-transaction.js";
import { INVITE_TRYING_DELAY } from "./timers.js";
import { type Actions, NOTHING, type Occasion, type TransactionTransport } from "./transaction.js";
import { TransactionState } from "./transaction-state.js";
import { type ServerTransactionUser } from "./transaction-user.js";

/**
 * An INVITE that came in. Repeats our last provisional and our refusal; repeating a 2xx is the user's work.
 *
 * Reads only `method` and `viaBranch` of a request, and needs no more than its user: a proxy may use it as it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.2.1
 * @see https://www.rfc-editor.org/rfc/rfc6026#section-7.1
 */
export class InviteServerTransaction extends ServerTransaction {
  #intervalG = 0;

  /** Starts in Proceeding, with the wait for the automatic 100 running if the user makes one. */
  constructor(request: IncomingRequestMessage, transport: TransactionTransport, user: ServerTransactionUser) {
    super(request, transport, user, TransactionState.Proceeding);
    if (user.automaticTrying !== undefined) this.startTimer("timerTrying", INVITE_TRYING_DELAY);
  }

  get kind(): "ist" {
    return "ist";
  }

  override receiveRequest(request: IncomingRequestMessage): void {
    const method = request.method;
    const listed =
      (method === "INVITE" && this.take("invite")) || (method === "ACK" && this.take("ack", { ack: request }));
    if (!listed) this.logger.debug(`${this.id}: ${method} absorbed in ${this.state} (RFC 3261 §17.2.1)`);
  }

  override receiveResponse(statusCode: number, response: string | Uint8Array): void {
    this.checkStatusCode(statusCode);
    const event = statusCode < 200 ? "tu1xx" : statusCode < 300 ? "tu2xx" : "tu300to699";
    if (this.take(event, { response })) return;
    throw new TransactionStateError(`cannot send ${statusCode}: INVITE server transaction ${this.id} is ${this.state}`);
  }

  override drop(): void {
    if (this.take("tuDrop")) return;
    throw new TransactionStateError(`cannot drop: INVITE server transaction ${this.id} is ${this.state}`);
  }

  /** Sends the first 2xx again, in Accepted; does nothing in any other state. */
  retransmitAcceptedResponse(): void {
    if (this.state === TransactionState.Accepted) this.resend();
  }

  /** An accepted or confirmed INVITE absorbs. RFC 6026 §7.1 */
  protected override get owesRepetition(): boolean {
    return this.state === TransactionState.Completed;
  }

  protected override take(event: InviteServerEvent, occasion: Occasion = NOTHING): boolean {
    return this.walk(inviteServerTable, InviteServerTransaction.#actions, event, occasion);
  }

  static readonly #actions: Actions<InviteServerTransaction, InviteServerAction> = {
    keep: (transaction, { response }) => transaction.keep(response),
    send: (transaction, { response = "" }) => transaction.send(response),
    resend: (transaction) => transaction.resend(),
    sendTrying: (transaction) => transaction.sendTrying(),
    stopTimers: (transaction) => transaction.stopTimers(),
    startG: (transaction) => {
      if (transaction.reliable) return;
      transaction.#intervalG = transaction.timerLength("G");
      transaction.startTimer("timerG", transaction.#intervalG);
    },
    restartG: (transaction) => {
      transaction.#intervalG = Math.min(2 * transaction.#intervalG, transaction.environment.timers.T2);
      transaction.startTimer("timerG", transaction.#intervalG);
    },
    startH: (transaction) => transaction.startTimerOf("H"),
    startI: (transaction) => transaction.startTimerOf("I"),
    // As long as a client without a response repeats its request.
    absorb: (transaction) => transaction.startTimer("timerI", transaction.timerLength("J")),
    startL: (transaction) => transaction.startTimerOf("L"),
    passAck: (transaction, { ack }) => ack && transaction.user.onAck?.(ack),
    reportNoAck: (transaction) => {
      transaction.logger.warn(`${transaction.id}: no ACK came (timer H)`);
      transaction.user.onTimeout?.();
    },
    reportTransportError: (transaction, { error }) => transaction.reportTransportError(error),
  };
}
