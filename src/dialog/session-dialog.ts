import { SessionStateError } from "../errors.js";
import { type Body } from "../message/body.js";
import { sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { CalleeDialog } from "./callee-dialog.js";
import { type CalleeState } from "./callee-table.js";
import { dialogEffect } from "./dialog-effect.js";
import { type DialogState } from "./dialog-state.js";
import { type ClientDialog, type DialogUser } from "./dialog-user.js";
import {
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
  type Session,
  type SessionDelegate,
  SessionState,
  type SignalingState,
} from "./session.js";

/** One call with one peer: what our own user may see and ask for. RFC 3261 §12 to §15 */
export class SessionDialog extends CalleeDialog implements Session, ClientDialog {
  /** Our BYE is answered 401 or 407, and the application is being told. */
  #byeChallenged = false;

  /**
   * @param initialTransaction - Of the INVITE whose answer makes the dialog.
   * @param offer - What that INVITE offered. @defaultValue read from the request of the transaction
   */
  constructor(
    initialTransaction: InviteServerTransaction,
    user: DialogUser,
    state: DialogState,
    delegate?: SessionDelegate,
    offer = sessionDescription(initialTransaction.request, user.limits),
  ) {
    super(initialTransaction, user, state, delegate, offer);
  }

  get session(): Session {
    return this;
  }

  get sessionState(): SessionState {
    return SESSION_STATE[this.state];
  }

  get signalingState(): SignalingState {
    return this.offerAnswer.state;
  }

  get offer(): Body | undefined {
    return this.offerAnswer.offer;
  }

  get answer(): Body | undefined {
    return this.offerAnswer.answer;
  }

  get owesAnswer(): boolean {
    return this.offerAnswer.state === "HaveRemoteOffer";
  }

  bye(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    // RFC 3261 §15: no BYE on an early dialog, and none before the ACK.
    this.#require("BYE", this.#byeChallenged ? ["Mortal"] : ["Established"]);
    const message = this.user.makeRequest(this, "BYE", options);
    this.#byeChallenged = false;
    this.take("byeSent");
    return this.user.sendRequest(this, message, delegate);
  }

  info(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("INFO", delegate, options, ["Early", "Moratorium", "Established"]);
  }

  invite(delegate?: OutgoingInviteRequestDelegate, options?: RequestOptions): OutgoingInviteRequest {
    this.#require("INVITE", ["Established"]);
    if (this.inviteUnderWay) {
      throw new SessionStateError(`cannot send INVITE: another INVITE of session ${this.id} is under way`);
    }
    const message = this.user.makeRequest(this, "INVITE", options);
    this.outgoingInvite = true;
    this.offerAnswer.begin();
    this.offerAnswer.send(message.body);
    return this.user.sendReInvite(this, message, delegate);
  }

  message(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("MESSAGE", delegate, options);
  }

  notify(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("NOTIFY", delegate, options);
  }

  prack(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("PRACK", delegate, options, ["Early", "Moratorium", "Established"]);
  }

  refer(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest {
    return this.#request("REFER", delegate, options);
  }

  receiveDescription(description: Body | undefined): void {
    this.offerAnswer.receive(description);
  }

  sendDescription(description: Body | undefined): void {
    this.offerAnswer.send(description);
  }

  inviteOver(outcome: "accepted" | "refused"): void {
    this.outgoingInvite = false;
    if (outcome === "refused") this.offerAnswer.rollBack();
  }

  requestFailed(method: string, statusCode: number): void {
    if (dialogEffect(method, statusCode) === "transaction") return;
    this.logger.debug(`${this.id}: ${method} failed with ${statusCode}, which ends the call`);
    this.end();
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
