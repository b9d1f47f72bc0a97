import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { Transaction, type TransactionTransport } from "./transaction.js";
import { type TransactionState } from "./transaction-state.js";
import { type ClientTransactionUser } from "./transaction-user.js";

/**
 * A request of ours, and the responses to it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.1
 */
export abstract class ClientTransaction extends Transaction<ClientTransactionUser> {
  readonly id: string;
  readonly #request: OutgoingRequestMessage;
  #text: string | undefined;
  #started = false;

  protected constructor(
    request: OutgoingRequestMessage,
    transport: TransactionTransport,
    user: ClientTransactionUser,
    state: TransactionState,
  ) {
    super(transport, user, state);
    this.id = request.viaBranch ?? "";
    this.#request = request;
  }

  get request(): OutgoingRequestMessage {
    return this.#request;
  }

  /** Sends the request and starts the timers. A second call does nothing. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.startTimers();
    this.sendRequest();
  }

  /** Takes a response that matches. Never throws for what the peer does. */
  abstract receiveResponse(response: IncomingResponseMessage): void;

  /** Starts the timers of the first state. */
  protected abstract startTimers(): void;

  protected sendRequest(): void {
    this.send((this.#text ??= this.#request.toString()));
  }
}
