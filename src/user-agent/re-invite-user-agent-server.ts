import { type Timer } from "../environment/clock.js";
import { type Transport } from "../environment/flow.js";
import { contactTarget } from "../dialog/dialog-state.js";
import { type IncomingRequestDelegate, type ResponseParts } from "../dialog/incoming-request.js";
import {
  type AcceptOptions,
  type IncomingInviteRequest,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
} from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { sessionDescription } from "../message/session-description.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type Capabilities } from "./capabilities.js";
import { startAnswerLimit } from "./answer-limit.js";
import { dialogResponse } from "./dialog-response.js";
import { wantedInfoPackages } from "./info-package-answer.js";
import { ANSWER_MISSING, type InviteAnswerer, InviteResponder } from "./invite-responder.js";
import { restoreDescription } from "./restore-description.js";
import { agreeByResponse, type TimedResponse, timedResponse, type TimerContext } from "./timed-response.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";
import { checkedResponse } from "./checked-response.js";

/** Answers an INVITE that asks for a change to a session. RFC 3261 §14.2 */
export class ReInviteUserAgentServer extends UserAgentServer implements IncomingInviteRequest, InviteAnswerer {
  declare readonly transaction: InviteServerTransaction;
  readonly #dialog: SessionDialog;
  readonly #responder: InviteResponder;
  /** The 2xx that ends a re-INVITE whose change could no longer be refused. */
  #restoring: OutgoingResponse | undefined;
  #expiry: Timer | undefined;

  constructor(
    dialog: SessionDialog,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(InviteServerTransaction, core, message, delegate, transport);
    this.#dialog = dialog;
    this.#responder = new InviteResponder(this, message);
    dialog.beginReInvite(sessionDescription(message, core.limits));
    dialog.addPending(this);
  }

  /** @internal */
  get wantedInfoPackages(): readonly string[] {
    return wantedInfoPackages(this.#dialog, this.core);
  }

  /** @internal */
  get capabilities(): Capabilities {
    return this.core.capabilities;
  }

  /** Whether it offers what stands already: a refresh. RFC 4028 §7.4 */
  get asksForNothingNew(): boolean {
    const offer = sessionDescription(this.message, this.core.limits);
    return offer !== undefined && this.#dialog.answersRefresh && this.#dialog.standingFor(offer) !== undefined;
  }

  /** @internal */
  get mostQueued(): number | undefined {
    return this.core.configuration.overload?.queuedProvisionals;
  }

  /** @internal Whether a 2xx has been sent, or waits. */
  get accepting(): boolean {
    return this.#responder.accepted !== undefined || this.#restoring !== undefined;
  }

  override answerByDefault(): void {
    if (!this.accepting) super.answerByDefault();
  }

  override accept(options: AcceptOptions = {}): OutgoingResponseWithSession {
    const checked = checkedResponse(options, [200, 299], 200);
    const accepted = this.#responder.accepted ?? this.#restoring;
    if (accepted !== undefined) return this.#acceptAgain(accepted, checked);
    if (this.cancelled || this.answered) throw this.stateError(checked.statusCode);
    const dialog = this.#dialog;
    const timed = timedResponse(this.message, checked, this.#timerContext);
    return this.#responder.accept(
      timed.options,
      dialog.offerAnswer,
      () => dialog,
      (description) => {
        dialog.removePending(this);
        dialog.acceptReInvite(this.message.cseq, contactTarget(this.message), description, this);
        agreeByResponse(dialog, timed);
      },
    );
  }

  override progress(options: ProgressOptions = {}): OutgoingProgressResponse {
    const checked = checkedResponse(options, [101, 199], 180);
    if (this.cancelled || this.answered || this.#responder.accepted || this.#restoring) {
      throw this.stateError(checked.statusCode);
    }
    const dialog = this.#dialog;
    const progress = this.#responder.progress(checked, dialog.offerAnswer, () => dialog);
    // RFC 6141 §4.6: kept from now on, whatever becomes of the re-INVITE.
    if (progress.acknowledged !== undefined || dialog.pracksByApplication) {
      dialog.refreshTarget(contactTarget(this.message));
    }
    return progress;
  }

  /**
   * Refuses. When a reliable response and its PRACK have put the change into effect already, an error would leave the two sides apart: what
   * stood before is restored by an UPDATE, or a re-INVITE, of ours, and the re-INVITE ends with the 2xx that is returned. RFC 6141 §3.3
   */
  override reject(options: ResponseParts = {}): OutgoingResponse {
    const checked = checkedResponse(options, [400, 699], this.defaultRejection);
    if (this.answered || !this.#dialog.executed) return this.respond(checked);
    if (this.#restoring !== undefined) throw this.stateError(checked.statusCode);
    const timed = timedResponse(this.message, { statusCode: 200 }, this.#timerContext);
    const response = this.constructForDialog(timed.options);
    this.#restoring = response;
    restoreDescription(this.#dialog, () => this.#acceptExecuted(response, timed));
    return response;
  }

  protected override checkDroppable(): void {
    super.checkDroppable();
    if (this.#responder.accepted !== undefined || this.#restoring !== undefined) throw this.stateError();
  }

  protected override release(): void {
    this.#dialog.removePending(this);
    this.#dialog.endProvisionals();
    if (!this.answered) this.#dialog.refuseReInvite();
    this.#dialog.forgetRefusal(this.transaction);
  }

  /** The dialog has ended first. RFC 3261 §15.1.2 */
  terminate(): void {
    this.refuse(487, "dialog-ended");
  }

  /** A change may wait for a person, as a call may; the peer takes it back when it has waited enough. */
  override limitWaiting(): void {
    if (!this.answered) this.#expiry = startAnswerLimit(this.core, this.message, this);
  }

  /** @internal The clock's. */
  override onTimer(name: string): void {
    if (name === "expires") return this.refuse(487, "expired");
    this.reportUnanswered();
    // RFC 5057 §5.1: a 480 would end the call.
    this.refuse(488, "answer-timeout");
  }

  /** @internal The transaction's. */
  onAck(message: IncomingRequestMessage): void {
    this.#dialog.receiveAck(message);
  }

  /** @internal RFC 3262 §3: 64*T1 without the PRACK. */
  onPrackTimeout(): void {
    this.refuse(504, "prack-timeout");
  }

  /** @internal RFC 3262 §5 */
  onAnswerMissing(): void {
    this.refuse(500, "answer-missing", [ANSWER_MISSING]);
  }

  /** @internal The dialog's: the 2xx again. */
  repeat(): void {
    this.transaction.retransmitAcceptedResponse();
  }

  /** @internal */
  constructForDialog(options: ResponseOptions): OutgoingResponse {
    return this.construct(dialogResponse(options, this.#dialog.localContact, this.core));
  }

  protected override get defaultRejection(): number {
    return 488;
  }

  /** @internal */
  override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 300) {
      this.#dialog.removePending(this);
      this.#dialog.endProvisionals();
      this.#dialog.refuseReInvite();
    }
    super.sendResponse(statusCode, response);
    if (statusCode >= 300) this.#dialog.awaitConfirmation(this.transaction);
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#expiry?.stop();
  }

  get #timerContext(): TimerContext {
    return { configured: this.core.sessionTimers, current: this.#dialog.sessionTimers };
  }

  /** The re-INVITE ends without a description: the exchange in it is complete. */
  #acceptExecuted(response: OutgoingResponse, timed: TimedResponse): void {
    if (this.answered) return;
    this.#dialog.endProvisionals();
    this.#dialog.removePending(this);
    this.#dialog.acceptReInvite(this.message.cseq, contactTarget(this.message), undefined, this);
    agreeByResponse(this.#dialog, timed);
    this.sendResponse(200, response);
  }

  #acceptAgain(response: OutgoingResponse, { statusCode }: ResponseOptions): OutgoingResponseWithSession {
    const waits = !this.answered && this.#dialog.alive;
    const awaited = this.transaction.state === "Accepted" && this.#dialog.awaitsAck(this.message.cseq);
    if (!waits && !awaited) throw this.stateError(statusCode);
    if (awaited) this.transaction.retransmitAcceptedResponse();
    return { ...response, session: this.#dialog };
  }
}
