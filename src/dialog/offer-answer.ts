import { type Body, ownedBody } from "../message/body.js";
import { answerProblem, losesStreams } from "./description-rules.js";
import {
  ANSWERED_IN,
  type Carrier,
  OFFERED_IN,
  type OfferAnswerAction,
  type OfferAnswerEvent,
  type OfferAnswerState,
  offerAnswerTable,
} from "./offer-answer-table.js";
import { SignalingState } from "./session.js";

/** An agreement: an offer and its answer. */
export interface Agreement {
  readonly offer: Body;
  readonly answer: Body;
  readonly weOffered: boolean;
}

/** What a description means where it stands. */
export type DescriptionRole = "offer" | "answer";

/**
 * Keeps the descriptions of one dialog: the last offer, its answer, and what to go back to. RFC 3264, RFC 6141 §3
 *
 * Descriptions are opaque. Whether one is an offer or an answer follows from the state and from what carries it.
 */
export class OfferAnswer {
  #state: OfferAnswerState = "None";
  /** What carried the open offer. */
  #carrier: Carrier | undefined;
  #offer: Body | undefined;
  #answer: Body | undefined;
  #weOffered = false;
  #preview: Body | undefined;
  /** What stood before the open offer. */
  #before: Agreement | undefined;
  /** What stood before the INVITE under way. */
  #beforeInvite: Agreement | undefined;
  /** The INVITE under way has its exchange. */
  #exchanged = false;

  get state(): OfferAnswerState {
    return this.#state;
  }

  /** What carried the offer that is open. */
  get carrier(): Carrier | undefined {
    return this.#state === "Remote" || this.#state === "Local" ? this.#carrier : undefined;
  }

  /** As SIP.js tells it. A preview counts as the answer, and an INVITE without an offer changes nothing yet. */
  get signalingState(): SignalingState {
    switch (this.#state) {
      case "None":
        return SignalingState.Initial;
      case "OweOffer":
      case "WaitOffer":
        return this.#offer === undefined ? SignalingState.Initial : SignalingState.Stable;
      case "Remote":
        return this.#preview === undefined ? SignalingState.HaveRemoteOffer : SignalingState.Stable;
      case "Local":
        return SignalingState.HaveLocalOffer;
      case "Stable":
        return SignalingState.Stable;
      case "Closed":
        return SignalingState.Closed;
    }
  }

  get offer(): Body | undefined {
    return this.#offer;
  }

  get answer(): Body | undefined {
    return this.#answer ?? this.#preview;
  }

  /** What an unreliable 1xx has shown and the 2xx still has to carry. RFC 6337 §3.1.1 */
  get preview(): Body | undefined {
    return this.#preview;
  }

  /** The INVITE under way, or the last one, has its exchange: what its responses carry more says nothing. RFC 6337 §2.2 */
  get exchanged(): boolean {
    return this.#exchanged;
  }

  /** What stands, where nothing is open. */
  get agreement(): Agreement | undefined {
    const offer = this.#offer;
    const answer = this.#answer;
    if (offer === undefined || answer === undefined) return undefined;
    return { offer, answer, weOffered: this.#weOffered };
  }

  /** What stood before the open offer. */
  get before(): Agreement | undefined {
    return this.#before;
  }

  /** What stood before the INVITE under way. */
  get agreementBeforeInvite(): Agreement | undefined {
    return this.#beforeInvite;
  }

  /** An INVITE begins, with an offer or asking for one: what stands now is what its refusal goes back to. */
  begin(by: "us" | "peer", description: Body | undefined): void {
    this.#exchanged = false;
    this.#beforeInvite = this.agreement;
    if (by === "peer")
      this.#take(description === undefined ? "offerRequested" : "offerReceived", description, "INVITE");
    else this.#take(description === undefined ? "offerAwaited" : "offerSent", description, "INVITE");
  }

  /** What a description of the peer would be here; nothing when it may not stand here. */
  roleReceived(carrier: Carrier): DescriptionRole | undefined {
    return this.#role("Local", carrier);
  }

  /** What a description of ours would be here; nothing when it may not stand here. */
  roleSent(carrier: Carrier): DescriptionRole | undefined {
    return this.#role("Remote", carrier);
  }

  /** Why a description of ours may not be sent in this; nothing when it may, and where it would say nothing. RFC 3264 §6, §8 */
  problemSending(description: Body, carrier: Carrier): string | undefined {
    const role = this.roleSent(carrier);
    if (role === "answer") return answerProblem(this.#offer, description);
    const standing = this.agreement && sides(this.agreement).ours;
    return role === "offer" && losesStreams(standing, description) ? "it leaves out streams of the session" : undefined;
  }

  /**
   * The peer sent a description; without one nothing changes.
   *
   * @returns What it was; nothing for one that may not stand there or does not fit the offer, which is ignored.
   */
  receive(description: Body | undefined, carrier: Carrier): DescriptionRole | undefined {
    const role = this.roleReceived(carrier);
    if (description === undefined || role === undefined) return undefined;
    // RFC 3264 §6: what does not fit the offer answers nothing.
    if (role === "answer" && answerProblem(this.#offer, description) !== undefined) return undefined;
    this.#take(role === "offer" ? "offerReceived" : "answerReceived", ownedBody(description), carrier);
    return role;
  }

  /** We send a description; without one nothing changes. Who asks has looked at `roleSent`. */
  send(description: Body | undefined, carrier: Carrier): DescriptionRole | undefined {
    const role = this.roleSent(carrier);
    if (description === undefined || role === undefined) return undefined;
    this.#take(role === "offer" ? "offerSent" : "answerSent", description, carrier);
    return role;
  }

  /** We show the answer in an unreliable 1xx. RFC 6337 §3.1.1 */
  show(description: Body | undefined): void {
    if (description !== undefined) this.#take("previewed", description);
  }

  /** The peer's offer in a PRACK crosses ours in an UPDATE: ours is given up, for the PRACK cannot be refused. RFC 6337 §4.3 */
  cross(description: Body): void {
    this.#take("crossed", ownedBody(description), "PRACK");
  }

  /** Our side of what stands, where the request under way asks for that again: it offers nothing, or nothing new. RFC 3261 §14.2 */
  standingFor(offered: Body | undefined): Body | undefined {
    const before = this.#before ?? this.#beforeInvite;
    if (before === undefined || (this.#state !== "Remote" && this.#state !== "OweOffer")) return undefined;
    const { ours, theirs } = sides(before);
    return offered === undefined || offered.content === theirs.content ? ours : undefined;
  }

  /** The open offer is off: refused, or never answered. RFC 3311 §5.3, RFC 3262 §5 */
  refuseOffer(): void {
    this.#take("offerRefused");
  }

  /** The INVITE under way is refused, and what it changed with it. RFC 6141 §3.2 */
  rollBack(): void {
    this.#take("inviteRefused");
  }

  /** The INVITE under way is let go: its offer is kept from now on without it. */
  outliveInvite(): void {
    if (this.#offer !== undefined && !this.#weOffered) this.#offer = ownedBody(this.#offer);
  }

  close(): void {
    this.#take("close");
  }

  #role(answerable: "Local" | "Remote", carrier: Carrier): DescriptionRole | undefined {
    const open = this.carrier;
    if (this.#state === answerable && open !== undefined && ANSWERED_IN[open]?.includes(carrier)) return "answer";
    // The one who asked for an offer does not make it.
    if (this.#state === (answerable === "Local" ? "OweOffer" : "WaitOffer")) return undefined;
    return OFFERED_IN[this.#state]?.includes(carrier) ? "offer" : undefined;
  }

  #take(event: OfferAnswerEvent, description?: Body, carrier?: Carrier): void {
    const arrow = offerAnswerTable[this.#state][event];
    if (arrow === undefined) return;
    this.#state = arrow.to;
    for (const action of arrow.do) OfferAnswer.#actions[action](this, event, description, carrier);
  }

  #restore(agreement: Agreement | undefined): void {
    this.#offer = agreement?.offer;
    this.#answer = agreement?.answer;
    this.#weOffered = agreement?.weOffered ?? false;
    this.#preview = this.#before = undefined;
    if (agreement === undefined && this.#state === "Stable") this.#state = "None";
  }

  static readonly #actions: Readonly<
    Record<
      OfferAnswerAction,
      (machine: OfferAnswer, event: OfferAnswerEvent, description?: Body, carrier?: Carrier) => void
    >
  > = {
    keepOffer: (machine, event, description, carrier) => {
      machine.#before = machine.agreement;
      machine.#offer = description;
      machine.#answer = undefined;
      machine.#weOffered = event === "offerSent";
      machine.#carrier = carrier;
    },
    keepAnswer: (machine, _event, description) => {
      // A re-INVITE of either side, or an offer in one of its responses. RFC 6337 §2.2
      if (OF_INVITE.has(machine.#carrier)) machine.#exchanged = true;
      machine.#answer = description;
      machine.#preview = machine.#before = undefined;
    },
    keepPreview: (machine, _event, description) => {
      machine.#preview = description;
    },
    restoreBefore: (machine) => machine.#restore(machine.#before),
    restoreInvite: (machine) => machine.#restore(machine.#beforeInvite),
    forget: (machine) => {
      machine.#offer = machine.#answer = machine.#preview = machine.#before = machine.#beforeInvite = undefined;
    },
  };
}

/** Who described what. */
export function sides({ offer, answer, weOffered }: Agreement): { readonly ours: Body; readonly theirs: Body } {
  return weOffered ? { ours: offer, theirs: answer } : { ours: answer, theirs: offer };
}

const OF_INVITE: ReadonlySet<Carrier | undefined> = new Set<Carrier>(["INVITE", "1xx", "2xx"]);
