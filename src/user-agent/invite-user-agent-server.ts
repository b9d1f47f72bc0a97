import { type Timer } from "../environment/clock.js";
import { type Transport } from "../environment/flow.js";
import { OfferAnswerError, TransactionStateError } from "../errors.js";
import { dialogStateForServer } from "../dialog/dialog-state.js";
import {
  type IncomingInviteRequest,
  type IncomingRequestDelegate,
  type OutgoingResponseWithSession,
  type ResponseParts,
  SessionState,
} from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { sessionDescription } from "../message/session-description.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { contactFor } from "./contact.js";
import { dialogResponse } from "./dialog-response.js";
import { descriptionIn, isReliableProvisional } from "./outgoing-description.js";
import { ProvisionalRefresh } from "./provisional-refresh.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/** Answers an INVITE that asks for a new session. RFC 3261 §13.3 */
export class InviteUserAgentServer extends UserAgentServer implements IncomingInviteRequest {
  declare readonly transaction: InviteServerTransaction;
  readonly #transport: Transport;
  #session: SessionDialog | undefined;
  #contact: string | undefined;
  #accepted: OutgoingResponse | undefined;
  #lastProvisional: { readonly statusCode: number; readonly response: OutgoingResponse } | undefined;
  #refresh: ProvisionalRefresh | undefined;
  #expiry: Timer | undefined;

  constructor(
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport: Transport = core.transport,
  ) {
    super(InviteServerTransaction, core, message, delegate, transport);
    this.#transport = transport;
  }

  /** The session that `progress` or `accept` has made. */
  get session(): SessionDialog | undefined {
    return this.#session;
  }

  override accept(options: ResponseParts = {}): OutgoingResponseWithSession {
    const checked = this.checkedOptions(options, 200, 299, 200);
    if (this.#accepted !== undefined && this.#session !== undefined) return this.#acceptAgain(checked, this.#session);
    this.#checkOpen(checked.statusCode);
    const body = checked.body ?? this.#session?.preview;
    const description = descriptionIn(body);
    if (description === undefined && this.#owesDescription()) {
      throw new OfferAnswerError(`cannot send ${checked.statusCode}: the response has to carry a session description`);
    }
    const response = this.#constructForDialog(body === undefined ? checked : { ...checked, body });
    const session = (this.#session ??= this.#createSession(false));
    this.#accepted = response;
    session.acceptInvite(this.message.cseq, description, () => this.transaction.retransmitAcceptedResponse());
    this.sendResponse(checked.statusCode, response);
    return { ...response, session };
  }

  override progress(options: ResponseParts = {}): OutgoingResponseWithSession {
    const checked = this.checkedOptions(options, 101, 199, 180);
    this.#checkOpen(checked.statusCode);
    const response = this.#constructForDialog(checked);
    const session = (this.#session ??= this.#createSession(true));
    session.showDescription(descriptionIn(checked.body), isReliableProvisional(checked));
    this.#lastProvisional = { statusCode: checked.statusCode, response };
    this.#refresh?.restart();
    this.sendResponse(checked.statusCode, response);
    return { ...response, session };
  }

  override dispose(): void {
    if (this.#session?.early === true) this.#session.dispose();
    super.dispose();
  }

  /** Starts what watches an INVITE that its application did not answer at once. */
  override limitWaiting(): void {
    if (this.answered) return;
    const { clock, timers } = this.core.environment;
    this.#refresh = new ProvisionalRefresh(clock, () => this.#repeatProvisional(), timers.overrides?.["PROVISIONAL"]);
    const seconds = this.message.first(Expires);
    // RFC 3261 §13.3.1: how long the invitation is worth an answer, counted from its receipt.
    if (typeof seconds === "number") this.#expiry = clock.setTimer(seconds * 1000, this, "expires");
    const { answerTimeout = 0 } = this.core.configuration;
    if (seconds instanceof ParseFailure || seconds === undefined) {
      if (answerTimeout > 0) this.#expiry = clock.setTimer(answerTimeout, this, "answerTimeout");
    }
  }

  /** @internal The clock's. */
  override onTimer(name: string): void {
    if (name === "expires") this.refuse(487, "expired");
    else this.refuse(480, "answer-timeout");
  }

  /** @internal The transaction's. */
  onAck(message: IncomingRequestMessage): void {
    this.#session?.receiveAck(message);
  }

  protected override get defaultRejection(): number {
    return 486;
  }

  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 300) this.#session?.refuseInvite();
    super.sendResponse(statusCode, response);
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#refresh?.stop();
    this.#expiry?.stop();
  }

  /** RFC 3261 §13.3.1.4: until the ACK, the same 2xx may be asked for again. */
  #acceptAgain({ statusCode }: ResponseOptions, session: SessionDialog): OutgoingResponseWithSession {
    const response = this.#accepted;
    const awaited = this.transaction.state === TransactionState.Accepted && session.awaitsAck(this.message.cseq);
    if (response === undefined || !awaited) throw this.stateError(statusCode);
    this.transaction.retransmitAcceptedResponse();
    return { ...response, session };
  }

  #checkOpen(statusCode: number): void {
    if (this.cancelled || this.answered) throw this.stateError(statusCode);
    if (this.#session?.sessionState !== SessionState.Terminated) return;
    throw new TransactionStateError(`cannot send ${statusCode}: session ${this.#session.id} has been disposed of`);
  }

  #owesDescription(): boolean {
    if (this.#session === undefined) return true;
    return this.#session.owesDescription;
  }

  #constructForDialog(options: ResponseOptions): OutgoingResponse {
    this.#contact ??= contactFor(this.core, this.message, this.#transport);
    return this.construct(dialogResponse(options, this.#contact, this.core), true);
  }

  #createSession(early: boolean): SessionDialog {
    this.#contact ??= contactFor(this.core, this.message, this.#transport);
    const state = dialogStateForServer(this.message, this.toTag, early, this.#transport, this.#contact);
    return this.core.createDialog(this.transaction, state, sessionDescription(this.message, this.core.limits));
  }

  /** RFC 3261 §13.3.1.1: the last one again; a 183 of ours where the application has sent none. */
  #repeatProvisional(): void {
    if (this.answered) return;
    if (this.#lastProvisional === undefined) this.progress({ statusCode: 183 });
    else this.sendResponse(this.#lastProvisional.statusCode, this.#lastProvisional.response);
  }
}
