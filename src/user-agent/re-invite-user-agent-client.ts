import { type Timer, type TimerTarget } from "../environment/clock.js";
import { OfferAnswerError } from "../errors.js";
import { type ClientDialog, type PendingRequest } from "../dialog/dialog-user.js";
import { contactTarget } from "../dialog/dialog-state.js";
import { type OutgoingAckRequest, type OutgoingRequest, type RequestOptions } from "../dialog/outgoing-request.js";
import { type OutgoingInviteRequest, type OutgoingInviteRequestDelegate, SessionState } from "../dialog/session.js";
import { type Body } from "../message/body.js";
import { cancelFor } from "../message/cancel-for.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { rejectedDescription } from "../message/rejected-description.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { type ClientTransaction } from "../transaction/client-transaction.js";
import { InviteClientTransaction } from "../transaction/invite-client-transaction.js";
import { CallUserAgentClient } from "./call-user-agent-client.js";
import { credentialsOf } from "./answered-challenges.js";
import { CancelUserAgentClient } from "./cancel-user-agent-client.js";
import { localResponse } from "./local-response.js";
import { isReliableResponse, ReliableReceipts } from "./reliable-receipts.js";
import { offerRestored, restoredDescription } from "./restore-description.js";
import { sendInDialog } from "./send-in-dialog.js";
import { type UserAgentHost } from "./user-agent-host.js";

type TransactionParts = ConstructorParameters<typeof InviteClientTransaction>;

/** Sends a re-INVITE. RFC 3261 §14.1 */
export class ReInviteUserAgentClient
  extends CallUserAgentClient
  implements OutgoingInviteRequest, PendingRequest, TimerTarget
{
  declare delegate: OutgoingInviteRequestDelegate | undefined;
  #state: "calling" | "proceeding" | "accepted" | "over" = "calling";
  #ack: OutgoingRequestMessage | undefined;
  #cancelWanted: { readonly extraHeaders: readonly string[] } | undefined;
  #limit: Timer | undefined;
  #receipts: ReliableReceipts | undefined;
  #offerAfterEnd: Body | undefined;

  constructor(
    core: UserAgentHost,
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingInviteRequestDelegate | undefined,
  ) {
    super(core, dialog, message, delegate);
    this.delegate = delegate;
    dialog.addPending(this);
  }

  override cancel(reason?: string, options: RequestOptions = {}): void {
    if (this.#state === "accepted" || this.#state === "over" || this.#cancelWanted !== undefined) return;
    const extraHeaders = [...(reason === undefined ? [] : [`Reason: ${reason}`]), ...(options.extraHeaders ?? [])];
    cancelFor(this.message, extraHeaders); // Throws now what would throw later.
    this.#cancelWanted = { extraHeaders };
    // RFC 3261 §9.1: not before a provisional response.
    if (this.#state === "proceeding") this.#sendCancel(extraHeaders);
  }

  override dispose(): void {
    this.#settle();
    super.dispose();
  }

  /** @internal The dialog has ended first: a provisional response is no promise any more. RFC 5407 §3.2.3: a 2xx may still come. */
  terminate(): void {
    if (this.flow !== undefined) return this.#limitWaiting();
    // It has not left yet, and has no reason to.
    this.conclude(localResponse(this.message, 487));
    this.dispose();
  }

  /** @internal The clock's: no final response within 64*T1 of the CANCEL (RFC 3261 §9.1), or of the end of the dialog. */
  onTimer(): void {
    this.concludeUnanswered();
    this.dispose();
  }

  /** What is taken back goes nowhere else. */
  protected override get mayTryNext(): boolean {
    return super.mayTryNext && this.#cancelWanted === undefined;
  }

  protected override get mayRepeat(): boolean {
    return this.#cancelWanted === undefined && !this.#hasCallEnded();
  }

  protected override createTransaction(...parts: TransactionParts): ClientTransaction {
    this.#state = "calling";
    this.#receipts = undefined;
    return new InviteClientTransaction(...parts);
  }

  protected override receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    if (statusCode < 200) return this.#receiveProvisional(message);
    this.#settle();
    if (statusCode < 300) return this.#receiveAccepted(message);
    if (this.#state === "over" || this.#state === "accepted") return;
    this.#state = "over";
    const restored = restoredDescription(this.dialog);
    this.dialog.inviteOver("refused");
    super.receive(message);
    // RFC 6141 §3.4: what a reliable response had put into effect already is undone on both sides.
    if (restored !== undefined) offerRestored(this.dialog.session, restored);
  }

  #receiveProvisional(message: IncomingResponseMessage): void {
    if (this.#state === "calling") {
      this.#state = "proceeding";
      if (this.#cancelWanted !== undefined) this.#sendCancel(this.#cancelWanted.extraHeaders);
    }
    if (message.statusCode === 100) return this.tell("onTrying", { message });
    if (!isReliableResponse(message)) return this.#tellProgress(message, () => this.dialog.session.prack());
    const receipt = (this.#receipts ??= new ReliableReceipts(this.core, this.dialog, this.message.cseq)).receive(
      message,
    );
    if (receipt === undefined) return;
    this.#tellProgress(message, (options) => receipt.prack(options));
    // RFC 3262 §5: nobody answers the offer, or there is none where there has to be.
    const rejection = this.delegate?.onProgress === undefined ? this.#rejection : undefined;
    if (rejection !== undefined) receipt.prack({ body: rejection });
    receipt.settle();
    if (this.dialog.lacksOffer) this.cancel('SIP;cause=488;text="No offer in the reliable response"');
  }

  #tellProgress(message: IncomingResponseMessage, prack: (options?: RequestOptions) => OutgoingRequest): void {
    const { session } = this.dialog;
    this.core.callApplication("onProgress", () => this.delegate?.onProgress?.({ message, session, prack }));
  }

  #receiveAccepted(message: IncomingResponseMessage): void {
    const { dialog } = this;
    if (this.#state === "accepted") return this.#receiveCopy();
    this.#state = "accepted";
    dialog.refreshTarget(contactTarget(message));
    const description = sessionDescription(message, this.core.limits);
    dialog.receiveDescription(description, "2xx");
    // RFC 5407 §3.2.3: also after our BYE the ACK has to be right.
    if (this.#hasCallEnded() && descriptionIn(this.message.body) === undefined) this.#offerAfterEnd = description;
    dialog.sessionRefreshed(this.original, message);
    // RFC 3261 §13.2.1: our offer was to be answered here at the latest.
    const unanswered = dialog.isOfferOpen("INVITE");
    // RFC 5407 §3.2.3: after our BYE the 2xx still gets its ACK, and nothing else.
    if (unanswered || this.#hasCallEnded() || this.delegate?.onAccept === undefined) {
      this.#acknowledgeAlone(unanswered);
      return;
    }
    const ack = (options?: RequestOptions): OutgoingAckRequest => this.#acknowledge(options);
    const told = this.core.callApplication("onAccept", () => {
      this.delegate?.onAccept?.({ message, session: dialog.session, ack });
      return true;
    });
    // One that throws counts as none, and one that hangs up does not acknowledge later.
    if (this.#ack === undefined && (told !== true || this.#hasCallEnded())) this.#acknowledgeAlone();
  }

  /** RFC 3261 §13.2.2.4: each copy of the 2xx gets its ACK; RFC 5407 §3.2.3: also when the call was ended without one. */
  #receiveCopy(): void {
    if (this.#ack === undefined && this.#hasCallEnded()) this.#acknowledgeAlone();
    else this.#sendAck();
  }

  #hasCallEnded(): boolean {
    return this.dialog.session.sessionState === SessionState.Terminated;
  }

  /** Nobody is there to answer an offer: the ACK goes out as it must, and a call without an answer ends. RFC 3261 §13.2.2.4 */
  #acknowledgeAlone(unanswered = false): void {
    const { owesAnswer, session } = this.dialog;
    const body = this.#rejection;
    this.#finish(body === undefined ? {} : { body }, body);
    if (owesAnswer || unanswered) session.end({ extraHeaders: [NO_AGREEMENT] });
  }

  /** The answer to an offer in a response that nobody here takes. RFC 3261 §13.2.2.4: an ACK without it would be wrong. */
  get #rejection(): Body | undefined {
    const { owesAnswer, session } = this.dialog;
    const offer = owesAnswer ? session.offer : this.#offerAfterEnd;
    return offer && rejectedDescription(offer, undefined);
  }

  #acknowledge(options: RequestOptions = {}): OutgoingAckRequest {
    if (this.#ack !== undefined) return { message: this.#ack };
    const description = descriptionIn(options.body);
    if (this.dialog.owesAnswer && description === undefined) {
      throw new OfferAnswerError("cannot send ACK: the offer in the 2xx has to be answered");
    }
    return this.#finish(options, description);
  }

  #finish(options: RequestOptions, description: ReturnType<typeof descriptionIn>): OutgoingAckRequest {
    // RFC 3261 §13.2.2.4: the ACK has the credentials of its INVITE.
    const extraHeaders = [...(options.extraHeaders ?? []), ...credentialsOf(this.message)];
    const message = this.core.makeRequest(this.dialog, "ACK", { ...options, extraHeaders }, this.message.cseq);
    this.#ack = message;
    if (this.dialog.owesAnswer) this.dialog.sendDescription(description, "ACK");
    this.dialog.inviteOver("accepted");
    this.#sendAck();
    return { message };
  }

  #sendAck(): void {
    if (this.#ack !== undefined) sendInDialog(this.core, this.dialog, this.#ack);
  }

  #sendCancel(extraHeaders: readonly string[]): void {
    if (this.flow === undefined) return;
    new CancelUserAgentClient(this.core, cancelFor(this.message, extraHeaders), this.flow).start();
    this.#limitWaiting();
  }

  #limitWaiting(): void {
    const { clock, timers } = this.core.environment;
    this.#limit?.stop();
    this.#limit = clock.setTimer(64 * timers.T1, this, "unanswered");
  }

  /** Nothing is waited for any more. */
  #settle(): void {
    this.#limit?.stop();
    this.dialog.removePending(this);
  }
}

// RFC 3326 §3.2
const NO_AGREEMENT = 'Reason: SIP;cause=488;text="No agreement on the session"';
