import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type Environment } from "../environment/environment.js";
import { type Flow, type Transport } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { type TransactionStateError, type TransportError } from "../errors.js";
import { type IncomingRequest, type IncomingRequestDelegate, type ResponseParts } from "../dialog/incoming-request.js";
import { type Silence, terminated, type Termination } from "../dialog/termination.js";
import { type Dialog } from "../dialog/dialog.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type ServerTransactionUser } from "../transaction/transaction-user.js";
import { type AnsweringServer } from "./answering-servers.js";
import { startRequestLimit } from "./answer-limit.js";
import { cancelTermination } from "./cancel-termination.js";
import { redirectHeaders } from "./redirect-headers.js";
import { type RefusalCode } from "./refusal.js";
import { reportRefusal } from "./report-refusal.js";
import { reportUnanswered } from "./report-unanswered.js";
import { settleServer } from "./settle-server.js";
import { serverResponse } from "./server-response.js";
import { isAnswerable, serverStateError } from "./server-state-error.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { checkedResponse } from "./checked-response.js";

/** How a server makes its transaction. */
export type ServerTransactionConstructor = new (
  request: IncomingRequestMessage,
  transport: Transport,
  user: ServerTransactionUser,
) => ServerTransaction;

/** Answers one request. RFC 3261 §8.2 */
export class UserAgentServer implements IncomingRequest, AnsweringServer, ServerTransactionUser, TimerTarget {
  readonly message: IncomingRequestMessage;
  readonly flow: Flow;
  readonly transaction: ServerTransaction;
  delegate: IncomingRequestDelegate | undefined;
  /** The To tag of our responses: the request's own, or a fresh one. */
  readonly toTag: string;
  readonly loggerFactory: LoggerFactory;
  /** @internal What is done where no handler answers. */
  usual: (() => void) | undefined;
  protected readonly core: UserAgentHost;
  protected cancelled = false;
  /** Why the request is being refused, where our application did not say so by itself. */
  #termination: Termination | undefined;
  readonly #receivedAt: number;
  #unanswered: Timer | undefined;
  /** Nothing is said any more, and why. */
  #silent: "disposed of" | "dropped" | undefined;

  /** @param transport - The way the request came by. @defaultValue the core's */
  constructor(
    transactionConstructor: ServerTransactionConstructor,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport: Transport = core.transport,
  ) {
    this.core = core;
    this.message = message;
    this.flow = transport;
    this.delegate = delegate;
    this.loggerFactory = core.loggerFactory;
    // Without a fraction it needs no object of its own.
    this.#receivedAt = Math.floor(core.environment.clock.now());
    this.toTag = message.toTag ?? core.environment.random.token();
    this.transaction = new transactionConstructor(message, transport, this);
    core.transactions.addServer(message, this.transaction, this.toTag);
    core.counts?.begin(this);
  }

  get environment(): Environment {
    return this.core.environment;
  }

  get authenticatedUser(): string | undefined {
    return this.core.authenticatedPeers.get(this.message)?.user;
  }

  get answered(): boolean {
    return this.#silent !== undefined || !isAnswerable(this.transaction);
  }

  answerByDefault(): void {
    if (!this.answered) (this.usual ?? (() => this.reject()))();
  }

  accept(options: ResponseParts = {}): OutgoingResponse {
    return this.respond(checkedResponse(options, [200, 299], 200));
  }

  progress(options: ResponseParts = {}): OutgoingResponse {
    const checked = checkedResponse(options, [101, 199], 180);
    if (this.message.method !== "INVITE") throw this.stateError(checked.statusCode); // RFC 4320 §4.1
    return this.respond(checked);
  }

  redirect(contacts: readonly URI[], options: ResponseParts = {}): OutgoingResponse {
    const checked = checkedResponse(options, [300, 399], 302);
    const { extraHeaders = [] } = checked;
    return this.respond({ ...checked, extraHeaders: [...extraHeaders, ...redirectHeaders(contacts, this.message)] });
  }

  reject(options: ResponseParts = {}): OutgoingResponse {
    return this.respond(checkedResponse(options, [400, 699], this.defaultRejection));
  }

  trying(options: ResponseParts = {}): OutgoingResponse {
    return this.respond(checkedResponse(options, [100, 100], 100));
  }

  drop(): void {
    this.checkDroppable();
    this.fallSilent("dropped");
  }

  /** Stops answering without a word. The transaction is forgotten. */
  dispose(): void {
    this.release("disposed");
    this.#silent = "disposed of";
    this.stopTimers();
    this.transaction.dispose();
    this.core.transactions.remove(this.transaction);
    this.core.counts?.end(this.transaction);
    this.tellReleased("dropped");
  }

  get awaitsAck(): boolean {
    return false;
  }

  get dropped(): boolean {
    return this.#silent === "dropped";
  }

  receiveCancel(message: IncomingRequestMessage): void {
    // RFC 3261 §9.2, RFC 5407 §3.1.2: no effect on a request that has its final response, nor on one that is not an INVITE.
    if (this.message.method !== "INVITE" || this.answered) {
      this.core.report({ reason: "late-cancel", message: `CANCEL for ${this.transaction.id} changes nothing` });
      this.core.callApplication("onLateCancel", () => this.delegate?.onLateCancel?.(message));
      return;
    }
    this.cancelled = true;
    this.#termination = cancelTermination(message);
    this.core.callApplication("onCancel", () => this.delegate?.onCancel?.(message));
    this.refuse(487, "cancelled");
  }

  refuse(
    statusCode: number,
    code: RefusalCode | undefined,
    extraHeaders: readonly string[] = [],
    termination: Termination = terminated("refused-automatically", { code }),
  ): void {
    if (this.answered) return;
    this.#termination ??= termination;
    this.reject({ statusCode, extraHeaders });
    if (code !== undefined) reportRefusal(this.core, this.message, { statusCode, code }, this.transaction.transport);
  }

  /** The peer has ended the dialog that the responses have made. RFC 3261 §15.1.2 */
  endEarlyDialog(_dialog: Dialog, termination: Termination): void {
    this.refuse(487, "dialog-ended", [], termination);
  }

  /** For a request that may not wait for a person: forgets it when even the peer has given up. RFC 4320 §4.2 */
  limitWaiting(): void {
    if (!this.answered) this.#unanswered = startRequestLimit(this.core, this);
  }

  /** @internal The transaction's. */
  automaticTrying(): string {
    return this.construct({ statusCode: 100 }).message;
  }

  /** @internal The transaction's. */
  onStateChange(state: TransactionState): void {
    if (this.answered) this.stopTimers();
    // RFC 3261 §17.2.1: the ACK to a refusal has come.
    if (state === TransactionState.Confirmed) this.settle();
  }

  /** @internal The transaction's. */
  onSend(message: string | Uint8Array, transport: Transport): void {
    traceMessage(this.core, "out", message, transport);
  }

  /** @internal The transaction's. */
  onTransportError(error: TransportError): void {
    this.core.callApplication("onTransportError", () => this.delegate?.onTransportError?.(error));
  }

  /** @internal The transaction's. */
  onTimeout(): void {
    this.core.callApplication("onTimeout", () => this.delegate?.onTimeout?.());
  }

  /** @internal The clock's. */
  onTimer(name: string): void {
    this.reportUnanswered();
    if (name === "requestTimeout") this.refuse(500, "answer-timeout");
    else this.dispose();
  }

  protected reportUnanswered(): void {
    reportUnanswered(this.core, this.message, this.#receivedAt);
  }

  /** The To tag that is written. */
  protected get responseTag(): string {
    return this.toTag;
  }

  /** What `reject` sends when nothing else is said. */
  protected get defaultRejection(): number {
    return 480;
  }

  /** Checks → builds → sends. What throws has changed nothing. */
  protected respond(options: ResponseOptions): OutgoingResponse {
    const response = this.construct(options);
    this.sendResponse(options.statusCode, response);
    return response;
  }

  /** Builds the response, or throws. */
  protected construct(
    options: ResponseOptions,
    { recordRoute = false, toTag = this.responseTag } = {},
  ): OutgoingResponse {
    if (this.answered) throw this.stateError(options.statusCode);
    return serverResponse(this.core, this.message, options, {
      toTag,
      recordRoute,
      // RFC 3261 §8.2.6.1
      timestampDelay: options.statusCode === 100 ? this.#delay : undefined,
    });
  }

  protected sendResponse(statusCode: number, { message }: OutgoingResponse): void {
    this.transaction.receiveResponse(statusCode, message);
    if (statusCode >= 200 && this.message.method !== "INVITE") this.settle();
  }

  /** @internal Nothing more is to be said and heard. */
  settle(): void {
    if (this.#silent === undefined) settleServer(this.core, this);
  }

  /** Why it is refused: what was noted, or our application's own wish. */
  protected takeTermination(statusCode: number): Termination {
    return this.#termination ?? terminated(statusCode < 400 ? "redirected" : "refused");
  }

  /** Says nothing any more; copies of the request are absorbed. */
  protected fallSilent(cause: Silence): void {
    this.release(cause);
    this.#silent = "dropped";
    this.stopTimers();
    this.transaction.drop();
    this.tellReleased(cause);
  }

  /** @throws TransactionStateError when there is no silence to be had any more. */
  protected checkDroppable(): void {
    if (this.answered || this.cancelled) throw this.stateError();
  }

  /** Nothing will be said: lets go of what waits for it. */
  protected release(_cause: Silence | "disposed"): void {
    // A request by itself holds nothing.
  }

  /** Tells the application, last of all. */
  protected tellReleased(_cause: Silence): void {
    // It is no news to who has asked for it.
  }

  /** @param statusCode - What was to be sent; nothing when it was to be dropped. */
  protected stateError(statusCode?: number): TransactionStateError {
    return serverStateError(this.transaction, this.cancelled ? "cancelled" : this.#silent, statusCode);
  }

  protected stopTimers(): void {
    this.#unanswered?.stop();
    this.#unanswered = undefined;
  }

  /** Seconds since the request came, for a Timestamp; nothing when there is none. */
  get #delay(): number | undefined {
    const delay = this.core.environment.clock.now() - this.#receivedAt;
    return delay > 0 ? Math.round(delay) / 1000 : undefined;
  }
}
