import { type Body } from "../message/body.js";
import { type OfferAnswerAction, type OfferAnswerEvent, offerAnswerTable } from "./offer-answer-table.js";
import { type SignalingState } from "./session.js";

interface Pair {
  readonly offer: Body;
  readonly answer: Body;
  readonly weOffered: boolean;
}

/** Keeps the descriptions of one dialog: the last offer, its answer, and the pair to go back to. RFC 3264, RFC 6141 §3 */
export class OfferAnswer {
  #state: SignalingState = "Initial";
  #offer: Body | undefined;
  #answer: Body | undefined;
  #weOffered = false;
  #pair: Pair | undefined;
  #preview: Body | undefined;
  /** The exchange of the INVITE under way is complete. */
  #exchanged = false;

  get state(): SignalingState {
    return this.#state;
  }

  get offer(): Body | undefined {
    return this.#offer;
  }

  get answer(): Body | undefined {
    return this.#answer;
  }

  /** What an unreliable 1xx has shown and the 2xx still has to carry. */
  get preview(): Body | undefined {
    return this.#preview;
  }

  /** Whether a 2xx now is incomplete without a description: the peer's offer is open, or ours is owed. RFC 3261 §13.3.1.4 */
  get owesDescription(): boolean {
    return this.#state === "Initial" || this.#state === "HaveRemoteOffer";
  }

  /** The peer sent a description; without one nothing changes. */
  receive(description: Body | undefined): void {
    if (description === undefined) return;
    if (this.#state === "HaveRemoteOffer") return; // A second offer before an answer: ignored.
    this.#take("remote", description);
  }

  /** We send a description in a 2xx or a reliable 1xx. RFC 6337 §3.1: once the exchange is complete, one more says nothing new. */
  respond(description: Body | undefined): void {
    if (!this.#exchanged || this.#preview !== undefined) this.send(description);
  }

  /** We send a description where it counts: in a response, an ACK, a request. */
  send(description: Body | undefined): void {
    if (description === undefined) return;
    if (this.#preview !== undefined) {
      // RFC 6337 §3.1.1: what the 2xx carries is the answer; the preview was only a sight of it.
      if (this.#weOffered) this.#offer = description;
      else this.#answer = description;
      this.#preview = undefined;
      return;
    }
    if (this.#state === "HaveLocalOffer") return; // The same offer again.
    this.#take("local", description);
  }

  /** We show a description in an unreliable 1xx. RFC 6337 §3.1.1 */
  show(description: Body | undefined): void {
    if (description === undefined) return;
    if (this.#preview === undefined && this.#state === "Stable") return; // Agreed on already; it carries no news.
    if (this.#preview !== undefined && this.#state === "Stable") this.#answer = description;
    else this.#take(this.#state === "HaveRemoteOffer" ? "preview" : "local", description);
    this.#preview = description;
  }

  /** An INVITE inside the dialog begins: what stands now is what `rollBack` goes back to. */
  begin(): void {
    this.#exchanged = false;
    const offer = this.#offer;
    const answer = this.#answer;
    const agreed = this.#state === "Stable" && offer !== undefined && answer !== undefined;
    this.#pair = agreed ? { offer, answer, weOffered: this.#weOffered } : undefined;
  }

  /** Our side of what stands, where the INVITE under way asks for that again: it offers nothing, or nothing new. RFC 3261 §14.2 */
  standingFor(offered: Body | undefined): Body | undefined {
    const pair = this.#pair;
    if (pair === undefined || this.#exchanged) return undefined;
    const [ours, theirs] = pair.weOffered ? [pair.offer, pair.answer] : [pair.answer, pair.offer];
    return offered === undefined || offered.content === theirs.content ? ours : undefined;
  }

  /** What was offered last is off. RFC 6141 §3.2 */
  rollBack(): void {
    this.#take(this.#pair === undefined ? "rollbackToInitial" : "rollbackToStable", undefined);
  }

  close(): void {
    this.#take("close", undefined);
  }

  #take(event: OfferAnswerEvent, description: Body | undefined): void {
    const arrow = offerAnswerTable[this.#state][event];
    if (arrow === undefined) return;
    this.#state = arrow.to;
    for (const action of arrow.do) OfferAnswer.#actions[action](this, event, description);
  }

  static readonly #actions: Readonly<
    Record<OfferAnswerAction, (machine: OfferAnswer, event: OfferAnswerEvent, description: Body | undefined) => void>
  > = {
    keepOffer: (machine, event, description) => {
      machine.#offer = description;
      machine.#answer = undefined;
      machine.#weOffered = event === "local";
    },
    keepAnswer: (machine, _event, description) => {
      machine.#answer = description;
      machine.#exchanged = true;
    },
    restorePair: (machine) => {
      machine.#offer = machine.#pair?.offer;
      machine.#answer = machine.#pair?.answer;
      machine.#weOffered = machine.#pair?.weOffered ?? false;
      machine.#preview = undefined;
    },
    forget: (machine) => {
      machine.#offer = machine.#answer = machine.#preview = machine.#pair = undefined;
    },
  };
}
