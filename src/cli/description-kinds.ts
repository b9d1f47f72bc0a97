import { type DescriptionKind, type MessageSummary } from "../trace/index.js";

/** From or to the peer. */
export type Direction = "in" | "out";

interface Invite {
  readonly cseq: string | undefined;
  readonly withOffer: boolean;
  /** The number of the PRACK that holds the answer to an offer in a provisional response. */
  answeredBy?: string | undefined;
}

/** Tells the offers of one call from the answers: what a description is depends on those before it. RFC 6337 §2.2 */
export class DescriptionKinds {
  /** The last INVITE of either side. */
  readonly #invites: Partial<Record<Direction, Invite>> = {};

  /** What the description in a message is, if there is one; each message is to be shown in its turn. */
  kindOf(message: MessageSummary, cseq: string | undefined, direction: Direction): DescriptionKind | undefined {
    const { method, cseqMethod } = message;
    if (method === undefined) return this.#kindInResponse(cseqMethod, cseq, opposite(direction));
    const invite = this.#invites[direction];
    switch (method) {
      case "INVITE":
        this.#invites[direction] = { cseq, withOffer: message.hasSessionDescription };
        return "offer";
      case "ACK":
        return invite?.cseq === cseq ? "answer" : undefined;
      case "PRACK":
        return message.hasSessionDescription ? kindInPrack(invite, cseq) : undefined;
      case "UPDATE":
        return "offer";
      default:
        return undefined;
    }
  }

  #kindInResponse(method: string | undefined, cseq: string | undefined, asker: Direction): DescriptionKind | undefined {
    if (method === "PRACK" || method === "UPDATE") return "answer";
    const invite = this.#invites[asker];
    if (method !== "INVITE" || invite === undefined || invite.cseq !== cseq) return undefined;
    return invite.withOffer ? "answer" : "offer";
  }
}

/** The first one answers an offer of ours, if the INVITE had none. RFC 3262 §5 */
function kindInPrack(invite: Invite | undefined, cseq: string | undefined): DescriptionKind {
  if (invite === undefined || invite.withOffer) return "offer";
  invite.answeredBy ??= cseq;
  return invite.answeredBy === cseq ? "answer" : "offer";
}

function opposite(direction: Direction): Direction {
  return direction === "in" ? "out" : "in";
}
