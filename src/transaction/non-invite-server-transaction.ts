import { type Environment } from "../environment/environment.js";
import { TransactionStateError } from "../errors.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import {
  type NonInviteServerAction,
  type NonInviteServerEvent,
  nonInviteServerTable,
} from "./non-invite-server-table.js";
import { ServerTransaction } from "./server-transaction.js";
import { nonInviteTryingDelay } from "./timers.js";
import { type Actions, NOTHING, type Occasion, type TransactionTransport } from "./transaction.js";
import { TransactionState } from "./transaction-state.js";
import { type ServerTransactionUser } from "./transaction-user.js";

/**
 * A request other than INVITE and ACK that came in. Repeats our last response when the request is repeated.
 *
 * Reads only `method` and `viaBranch` of a request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.2.2
 * @see https://www.rfc-editor.org/rfc/rfc4320#section-4
 */
export class NonInviteServerTransaction extends ServerTransaction {
  readonly #began: number;

  /** Starts in Trying, with the wait for the automatic 100 running if the user makes one. */
  constructor(request: IncomingRequestMessage, transport: TransactionTransport, user: ServerTransactionUser) {
    super(request, transport, user, TransactionState.Trying);
    // Without a fraction it needs no object of its own.
    this.#began = Math.ceil(this.environment.clock.now());
    if (user.automaticTrying !== undefined) this.startTimer("timerTrying", tryingDelay(this.environment));
  }

  get kind(): "nist" {
    return "nist";
  }

  override receiveRequest(request: IncomingRequestMessage): void {
    // RFC 3261 §17.2.3: only a repetition matches; anything else was brought here by mistake.
    const listed = request.method === this.method && this.take("request");
    if (!listed) this.logger.debug(`${this.id}: ${request.method} absorbed in ${this.state} (RFC 3261 §17.2.2)`);
  }

  override receiveResponse(statusCode: number, response: string | Uint8Array): void {
    this.checkStatusCode(statusCode);
    if (this.take(eventOf(statusCode, statusCode === 100 && this.mayTry()), { response })) return;
    throw new TransactionStateError(
      `cannot send ${statusCode}: non-INVITE server transaction ${this.id} is ${this.state}`,
    );
  }

  override drop(): void {
    if (this.take("tuDrop")) return;
    throw new TransactionStateError(`cannot drop: non-INVITE server transaction ${this.id} is ${this.state}`);
  }

  /** RFC 3261 §17.2.2 */
  protected override get owesRepetition(): true {
    return true;
  }

  protected override take(event: NonInviteServerEvent, occasion: Occasion = NOTHING): boolean {
    return this.walk(nonInviteServerTable, NonInviteServerTransaction.#actions, event, occasion);
  }

  static readonly #actions: Actions<NonInviteServerTransaction, NonInviteServerAction> = {
    keep: (transaction, { response }) => transaction.keep(response),
    forget: (transaction) => transaction.keep(undefined),
    send: (transaction, { response = "" }) => transaction.send(response),
    resend: (transaction) => transaction.resend(),
    sendTrying: (transaction) => transaction.sendTrying(),
    startJ: (transaction) => transaction.startTimerOf("J"),
    reportTransportError: (transaction, { error }) => transaction.reportTransportError(error),
  };

  /** RFC 4320 §4.1: over a reliable transport at any time, otherwise not before the client has slowed down. */
  protected mayTry(): boolean {
    const { clock } = this.environment;
    return this.reliable || clock.now() - this.#began >= tryingDelay(this.environment);
  }
}

function eventOf(statusCode: number, mayTry: boolean): NonInviteServerEvent {
  if (statusCode === 100) return mayTry ? "tu100" : "tuEarly100";
  if (statusCode < 200) return "tu101to199";
  return statusCode === 408 ? "tu408" : "tuFinal";
}

function tryingDelay({ timers }: Environment): number {
  return nonInviteTryingDelay(timers);
}
