import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { TransactionStateError, type TransportError } from "../errors.js";
import { dialogEffect } from "../dialog/dialog-effect.js";
import { type RequestingDialog } from "../dialog/dialog-user.js";
import {
  type IncomingResponse,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
} from "../dialog/outgoing-request.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type ClientTransaction } from "../transaction/client-transaction.js";
import { NonInviteClientTransaction } from "../transaction/non-invite-client-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type ClientTransactionUser } from "../transaction/transaction-user.js";
import { dialogTransport } from "./dialog-request.js";
import { localResponse } from "./local-response.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends one request inside a dialog, and tells what becomes of it. RFC 3261 §8.1, §12.2.1.2 */
export class UserAgentClient implements OutgoingRequest, ClientTransactionUser {
  delegate: OutgoingRequestDelegate | undefined;
  readonly message: OutgoingRequestMessage;
  readonly loggerFactory: LoggerFactory;
  readonly environment: Environment;
  protected readonly core: UserAgentHost;
  protected readonly dialog: RequestingDialog;
  #transaction: ClientTransaction | undefined;
  #over = false;

  constructor(
    core: UserAgentHost,
    dialog: RequestingDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate | undefined,
  ) {
    this.core = core;
    this.dialog = dialog;
    this.message = message;
    this.delegate = delegate;
    this.loggerFactory = core.loggerFactory;
    this.environment = core.environment;
  }

  /** Sends it; the transaction repeats it. */
  start(): this {
    const transaction = this.createTransaction();
    this.#transaction = transaction;
    this.core.transactions.addClient(transaction);
    this.core.clients.add(this);
    transaction.start();
    return this;
  }

  dispose(): void {
    this.#over = true;
    this.core.clients.delete(this);
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    transaction.dispose();
    this.core.transactions.removeClient(transaction);
  }

  cancel(_reason?: string, _options?: RequestOptions): void {
    // RFC 3261 §9.1: CANCEL is for INVITE only.
    throw new TransactionStateError(`cannot cancel ${this.message.method}: only an INVITE can be taken back`);
  }

  /** @internal The transaction's. */
  onStateChange(state: TransactionState): void {
    if (state === TransactionState.Terminated) this.core.clients.delete(this);
  }

  /** @internal The transaction's. */
  onSend(message: string | Uint8Array, transport: Transport): void {
    traceMessage(this.core, "out", message, transport);
  }

  /** @internal The transaction's. */
  onResponse(response: IncomingResponseMessage): void {
    if (this.#over) return;
    this.dialog.learn(response);
    this.receive(response);
  }

  /** @internal The transaction's: RFC 3261 §8.1.3.1, to be treated as a 408. */
  onTimeout(): void {
    this.onResponse(localResponse(this.message, 408));
  }

  /** @internal The transaction's: RFC 3261 §8.1.3.1, to be treated as a 503. */
  onTransportError(_error: TransportError): void {
    this.onResponse(localResponse(this.message, 503));
  }

  protected createTransaction(): ClientTransaction {
    return new NonInviteClientTransaction(this.message, dialogTransport(this.dialog), this);
  }

  /** Tells the delegate, and first the dialog. RFC 3261 §8.1.3.2: an unknown code counts as the first of its class. */
  protected receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    const response = { message };
    if (statusCode < 200) return this.tell(statusCode === 100 ? "onTrying" : "onProgress", response);
    if (statusCode < 300) return this.tell("onAccept", response);
    if (statusCode < 400) return this.tell("onRedirect", response);
    this.tell("onReject", response);
    const { method } = this.message;
    if (dialogEffect(method, statusCode) === "dialog") this.core.subscriptions.disposeIn(this.dialog);
    this.dialog.requestFailed(method, statusCode);
  }

  protected tell(what: keyof OutgoingRequestDelegate, response: IncomingResponse): void {
    this.core.callApplication(what, () => this.delegate?.[what]?.(response));
  }
}
