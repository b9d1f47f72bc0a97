import { type Logger } from "../environment/logger.js";
import { type Body } from "../message/body.js";
import { readReasons } from "../message/cancel-reason.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type AcceptedResponse, type AcceptedRetransmission } from "./accepted-retransmission.js";
import { AwaitedAcks } from "./awaited-acks.js";
import { type CalleeAction, type CalleeEvent, type CalleeState, calleeTable } from "./callee-table.js";
import { checkedEnd } from "./checked-end.js";
import { type DialogState } from "./dialog-state.js";
import { type DialogUser } from "./dialog-user.js";
import { originOddity } from "./description-rules.js";
import { OfferAnswer, sides } from "./offer-answer.js";
import { type Carrier } from "./offer-answer-table.js";
import { reasonsIn } from "./reasons-in.js";
import { type RequestOptions } from "./outgoing-request.js";
import { RequestDialog } from "./request-dialog.js";
import { type EndOptions, type SessionDelegate } from "./session.js";
import { terminated, type Termination, type TerminationCause } from "./termination.js";
import { isThenable } from "../environment/thenable.js";

/** The life of the callee's call: walks the table, waits for ACKs, ends. RFC 3261 §13.3, §15; RFC 5407 §2 */
export abstract class CalleeDialog extends RequestDialog {
  delegate: SessionDelegate | undefined;
  /** @internal Who offered, who answered. */
  readonly offerAnswer = new OfferAnswer();
  protected readonly logger: Logger;
  /** The application is at work on the answers of so many ACKs. */
  protected answersInWork = 0;
  /** Of the INVITE that is still to be answered; let go with it, for it holds the whole message. */
  #transaction: InviteServerTransaction | undefined;
  readonly #inviteSequence: number | undefined;
  #state: CalleeState = "Early";
  #acks: AwaitedAcks | undefined;
  #highestInvite = 0;
  #endWanted: EndOptions | undefined;
  /** Why the library wants it to end; the BYE may have to wait. */
  #endCause: TerminationCause | undefined;
  /** Why our application ends the call, while it is told of what makes it do so. */
  #occasion: TerminationCause | undefined;
  protected termination: Termination | undefined;
  #told = false;
  #afterAck: (() => void) | undefined;

  protected constructor(
    initialTransaction: InviteServerTransaction,
    user: DialogUser,
    state: DialogState,
    delegate: SessionDelegate | undefined,
    offer: Body | undefined,
  ) {
    super(state, initialTransaction.transport, user);
    this.delegate = delegate;
    this.logger = user.loggerFactory.getLogger("sip.invite-dialog");
    this.#transaction = initialTransaction;
    this.#inviteSequence = state.remoteSequenceNumber;
    this.offerAnswer.begin("peer", offer);
    user.dialogs.add(this);
    this.logger.debug(`${this.id}: created`);
  }

  /** Sends a BYE; the table has allowed it. */
  protected abstract sendBye(options: RequestOptions): void;

  /** Whether a PRACK may still come, though the dialog is over. RFC 3262 §3 */
  protected abstract get awaitsPrack(): boolean;

  get state(): CalleeState {
    return this.#state;
  }

  /** Whether it has neither ended nor is ending. */
  get alive(): boolean {
    return this.#state !== "Mortal" && this.#state !== "Morgue";
  }

  get ackAwaited(): boolean {
    return this.#acks !== undefined;
  }

  /** Whether the ACK to a 2xx with this sequence number is still awaited. */
  awaitsAck(sequence: number): boolean {
    return this.#acks?.find(sequence) !== undefined;
  }

  dispose(termination = terminated("disposed")): void {
    this.termination ??= termination;
    this.take("dispose");
    this.tellTermination();
  }

  end(options: EndOptions = this.#endWanted ?? {}): void {
    this.#endWanted = checkedEnd(options);
    this.take("end");
  }

  /** Ends the call for a reason that is not our application's wish. */
  endBecause(cause: TerminationCause, options?: EndOptions): void {
    this.#endCause = cause;
    this.during(cause, () => this.end(options));
  }

  /** An ACK with the dialog's tags that no transaction took. RFC 3261 §13.3.1.4 */
  receiveAck(message: IncomingRequestMessage): void {
    const accepted = this.#acks?.find(message.cseq);
    if (accepted === undefined) {
      this.logger.debug(`${this.id}: absorbed an ACK that nothing waits for`);
      return;
    }
    this.#acks = this.#acks?.without(accepted);
    if (message.cseq === this.#inviteSequence) this.take("ack");
    const answerOwed = accepted.offered && this.#isAnswerOwed();
    const description = sessionDescription(message, this.user.limits);
    if (description !== undefined) this.receiveDescription(description, "ACK");
    this.#tellAck(message);
    const waiting = this.#afterAck;
    this.#afterAck = undefined;
    waiting?.();
    // RFC 3261 §13.2.1: the offer of our 2xx is answered in the ACK or not at all.
    if (answerOwed && this.#isAnswerOwed()) this.#endForMissingAnswer();
    this.#endIfWanted();
  }

  /** Moves offer and answer on with what the peer sent. RFC 3264 §8 */
  receiveDescription(description: Body | undefined, carrier: Carrier): void {
    if (description === undefined) return;
    const standing = this.offerAnswer.agreement && sides(this.offerAnswer.agreement).theirs;
    if (this.offerAnswer.receive(description, carrier) === undefined) {
      this.user.reportDescription(`${this.id}: passed over the description in ${carrier}: nothing asks for it`);
      return;
    }
    this.noteOrigin(standing, description);
  }

  /** Tells of an origin that does not follow the one before it. */
  protected noteOrigin(standing: Body | undefined, description: Body): void {
    const oddity = originOddity(standing, description);
    if (oddity !== undefined) this.user.reportDescription(`${this.id}: the peer's description has ${oddity}`);
  }

  /** The peer's BYE has been answered. RFC 3261 §15.1.2 */
  byeReceived(message?: IncomingRequestMessage): void {
    const reasons = message === undefined ? [] : readReasons(message);
    if (this.alive) this.termination ??= terminated("remote-bye", { reasons });
    this.take("byeReceived");
    this.tellTermination();
  }

  /** The first INVITE is accepted: the session is confirmed, its 2xx repeated until the ACK. */
  acceptInvite(sequence: number, description: Body | undefined, response: AcceptedResponse): void {
    this.take("accept");
    this.offerAnswer.send(description, "2xx");
    this.offerAnswer.outliveInvite();
    this.repeatUntilAck(sequence, response);
  }

  /** The first INVITE got 300 to 699, or this dialog of it is closed: nothing came of it. RFC 3261 §12.3 */
  refuseInvite(termination: Termination = terminated("refused")): void {
    // What ended it is known already where the INVITE is refused for it; only now with which response.
    if (this.termination === undefined || this.termination.cause === termination.cause) this.termination = termination;
    this.take("refuse");
  }

  /** Tells the application once that it is over; the last thing that is done about it. */
  tellTermination(): void {
    if (this.alive || this.#told) return;
    this.#told = true;
    const termination = (this.termination ??= terminated("disposed"));
    this.user.callApplication("onTerminated", () => this.delegate?.onTerminated?.(termination));
  }

  /** Has something done at the next ACK. */
  whenAcknowledged(action: () => void): void {
    this.#afterAck = action;
  }

  /** The PRACK that was waited for will not come. */
  forget(): void {
    if (this.#state === "Morgue") this.user.dialogs.remove(this);
  }

  protected repeatUntilAck(sequence: number, response: AcceptedResponse): void {
    this.#acks ??= new AwaitedAcks(this.user.environment, (accepted) => this.#ackMissing(accepted));
    this.#acks.add(sequence, this.offerAnswer.carrier === "2xx", response);
  }

  /** Our application, or the library in its place, does something that may end the call: this is why. */
  protected during(occasion: TerminationCause, act: () => void): void {
    this.#occasion = occasion;
    try {
      act();
    } finally {
      this.#occasion = undefined;
    }
  }

  /** Our BYE is being sent. */
  protected beginBye(options: RequestOptions | undefined): void {
    const reasons = reasonsIn(options?.extraHeaders ?? []);
    this.termination ??= terminated(this.#occasion ?? this.#endCause ?? "local-bye", { reasons });
    this.take("byeSent");
  }

  /** An INVITE of the peer has come: a later one shows that it is alive. */
  protected noteInvite(sequence: number): void {
    this.#highestInvite = Math.max(this.#highestInvite, sequence);
  }

  protected override flowLost(): void {
    // An INVITE that rings is its server's to end.
    if (this.#state !== "Early") this.endBecause("transport-lost", FLOW_LOST);
  }

  /** Our offer in a 2xx has not been answered. */
  #isAnswerOwed(): boolean {
    return this.offerAnswer.state === "Local" && this.offerAnswer.carrier === "2xx";
  }

  #ackMissing(accepted: AcceptedRetransmission): void {
    this.logger.warn(`${this.id}: no ACK to the 2xx within 64*T1`);
    this.#acks = this.#acks?.without(accepted);
    // RFC 6141 §5.4: a later re-INVITE shows that the peer is alive.
    if (accepted.sequence !== this.#inviteSequence && accepted.sequence < this.#highestInvite) return;
    this.take("ackTimeout");
    const { delegate } = this;
    this.during("ack-timeout", () => {
      if (delegate?.onAckTimeout === undefined) this.end(this.#endWanted ?? ACK_TIMEOUT);
      else this.user.callApplication("onAckTimeout", () => delegate.onAckTimeout?.());
    });
    this.#endIfWanted();
  }

  #tellAck(message: IncomingRequestMessage): void {
    const working = this.user.callApplication("onAck", () => this.delegate?.onAck?.({ message }));
    if (!isThenable(working)) return;
    this.answersInWork += 1;
    const done = (): void => {
      this.answersInWork -= 1;
    };
    working.then(done, done);
  }

  #endForMissingAnswer(): void {
    if (this.#state === "Established") this.endBecause("missing-answer", MISSING_ANSWER);
  }

  #endIfWanted(): void {
    if (this.#endWanted !== undefined && this.#state === "Established") this.take("end");
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
      const reasons = reasonsIn(options.extraHeaders ?? []);
      const cause = dialog.#occasion ?? "refused";
      if (dialog.#transaction !== undefined) {
        dialog.user.refuseInvite(dialog.#transaction, statusCode, options, terminated(cause, { reasons, statusCode }));
      }
    },
    terminateInvite: (dialog) => {
      if (dialog.#transaction === undefined) return;
      const termination = dialog.termination ?? terminated("remote-bye");
      dialog.user.endEarlyDialog(dialog.#transaction, dialog, termination);
    },
    sendBye: (dialog) => {
      const { extraHeaders = [], body } = dialog.#endWanted ?? {};
      dialog.sendBye(body === undefined ? { extraHeaders } : { extraHeaders, body });
    },
    close: (dialog) => {
      dialog.offerAnswer.close();
      dialog.#acks?.stop();
      dialog.#acks = undefined;
      dialog.unwatchFlow();
      dialog.terminateRequests();
    },
    remove: (dialog) => {
      dialog.logger.debug(`${dialog.id}: gone`);
      // RFC 3262 §3: what was sent reliably may still be acknowledged.
      if (!dialog.awaitsPrack) dialog.user.dialogs.remove(dialog);
    },
  };
}

// RFC 3326: a BYE of the library says why.
const ACK_TIMEOUT: EndOptions = { extraHeaders: ['Reason: SIP;cause=408;text="ACK timeout"'] };
const FLOW_LOST: EndOptions = { extraHeaders: ['Reason: SIP;cause=503;text="Connection lost"'] };
const MISSING_ANSWER: EndOptions = { extraHeaders: ['Reason: SIP;cause=488;text="No answer in ACK"'] };
