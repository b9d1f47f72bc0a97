import { type AcceptedResponse } from "./accepted-retransmission.js";
import { type Body } from "../message/body.js";
import { Allow } from "../message/header/option-tags.js";
import { RAck } from "../message/header/rack.js";
import { type IncomingMessage } from "../message/incoming-message.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { admitRequest, type Verdict } from "./admit-request.js";
import { CalleeDialog } from "./callee-dialog.js";
import { losesStreams } from "./description-rules.js";
import { type OfferingContext } from "./may-offer.js";
import { sides } from "./offer-answer.js";
import { type Carrier } from "./offer-answer-table.js";
import { judgePrack, type PrackVerdict } from "./prack-verdict.js";
import { type ReliableProvisionals } from "./reliable-provisionals.js";
import { type Termination } from "./termination.js";

/** What the two sides agree on inside the call: offers and answers, reliable provisional responses, UPDATEs. RFC 3262, RFC 3264, RFC 3311 */
export abstract class ExchangeDialog extends CalleeDialog {
  /** Our re-INVITE is under way. */
  protected outgoingInvite = false;
  /** Our UPDATE is under way. */
  protected outgoingUpdate = false;
  /** So many PRACKs of ours wait for their response. */
  protected outgoingPracks = 0;
  #incomingInvite = false;
  #incomingUpdate = false;
  #peerAllowsUpdate = false;
  #provisionals: ReliableProvisionals | undefined;
  /** The application writes RSeq and answers PRACKs by itself, as SIP.js's does. */
  #applicationPracks = false;
  #heldAccept: (() => void) | undefined;

  /** A re-INVITE that asks for nothing new, and that nobody takes, is accepted. SIP.js refuses it. */
  get answersRefresh(): boolean {
    return true;
  }

  /** The INVITE under way has completed an exchange and the change counts as made. RFC 6141 §3.3 */
  get executed(): boolean {
    return (
      this.alive &&
      this.#incomingInvite &&
      this.offerAnswer.exchanged &&
      this.#provisionals?.describedUnacknowledged !== true
    );
  }

  /** The application answers PRACKs by itself. */
  get pracksByApplication(): boolean {
    return this.#applicationPracks;
  }

  /** The peer has said in an Allow that it takes UPDATE. RFC 3311 §4 */
  get peerAllowsUpdate(): boolean {
    return this.#peerAllowsUpdate;
  }

  /** A 2xx to the INVITE under way has to wait: for a PRACK, or for our answer in a 2xx to PRACK or UPDATE. RFC 3262 §3 */
  get holdsAccept(): boolean {
    const { state, carrier } = this.offerAnswer;
    const answering = state === "Remote" && (carrier === "PRACK" || carrier === "UPDATE");
    return answering || (state === "Local" && carrier === "1xx") || this.#provisionals?.holdsAccept === true;
  }

  /** Our side of what stands, for a request that asks for nothing new. */
  standingFor(offered: Body | undefined): Body | undefined {
    return this.offerAnswer.standingFor(offered);
  }

  /** An INVITE is under way in either direction. RFC 3261 §14.1; with RFC 6026, the peer's is over once our final response is acknowledged. */
  get inviteUnderWay(): boolean {
    return this.#incomingInvite || this.outgoingInvite || this.ackAwaited || this.refusalUnconfirmed;
  }

  /** May this request in? Its sequence number counts from now on, whatever becomes of it. RFC 3261 §12.2.2, §14.2 */
  admit(message: IncomingRequestMessage): Verdict {
    const { method, cseq } = message;
    const description = sessionDescription(message, this.user.limits);
    const verdict = admitRequest({
      method,
      mortal: !this.alive && !(method === "PRACK" && this.awaitsPrack),
      inOrder: this.advanceRemoteSequenceNumber(cseq),
      incomingInvitePending: this.state === "Early" || this.#incomingInvite,
      outgoingInvitePending: this.outgoingInvite,
      answerInWork: this.answersInWork > 0,
      incomingUpdatePending: this.#incomingUpdate,
      describedUnacknowledged: this.#provisionals?.describedUnacknowledged === true,
      outgoingPrackPending: this.outgoingPracks > 0,
      described: description !== undefined,
      losesStreams: this.#losesStreams(description),
      exchange: this.offerAnswer.state,
      carrier: this.offerAnswer.carrier,
      retryAfter: () => this.user.environment.random.below(11),
    });
    if (method === "INVITE") this.noteInvite(cseq);
    this.learn(message);
    return verdict;
  }

  /** Takes notice of what a message of the peer says of its sender. */
  learn(message: IncomingMessage): void {
    if (!message.hasHeader("Allow")) return;
    this.#peerAllowsUpdate = message.lists(Allow, "UPDATE");
  }

  /** The application answers PRACKs by itself from now on. */
  leavePracksToApplication(): void {
    this.#applicationPracks = true;
  }

  /** These are the reliable provisional responses of the INVITE under way. */
  attachProvisionals(provisionals: ReliableProvisionals): void {
    if (this.#provisionals === provisionals) return;
    this.#provisionals?.dispose();
    this.#provisionals = provisionals;
  }

  /** What a PRACK acknowledges; it changes nothing yet. RFC 3262 §3 */
  prackVerdict(message: IncomingRequestMessage): PrackVerdict {
    return judgePrack({
      applicationPracks: this.#applicationPracks,
      rack: message.first(RAck),
      matches: (rack) => this.#provisionals?.matches(rack) === true,
      ended: this.#provisionals?.ended === true,
      described: sessionDescription(message, this.user.limits) !== undefined,
      exchange: this.offerAnswer.state,
      carrier: this.offerAnswer.carrier,
    });
  }

  /** The PRACK that `prackVerdict` has matched takes effect. @returns Whether our offer goes without the answer that it owed. */
  acknowledgeProvisional(message: IncomingRequestMessage): boolean {
    const description = sessionDescription(message, this.user.limits);
    const { state, carrier } = this.offerAnswer;
    const ended = this.#provisionals?.ended === true;
    this.#provisionals?.acknowledge(message);
    if (ended) return false;
    if (state === "Local" && carrier === "UPDATE" && description !== undefined) this.offerAnswer.cross(description);
    else this.receiveDescription(description, "PRACK");
    return state === "Local" && carrier === "1xx" && this.offerAnswer.carrier === "1xx";
  }

  /** The PRACK to our offer has no answer to it: the INVITE comes to nothing. RFC 3262 §5 */
  reportMissingAnswer(): void {
    this.#provisionals?.reportMissingAnswer();
  }

  /** A PRACK has its final response. */
  prackAnswered(accepted: boolean): void {
    this.#provisionals?.answered(accepted);
    this.releaseAccept();
    if (!this.awaitsPrack) this.forget();
  }

  /** Has `accept` done as soon as a 2xx may go. */
  holdAccept(accept: () => void): void {
    this.#heldAccept = accept;
  }

  /** A 2xx that waited goes, if it may. */
  releaseAccept(): void {
    if (this.#heldAccept === undefined || this.holdsAccept) return;
    const accept = this.#heldAccept;
    this.#heldAccept = undefined;
    accept();
  }

  /** The INVITE has a final response, or none will be sent. */
  endProvisionals(): void {
    this.#heldAccept = undefined;
    this.#provisionals?.end();
  }

  override dispose(termination?: Termination): void {
    this.#heldAccept = undefined;
    this.#provisionals?.dispose();
    super.dispose(termination);
    // One that was over already, and waited for a PRACK only.
    this.forget();
  }

  /** A response of ours shows the answer in passing, or gives a description for good. RFC 6337 §3.1.1 */
  showDescription(description: Body | undefined): void {
    this.offerAnswer.show(description);
  }

  sendDescription(description: Body | undefined, carrier: Carrier): void {
    this.offerAnswer.send(description, carrier);
  }

  /** The open offer is off. */
  refuseOffer(): void {
    this.offerAnswer.refuseOffer();
  }

  /** A re-INVITE has been let in. */
  beginReInvite(description: Body | undefined): void {
    this.#incomingInvite = true;
    const { agreement } = this.offerAnswer;
    this.offerAnswer.begin("peer", description);
    if (description !== undefined) this.noteOrigin(agreement && sides(agreement).theirs, description);
  }

  /** The re-INVITE is accepted: target refreshed, its 2xx repeated until the ACK. RFC 3261 §14.2 */
  acceptReInvite(
    sequence: number,
    target: string | undefined,
    description: Body | undefined,
    response: AcceptedResponse,
  ): void {
    this.#incomingInvite = false;
    this.refreshTarget(target);
    this.offerAnswer.send(description, "2xx");
    this.repeatUntilAck(sequence, response);
  }

  /** The re-INVITE is refused: all as before. RFC 3261 §14.1, RFC 6141 §3 */
  refuseReInvite(): void {
    this.#incomingInvite = false;
    this.offerAnswer.rollBack();
  }

  /** An UPDATE of the peer has been let in. RFC 3311 §5.2 */
  beginUpdate(description: Body | undefined): void {
    this.#incomingUpdate = true;
    this.receiveDescription(description, "UPDATE");
  }

  /** It is answered with a 2xx. */
  acceptUpdate(target: string | undefined, description: Body | undefined): void {
    this.#incomingUpdate = false;
    this.refreshTarget(target);
    this.offerAnswer.send(description, "2xx to UPDATE");
  }

  /** It is refused: all as before. */
  refuseUpdate(): void {
    this.#incomingUpdate = false;
    if (this.offerAnswer.state === "Remote" && this.offerAnswer.carrier === "UPDATE") this.offerAnswer.refuseOffer();
  }

  protected override get awaitsPrack(): boolean {
    return this.#provisionals?.unacknowledged === true;
  }

  #losesStreams(offer: Body | undefined): boolean {
    const { agreement } = this.offerAnswer;
    return offer !== undefined && agreement !== undefined && losesStreams(sides(agreement).theirs, offer);
  }

  /** The facts that decide whether we may offer something now. */
  protected offeringContext(described: boolean): OfferingContext {
    return {
      described,
      exchange: this.offerAnswer.state,
      ackAwaited: this.ackAwaited,
      incomingInvitePending: this.#incomingInvite,
      outgoingInvitePending: this.outgoingInvite,
      refusalUnconfirmed: this.refusalUnconfirmed,
      incomingUpdatePending: this.#incomingUpdate,
      outgoingUpdatePending: this.outgoingUpdate,
      describedUnacknowledged: this.#provisionals?.describedUnacknowledged === true,
      peerAllowsUpdate: this.#peerAllowsUpdate,
    };
  }
}
