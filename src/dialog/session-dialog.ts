import { OfferAnswerError, SessionStateError, UnsupportedExtensionError } from "../errors.js";
import { type Body } from "../message/body.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { DelegateTurn } from "./delegate-turn.js";
import { type CalleeState } from "./callee-table.js";
import { endsCall } from "./dialog-effect.js";
import { type DialogState } from "./dialog-state.js";
import { type ClientDialog, type DialogUser } from "./dialog-user.js";
import { InfoPackages } from "./info-packages.js";
import { infoPackagesIn } from "./info-packages-in.js";
import { mayNotInvite, mayNotUpdate } from "./may-offer.js";
import { type Carrier } from "./offer-answer-table.js";
import { type OutgoingRequest, type OutgoingRequestDelegate, type RequestOptions } from "./outgoing-request.js";
import {
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type Session,
  type SessionDelegate,
  SessionState,
  type SignalingState,
} from "./session.js";
import { type Termination } from "./termination.js";
import { TimedDialog } from "./timed-dialog.js";

/** One call with one peer: what our own user may see and ask for. RFC 3261 §12 to §15 */
export class SessionDialog extends TimedDialog implements Session, ClientDialog {
  /** Our BYE is answered 401 or 407, and the application is being told. */
  #byeChallenged = false;
  /** Made when something comes before the application has set its delegate. */
  #turn: DelegateTurn | undefined;
  /** Made when a message speaks of them. */
  #infoPackages: InfoPackages | undefined;

  /**
   * @param initialTransaction - Of the INVITE whose answer makes the dialog.
   * @param offer - What that INVITE offered. @defaultValue read from the request of the transaction
   */
  constructor(
    initialTransaction: InviteServerTransaction,
    user: DialogUser,
    state: DialogState,
    delegate?: SessionDelegate,
    offer = initialTransaction.request && sessionDescription(initialTransaction.request, user.limits),
  ) {
    super(initialTransaction, user, state, delegate, offer);
  }

  /** Which INFO packages the two sides want to get. RFC 6086 §5.2 */
  get infoPackages(): InfoPackages {
    return (this.#infoPackages ??= new InfoPackages());
  }

  get session(): Session {
    return this;
  }

  /** Who is given a request of the peer, BYE and PRACK excepted: the delegate, or what a door puts in the place of a missing member. */
  get handlers(): SessionDelegate | undefined {
    return this.delegate;
  }

  get sessionState(): SessionState {
    return SESSION_STATE[this.state];
  }

  get signalingState(): SignalingState {
    return this.offerAnswer.signalingState;
  }

  get offer(): Body | undefined {
    return this.offerAnswer.offer;
  }

  get answer(): Body | undefined {
    return this.offerAnswer.answer;
  }

  get owesAnswer(): boolean {
    return this.offerAnswer.state === "Remote" && this.offerAnswer.preview === undefined;
  }

  bye(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    // RFC 3261 §15: no BYE on an early dialog, and none before the ACK.
    this.#require("BYE", this.#byeChallenged ? ["Mortal"] : ["Established"]);
    const message = this.user.makeRequest(this, "BYE", options);
    this.#byeChallenged = false;
    this.beginBye(options);
    const request = this.user.sendRequest(this, message, delegate);
    this.tellTermination();
    return request;
  }

  info(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    const states = ["Early", "Moratorium", "Established"] as const;
    this.#require("INFO", states);
    this.#requireInfoPackage(options?.extraHeaders ?? []);
    return this.#request("INFO", delegate, options, states);
  }

  invite(delegate?: OutgoingInviteRequestDelegate, options?: RequestOptions): OutgoingInviteRequest {
    this.#require("INVITE", ["Established"]);
    const obstacle = mayNotInvite(this.offeringContext(descriptionIn(options?.body) !== undefined));
    if (obstacle !== undefined) throw new SessionStateError(`cannot send INVITE in session ${this.id}: ${obstacle}`);
    this.#requireFit("INVITE", options?.body);
    const message = this.user.makeRequest(this, "INVITE", this.timedOptions(options));
    this.noteTimedRequest(message, options);
    this.outgoingInvite = true;
    this.offerAnswer.begin("us", descriptionIn(message.body));
    return this.user.sendReInvite(this, message, delegate);
  }

  message(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("MESSAGE", delegate, options);
  }

  notify(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("NOTIFY", delegate, options);
  }

  prack(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    this.#require("PRACK", ["Early", "Moratorium", "Established"]);
    const message = this.user.makeRequest(this, "PRACK", options);
    this.outgoingPracks += 1;
    this.offerAnswer.send(descriptionIn(message.body), "PRACK");
    return this.user.sendRequest(this, message, delegate);
  }

  refer(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("REFER", delegate, options);
  }

  update(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    this.#require("UPDATE", ["Early", "Moratorium", "Established"]);
    const described = descriptionIn(options?.body) !== undefined;
    const obstacle = mayNotUpdate(this.offeringContext(described));
    if (obstacle !== undefined) {
      const kind =
        described && mayNotUpdate(this.offeringContext(false)) === undefined ? OfferAnswerError : SessionStateError;
      throw new kind(`cannot send UPDATE in session ${this.id}: ${obstacle}`);
    }
    this.#requireFit("UPDATE", options?.body);
    const message = this.user.makeRequest(this, "UPDATE", this.timedOptions(options));
    this.noteTimedRequest(message, options);
    this.outgoingUpdate = true;
    this.offerAnswer.send(descriptionIn(message.body), "UPDATE");
    return this.user.sendRequest(this, message, delegate);
  }

  /** Does it when our application has set its delegate, at the latest one turn later; behind what came before. */
  whenDelegateIsSet(act: () => void): void {
    const isSet = this.handlers !== undefined;
    if (isSet && this.#turn === undefined) return act();
    this.#turn ??= new DelegateTurn(this.user.environment.clock);
    this.#turn.take(act, isSet);
  }

  override tellTermination(): void {
    if (!this.alive) this.whenDelegateIsSet(() => super.tellTermination());
  }

  override dispose(termination?: Termination): void {
    super.dispose(termination);
    this.#turn?.close();
  }

  override acceptInvite(...accepted: Parameters<TimedDialog["acceptInvite"]>): void {
    super.acceptInvite(...accepted);
    this.#infoPackages?.keep();
  }

  override acceptReInvite(...accepted: Parameters<TimedDialog["acceptReInvite"]>): void {
    super.acceptReInvite(...accepted);
    this.#infoPackages?.keep();
  }

  override refuseReInvite(): void {
    super.refuseReInvite();
    this.#infoPackages?.rollBack();
  }

  inviteOver(outcome: "accepted" | "refused"): void {
    this.outgoingInvite = false;
    // An exchange without its second half has come to nothing, too.
    if (outcome === "refused" || this.offerAnswer.state !== "Stable") this.offerAnswer.rollBack();
  }

  get lacksOffer(): boolean {
    return this.offerAnswer.state === "WaitOffer";
  }

  isOfferOpen(carrier: Carrier): boolean {
    return this.offerAnswer.state === "Local" && this.offerAnswer.carrier === carrier;
  }

  get mayInvite(): boolean {
    return this.state === "Established" && mayNotInvite(this.offeringContext(true)) === undefined;
  }

  mayUpdate(body?: Body): boolean {
    return this.alive && mayNotUpdate(this.offeringContext(descriptionIn(body) !== undefined)) === undefined;
  }

  updateOver(outcome: "accepted" | "refused"): void {
    this.outgoingUpdate = false;
    if (outcome === "refused" && this.isOfferOpen("UPDATE")) this.offerAnswer.refuseOffer();
    this.releaseAccept();
  }

  prackOver(): void {
    this.outgoingPracks -= 1;
  }

  requestFailed(method: string, statusCode: number): void {
    if (!endsCall(method, statusCode)) return;
    this.logger.debug(`${this.id}: ${method} failed with ${statusCode}, which ends the call`);
    this.endBecause("peer-gone");
  }

  byeOver(): void {
    this.take("byeOver");
  }

  byeChallenged(tell: () => void): void {
    const sent = this.localSequenceNumber;
    this.#byeChallenged = true;
    tell();
    this.#byeChallenged = false;
    // Nothing but a BYE can have taken a number here.
    if (this.localSequenceNumber === sent) this.byeOver();
  }

  protected override sendBye(options: RequestOptions): void {
    this.bye(undefined, options);
  }

  #request(
    method: string,
    delegate: OutgoingRequestDelegate | undefined,
    options: RequestOptions | undefined,
    states: readonly CalleeState[] = ["Moratorium", "Established"],
  ): OutgoingRequest {
    this.#require(method, states);
    return this.user.sendRequest(this, this.user.makeRequest(this, method, options), delegate);
  }

  #requireFit(carrier: "INVITE" | "UPDATE", body: Body | undefined): void {
    const description = descriptionIn(body);
    const problem = description && this.offerAnswer.problemSending(description, carrier);
    if (problem !== undefined) throw new OfferAnswerError(`cannot send ${carrier} in session ${this.id}: ${problem}`);
  }

  /** RFC 6086 §4.2.1: what the peer has not asked for is not sent, and Recv-Info does not stand in an INFO. */
  #requireInfoPackage(lines: readonly string[]): void {
    if (infoPackagesIn(lines, "Recv-Info") !== undefined) throw new TypeError("cannot send INFO: it has no Recv-Info");
    const unwanted = infoPackagesIn(lines, "Info-Package")?.find((name) => !this.infoPackages.theirs.includes(name));
    if (unwanted === undefined) return;
    throw new UnsupportedExtensionError(`cannot send INFO in session ${this.id}: the peer does not want ${unwanted}`);
  }

  #require(method: string, states: readonly CalleeState[]): void {
    if (states.includes(this.state)) return;
    throw new SessionStateError(`cannot send ${method}: session ${this.id} is ${this.sessionState}`);
  }
}

/** SIP.js's states, read off ours. */
const SESSION_STATE: Readonly<Record<CalleeState, SessionState>> = {
  Early: SessionState.Early,
  Moratorium: SessionState.AckWait,
  Established: SessionState.Confirmed,
  Mortal: SessionState.Terminated,
  Morgue: SessionState.Terminated,
};
