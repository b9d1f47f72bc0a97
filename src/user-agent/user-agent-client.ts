import { type Environment } from "../environment/environment.js";
import { type Flow } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { TransactionStateError } from "../errors.js";
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
import { AnsweredChallenges, isChallenge } from "./answered-challenges.js";
import { requestBy } from "./dialog-request.js";
import { localResponse } from "./local-response.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { type WaySource, WaysToTry } from "./ways-to-try.js";

/**
 * Sends one request, and tells what becomes of it. RFC 3261 §8.1
 *
 * A way that fails, or leads to nobody who answers, is followed by the next one; only when none is left the application is told. RFC 3263 §4.3
 */
export class UserAgentClient implements OutgoingRequest {
  delegate: OutgoingRequestDelegate | undefined;
  readonly loggerFactory: LoggerFactory;
  readonly environment: Environment;
  protected readonly core: UserAgentHost;
  /** As it was made. What is sent has the Via of its way. */
  protected readonly original: OutgoingRequestMessage;
  readonly #ways: WaysToTry;
  #message: OutgoingRequestMessage;
  #flow: Flow | undefined;
  #transaction: ClientTransaction | undefined;
  /** Somebody has answered, and more than that the request has come. */
  #heard = false;
  /** What became of it by the ways that were tried. */
  #failure: IncomingResponseMessage | undefined;
  #challenges: AnsweredChallenges | undefined;
  #over = false;

  /** @param sources - Where ways come from, the best first. */
  constructor(
    core: UserAgentHost,
    message: OutgoingRequestMessage,
    sources: readonly WaySource[],
    delegate: OutgoingRequestDelegate | undefined,
  ) {
    this.core = core;
    this.original = message;
    this.#message = message;
    this.#ways = new WaysToTry(core, sources);
    this.delegate = delegate;
    this.loggerFactory = core.loggerFactory;
    this.environment = core.environment;
  }

  /** As it is sent by the way that is being tried; with credentials, when it has been challenged. */
  get message(): OutgoingRequestMessage {
    return this.#message;
  }

  /** Sends it; the transaction repeats it. */
  start(): this {
    this.core.clients.add(this);
    this.depart();
    return this;
  }

  dispose(): void {
    this.#over = true;
    this.core.clients.delete(this);
    this.#ways.stop();
    this.departed();
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    transaction.dispose();
    this.core.transactions.removeClient(transaction);
  }

  cancel(_reason?: string, _options?: RequestOptions): void {
    // RFC 3261 §9.1: CANCEL is for INVITE only.
    throw new TransactionStateError(`cannot cancel ${this.message.method}: only an INVITE can be taken back`);
  }

  /** The way that is being tried; none while it is still looked for. */
  protected get flow(): Flow | undefined {
    return this.#flow;
  }

  /** Whether the next way may be tried: nobody has begun to serve the request. */
  protected get mayTryNext(): boolean {
    return !this.#heard;
  }

  /** Whether it may be sent again with credentials. RFC 3261 §22.1: a CANCEL may not. */
  protected get mayRepeat(): boolean {
    return this.original.method !== "CANCEL";
  }

  /** The number for the request when it is sent again. RFC 3261 §8.1.3.5 */
  protected nextSequenceNumber(): number {
    return this.#message.cseq + 1;
  }

  /** Sends it by the first way. */
  protected depart(): void {
    if (this.#over) this.departed();
    else this.#ways.next((way) => this.#sendBy(way));
  }

  /** It has left, or never will. */
  protected departed(): void {
    // Nobody waits for a request by itself.
  }

  protected createTransaction(
    message: OutgoingRequestMessage,
    flow: Flow,
    user: ClientTransactionUser,
  ): ClientTransaction {
    return new NonInviteClientTransaction(message, flow, user);
  }

  /** Takes what the request has come to, or is coming to. */
  protected conclude(response: IncomingResponseMessage): void {
    if (!this.#over && !this.#answersChallenge(response)) this.receive(response);
  }

  /** RFC 3261 §8.1.3.1: no response in time is to be treated as a 408. */
  protected concludeUnanswered(): void {
    this.conclude(localResponse(this.message, 408));
  }

  /** Tells the delegate. RFC 3261 §8.1.3.2: an unknown code counts as the first of its class. */
  protected receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    const response = { message };
    if (statusCode < 200) return this.tell(statusCode === 100 ? "onTrying" : "onProgress", response);
    if (statusCode < 300) return this.tell("onAccept", response);
    this.tell(statusCode < 400 ? "onRedirect" : "onReject", response);
  }

  protected tell(what: keyof OutgoingRequestDelegate, response: IncomingResponse): void {
    this.core.callApplication(what, () => this.delegate?.[what]?.(response));
  }

  #sendBy(flow: Flow | undefined): void {
    if (flow === undefined) return this.#giveUp();
    // RFC 3263 §4.3: another way is another transaction, with a branch of its own.
    this.#message = requestBy(this.core, flow, this.#message, this.#transaction !== undefined);
    this.#flow = flow;
    const isCurrent = (): boolean => this.#transaction === transaction && !this.#over;
    const transaction = this.createTransaction(this.#message, flow, {
      loggerFactory: this.loggerFactory,
      environment: this.environment,
      onSend: (message, transport) => traceMessage(this.core, "out", message, transport),
      onStateChange: (state) => {
        if (state === TransactionState.Terminated && isCurrent() && !this.#isWaiting) this.core.clients.delete(this);
      },
      onResponse: (response) => {
        if (isCurrent()) this.#receiveResponse(response, flow);
      },
      onTimeout: () => {
        if (isCurrent()) this.#tryNext(flow, localResponse(this.message, 408), false);
      },
      // RFC 3261 §8.1.3.1: to be treated as a 503.
      onTransportError: () => {
        if (isCurrent()) this.#tryNext(flow, localResponse(this.message, 503), true);
      },
    });
    this.#transaction = transaction;
    this.core.transactions.addClient(transaction);
    this.core.clients.add(this);
    transaction.start();
    this.departed();
  }

  #receiveResponse(response: IncomingResponseMessage, flow: Flow): void {
    const { statusCode } = response;
    // RFC 3263 §4.3: who cannot serve it now leaves it to others.
    if (statusCode === 503 && this.mayTryNext && this.#ways.left) return this.#tryNext(flow, response, false);
    if (statusCode !== 100) this.#heard = true;
    this.conclude(response);
  }

  /** Whether credentials are still looked for: who waits for them can be disposed of. */
  get #isWaiting(): boolean {
    return this.#challenges?.waiting === true;
  }

  #answersChallenge(response: IncomingResponseMessage): boolean {
    const { credentials } = this.core.configuration;
    if (credentials === undefined || !isChallenge(response) || !this.mayRepeat) return false;
    this.#challenges ??= new AnsweredChallenges(this.core, credentials, this.original);
    return this.#challenges.answer(this.#message, response, (extraHeaders) => {
      if (this.#over) return;
      if (extraHeaders === undefined || !this.mayRepeat) {
        this.core.clients.delete(this);
        return this.receive(response);
      }
      this.#message = this.#message.repeated(this.nextSequenceNumber(), extraHeaders);
      this.#sendBy(this.#flow);
    });
  }

  #tryNext(flow: Flow, failure: IncomingResponseMessage, connectionOnly: boolean): void {
    if (!this.mayTryNext) return this.conclude(failure);
    this.#ways.exclude(flow, connectionOnly);
    this.#failure = failure;
    this.core.clients.add(this);
    this.#ways.next((way) => this.#sendBy(way));
  }

  #giveUp(): void {
    this.core.clients.delete(this);
    this.conclude(this.#failure ?? localResponse(this.message, 503));
    this.departed();
  }
}
