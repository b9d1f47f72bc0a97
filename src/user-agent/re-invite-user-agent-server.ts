import { type Timer } from "../environment/clock.js";
import { type Transport } from "../environment/flow.js";
import { OfferAnswerError } from "../errors.js";
import { contactTarget } from "../dialog/dialog-state.js";
import {
  type IncomingInviteRequest,
  type IncomingRequestDelegate,
  type OutgoingResponseWithSession,
  type ResponseParts,
} from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { sessionDescription } from "../message/session-description.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { dialogResponse } from "./dialog-response.js";
import { descriptionIn, isReliableProvisional } from "./outgoing-description.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/** Answers an INVITE that asks for a change to a session. RFC 3261 §14.2 */
export class ReInviteUserAgentServer extends UserAgentServer implements IncomingInviteRequest {
  declare readonly transaction: InviteServerTransaction;
  readonly #dialog: SessionDialog;
  #accepted: OutgoingResponse | undefined;
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
    dialog.beginReInvite(sessionDescription(message, core.limits));
    dialog.addPending(this);
  }

  override accept(options: ResponseParts = {}): OutgoingResponseWithSession {
    const checked = this.checkedOptions(options, 200, 299, 200);
    const dialog = this.#dialog;
    if (this.#accepted !== undefined) return this.#acceptAgain(this.#accepted, checked);
    if (this.cancelled || this.answered) throw this.stateError(checked.statusCode);
    const offer = sessionDescription(this.message, this.core.limits);
    const body = checked.body ?? dialog.preview ?? dialog.standingFor(offer);
    const description = descriptionIn(body);
    // RFC 3261 §14.2: an offer is answered, and the lack of one asks for ours. After an earlier answer nothing is owed.
    if (description === undefined && (dialog.owesAnswer || offer === undefined)) {
      throw new OfferAnswerError(`cannot send ${checked.statusCode}: the response has to carry a session description`);
    }
    const response = this.#constructForDialog(body === undefined ? checked : { ...checked, body });
    this.#accepted = response;
    dialog.removePending(this);
    dialog.acceptReInvite(this.message.cseq, contactTarget(this.message), description, () =>
      this.transaction.retransmitAcceptedResponse(),
    );
    this.sendResponse(checked.statusCode, response);
    return { ...response, session: dialog };
  }

  override progress(options: ResponseParts = {}): OutgoingResponseWithSession {
    const checked = this.checkedOptions(options, 101, 199, 180);
    if (this.cancelled || this.answered) throw this.stateError(checked.statusCode);
    const response = this.#constructForDialog(checked);
    const reliable = isReliableProvisional(checked);
    // RFC 6141 §4.6: kept from now on, whatever becomes of the re-INVITE.
    if (reliable) this.#dialog.refreshTarget(contactTarget(this.message));
    this.#dialog.showDescription(descriptionIn(checked.body), reliable);
    this.sendResponse(checked.statusCode, response);
    return { ...response, session: this.#dialog };
  }

  override dispose(): void {
    this.#dialog.removePending(this);
    if (!this.answered) this.#dialog.refuseReInvite();
    this.#dialog.forgetRefusal(this.transaction);
    super.dispose();
  }

  /** The dialog has ended first. RFC 3261 §15.1.2 */
  terminate(): void {
    this.refuse(487, "dialog-ended");
  }

  /** A change may wait for a person, as a call may; the peer takes it back when it has waited enough. */
  override limitWaiting(): void {
    const seconds = this.message.first(Expires);
    if (this.answered || typeof seconds !== "number") return;
    // RFC 3261 §13.3.1: unless the peer has said how long.
    this.#expiry = this.core.environment.clock.setTimer(seconds * 1000, this, "expires");
  }

  /** @internal The clock's. */
  override onTimer(): void {
    this.refuse(487, "expired");
  }

  /** @internal The transaction's. */
  onAck(message: IncomingRequestMessage): void {
    this.#dialog.receiveAck(message);
  }

  protected override get defaultRejection(): number {
    return 488;
  }

  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 300) {
      this.#dialog.removePending(this);
      this.#dialog.refuseReInvite();
    }
    super.sendResponse(statusCode, response);
    if (statusCode >= 300) this.#dialog.awaitConfirmation(this.transaction);
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#expiry?.stop();
  }

  #acceptAgain(response: OutgoingResponse, { statusCode }: ResponseOptions): OutgoingResponseWithSession {
    const awaited = this.transaction.state === TransactionState.Accepted && this.#dialog.awaitsAck(this.message.cseq);
    if (!awaited) throw this.stateError(statusCode);
    this.transaction.retransmitAcceptedResponse();
    return { ...response, session: this.#dialog };
  }

  #constructForDialog(options: ResponseOptions): OutgoingResponse {
    return this.construct(dialogResponse(options, this.#dialog.localContact, this.core));
  }
}
