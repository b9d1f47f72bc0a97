import { type Transport } from "../environment/flow.js";
import { type Logger } from "../environment/logger.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { AcceptedRetransmission } from "./accepted-retransmission.js";
import { admitRequest, type Verdict } from "./admit-request.js";
import { type CalleeAction, type CalleeEvent, type CalleeState, calleeTable } from "./callee-table.js";
import { checkedEnd } from "./checked-end.js";
import { Dialog } from "./dialog.js";
import { type DialogState } from "./dialog-state.js";
import { type DialogUser, type PendingRequest } from "./dialog-user.js";
import { OfferAnswer } from "./offer-answer.js";
import { type EndOptions, type RequestOptions, type SessionDelegate } from "./session.js";
import { isThenable } from "./thenable.js";

/**
 * The callee's side of an INVITE dialog: walks the table, keeps offer and answer, waits for ACKs.
 * What the peer does comes in here; what our own user may ask for is in `SessionDialog`.
 */
export abstract class CalleeDialog extends Dialog {
  delegate: SessionDelegate | undefined;
  protected readonly user: DialogUser;
  protected readonly offerAnswer = new OfferAnswer();
  protected readonly logger: Logger;
  /** Our re-INVITE is under way. */
  protected outgoingInvite = false;
  /** The way the dialog began by. */
  readonly transport: Transport;
  /** Of the INVITE that is still to be answered; let go with it, for it holds the whole message. */
  #transaction: InviteServerTransaction | undefined;
  readonly #inviteSequence: number | undefined;
  #state: CalleeState = "Early";
  /** The 2xx that wait for their ACK: of the first INVITE, of a later one, seldom both (RFC 5407 §3.1.4). */
  #accepted: AcceptedRetransmission[] = [];
  #pending: Set<PendingRequest> | undefined;
  /** INVITEs of the peer whose refusal waits for its ACK. */
  #refused: Set<ServerTransaction> | undefined;
  #incomingInvite = false;
  #highestInvite = 0;
  #answersInWork = 0;
  #endWanted: EndOptions | undefined;

  protected constructor(
    initialTransaction: InviteServerTransaction,
    user: DialogUser,
    state: DialogState,
    delegate: SessionDelegate | undefined,
    offer: Body | undefined,
  ) {
    super(state);
    this.delegate = delegate;
    this.user = user;
    this.logger = user.loggerFactory.getLogger("sip.invite-dialog");
    this.#transaction = initialTransaction;
    this.transport = initialTransaction.transport;
    this.#inviteSequence = state.remoteSequenceNumber;
    this.offerAnswer.receive(offer);
    user.dialogs.add(this);
    this.logger.debug(`${this.id}: created`);
  }

  /** Sends a BYE; the table has allowed it. */
  protected abstract sendBye(options: RequestOptions): void;

  get state(): CalleeState {
    return this.#state;
  }

  /** What an unreliable 1xx has shown and the 2xx still has to carry. */
  get preview(): Body | undefined {
    return this.offerAnswer.preview;
  }

  /** Our side of what stands, for a re-INVITE that asks for nothing new. */
  standingFor(offered: Body | undefined): Body | undefined {
    return this.offerAnswer.standingFor(offered);
  }

  /** Whether a 2xx now needs a session description. */
  get owesDescription(): boolean {
    return this.offerAnswer.owesDescription;
  }

  /** An INVITE is under way in either direction. RFC 3261 §14.1; with RFC 6026, the peer's is over once our final response is acknowledged. */
  get inviteUnderWay(): boolean {
    return this.#incomingInvite || this.outgoingInvite || this.#accepted.length > 0 || (this.#refused?.size ?? 0) > 0;
  }

  /** Whether the ACK to a 2xx with this sequence number is still awaited. */
  awaitsAck(sequence: number): boolean {
    return this.#accepted.some((accepted) => accepted.sequence === sequence);
  }

  dispose(): void {
    this.take("dispose");
  }

  end(options: EndOptions = this.#endWanted ?? {}): void {
    this.#endWanted = checkedEnd(options);
    this.take("end");
  }

  /** May this request in? Its sequence number counts from now on, whatever becomes of it. RFC 3261 §12.2.2, §14.2 */
  admit(message: IncomingRequestMessage): Verdict {
    const verdict = admitRequest({
      method: message.method,
      mortal: this.#state === "Mortal",
      inOrder: this.advanceRemoteSequenceNumber(message.cseq),
      incomingInvitePending: this.#state === "Early" || this.#incomingInvite,
      outgoingInvitePending: this.outgoingInvite,
      answerInWork: this.#answersInWork > 0,
      offerUnanswered: this.offerAnswer.state === "HaveLocalOffer" && this.#accepted.some(({ offered }) => offered),
      retryAfter: () => this.user.environment.random.below(11),
    });
    if (message.method === "INVITE") this.#highestInvite = Math.max(this.#highestInvite, message.cseq);
    return verdict;
  }

  /** An ACK with the dialog's tags that no transaction took. RFC 3261 §13.3.1.4 */
  receiveAck(message: IncomingRequestMessage): void {
    const accepted = this.#accepted.find(({ sequence }) => sequence === message.cseq);
    if (accepted === undefined) {
      this.logger.debug(`${this.id}: absorbed an ACK that nothing waits for`);
      return;
    }
    this.#stopWaiting(accepted);
    if (message.cseq === this.#inviteSequence) this.take("ack");
    const answerOwed = accepted.offered && this.offerAnswer.state === "HaveLocalOffer";
    const description = sessionDescription(message, this.user.limits);
    if (answerOwed) this.offerAnswer.receive(description);
    this.#tellAck(message);
    // RFC 3261 §13.2.1: the offer of our 2xx is answered in the ACK or not at all.
    if (answerOwed && description === undefined) this.#endForMissingAnswer();
    this.#endIfWanted();
  }

  /** The peer's BYE has been answered. RFC 3261 §15.1.2 */
  byeReceived(): void {
    this.take("byeReceived");
  }

  /** The first INVITE is accepted: the session is confirmed, its 2xx repeated by `repeat`. */
  acceptInvite(sequence: number, description: Body | undefined, repeat: () => void): void {
    this.take("accept");
    this.offerAnswer.respond(description);
    this.#repeatUntilAck(sequence, repeat);
  }

  /** The first INVITE got 300 to 699: nothing came of it. RFC 3261 §12.3 */
  refuseInvite(): void {
    this.take("refuse");
  }

  /** A provisional response carries a description; `reliable` when it is one that a PRACK answers. */
  showDescription(description: Body | undefined, reliable: boolean): void {
    if (reliable) this.offerAnswer.respond(description);
    else this.offerAnswer.show(description);
  }

  /** A re-INVITE has been let in. */
  beginReInvite(description: Body | undefined): void {
    this.#incomingInvite = true;
    this.offerAnswer.begin();
    this.offerAnswer.receive(description);
  }

  /** The re-INVITE is accepted: target refreshed, its 2xx repeated until the ACK. RFC 3261 §14.2 */
  acceptReInvite(
    sequence: number,
    target: string | undefined,
    description: Body | undefined,
    repeat: () => void,
  ): void {
    this.#incomingInvite = false;
    this.refreshTarget(target);
    this.offerAnswer.respond(description);
    this.#repeatUntilAck(sequence, repeat);
  }

  /** The re-INVITE is refused: all as before. RFC 3261 §14.1, RFC 6141 §3 */
  refuseReInvite(): void {
    this.#incomingInvite = false;
    this.offerAnswer.rollBack();
  }

  /** Our refusal of an INVITE has been sent; until its ACK, that INVITE is in progress. RFC 3261 §14.1 */
  awaitConfirmation(transaction: ServerTransaction): void {
    (this.#refused ??= new Set()).add(transaction);
    const look = (): void => {
      if (transaction.state === TransactionState.Completed) return;
      this.forgetRefusal(transaction);
      transaction.removeStateChangeListener(look);
    };
    transaction.addStateChangeListener(look);
    look();
  }

  forgetRefusal(transaction: ServerTransaction): void {
    this.#refused?.delete(transaction);
  }

  /** Notes a request that has to hear of it should the dialog end first. */
  addPending(request: PendingRequest): void {
    (this.#pending ??= new Set()).add(request);
  }

  removePending(request: PendingRequest): void {
    this.#pending?.delete(request);
  }

  #repeatUntilAck(sequence: number, repeat: () => void): void {
    const accepted = new AcceptedRetransmission(this.user.environment, {
      sequence,
      offered: this.offerAnswer.state === "HaveLocalOffer",
      repeat,
      onAckTimeout: () => this.#ackMissing(accepted),
    });
    this.#accepted.push(accepted);
  }

  #stopWaiting(accepted: AcceptedRetransmission): void {
    accepted.stop();
    this.#accepted = this.#accepted.filter((other) => other !== accepted);
  }

  #ackMissing(accepted: AcceptedRetransmission): void {
    this.#stopWaiting(accepted);
    this.logger.warn(`${this.id}: no ACK to the 2xx within 64*T1`);
    // RFC 6141 §5.4: a later re-INVITE shows that the peer is alive.
    if (accepted.sequence !== this.#inviteSequence && accepted.sequence < this.#highestInvite) return;
    this.take("ackTimeout");
    const { delegate } = this;
    if (delegate?.onAckTimeout === undefined) this.end(this.#endWanted);
    else this.user.callApplication("onAckTimeout", () => delegate.onAckTimeout?.());
    this.#endIfWanted();
  }

  #tellAck(message: IncomingRequestMessage): void {
    const working = this.user.callApplication("onAck", () => this.delegate?.onAck?.({ message }));
    if (!isThenable(working)) return;
    this.#answersInWork += 1;
    const done = (): void => {
      this.#answersInWork -= 1;
    };
    working.then(done, done);
  }

  #endForMissingAnswer(): void {
    if (this.#state !== "Established") return;
    this.end({ extraHeaders: ['Reason: SIP;cause=488;text="No answer in ACK"'] });
  }

  #endIfWanted(): void {
    if (this.#endWanted !== undefined && this.#state === "Established") this.take("end");
  }

  #refuseInvite(statusCode: number, options?: RequestOptions): void {
    if (this.#transaction !== undefined) this.user.refuseInvite(this.#transaction, statusCode, options);
  }

  protected take(event: CalleeEvent): void {
    const arrow = calleeTable[this.#state][event];
    if (arrow === undefined) return;
    if (arrow.to !== this.#state) this.logger.debug(`${this.id}: ${this.#state} -> ${arrow.to}`);
    this.#state = arrow.to;
    for (const action of arrow.do) CalleeDialog.#actions[action](this);
  }

  static readonly #actions: Readonly<Record<CalleeAction, (dialog: CalleeDialog) => void>> = {
    confirm: (dialog) => {
      dialog.confirm();
      dialog.#transaction = undefined;
    },
    refuseInvite: (dialog) => {
      const { statusCode = 480, ...options } = dialog.#endWanted ?? {};
      dialog.#refuseInvite(statusCode, options);
    },
    terminateInvite: (dialog) => dialog.#refuseInvite(487),
    sendBye: (dialog) => {
      const { extraHeaders = [], body } = dialog.#endWanted ?? {};
      dialog.sendBye(body === undefined ? { extraHeaders } : { extraHeaders, body });
    },
    close: (dialog) => {
      dialog.offerAnswer.close();
      for (const accepted of dialog.#accepted) accepted.stop();
      dialog.#accepted = [];
      const pending = dialog.#pending;
      dialog.#pending = undefined;
      for (const request of pending ?? []) request.terminate();
    },
    remove: (dialog) => {
      dialog.user.dialogs.remove(dialog);
      dialog.logger.debug(`${dialog.id}: gone`);
    },
  };
}
