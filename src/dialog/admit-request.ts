import { type Carrier, type OfferAnswerState } from "./offer-answer-table.js";

/** What a dialog says about a request that reached it. The one who asked acts on it. */
export type Verdict =
  { readonly kind: "deliver" } | { readonly kind: "reject"; readonly statusCode: number; readonly retryAfter?: number };

/** The facts that the rules weigh. */
export interface AdmissionContext {
  readonly method: string;
  /** Whether our BYE is under way, or the dialog is over and only remembered. */
  readonly mortal: boolean;
  /** Whether the sequence number is above the last one. */
  readonly inOrder: boolean;
  /** An INVITE of the peer, the first one or a later one, that has no final response yet. */
  readonly incomingInvitePending: boolean;
  /** The application is still at work on the answer in the last ACK. */
  readonly answerInWork: boolean;
  /** Our own re-INVITE is under way. */
  readonly outgoingInvitePending: boolean;
  /** An UPDATE of the peer that has no final response yet. */
  readonly incomingUpdatePending: boolean;
  /** A reliable provisional response with a description is not acknowledged. */
  readonly describedUnacknowledged: boolean;
  /** Our PRACK waits for its response. */
  readonly outgoingPrackPending: boolean;
  /** Whether the request carries a session description. */
  readonly described: boolean;
  /** Whether its offer leaves out streams that the session has. */
  readonly losesStreams: boolean;
  /** Where offer and answer stand, and what carried the open offer. */
  readonly exchange: OfferAnswerState;
  readonly carrier: Carrier | undefined;
  /** Seconds, drawn for this request. */
  readonly retryAfter: () => number;
}

/**
 * The rules for a request inside a dialog, ACK and CANCEL excepted, in the order in which they are checked.
 *
 * An offer of ours that is open, or our own INVITE: 491. Something that we still owe the peer: 500, to come back.
 */
export function admitRequest(context: AdmissionContext): Verdict {
  // RFC 5407 §3.2.1, §3.2.2, §B: after our BYE only a BYE is still served.
  if (context.mortal) return context.method === "BYE" ? DELIVER : { kind: "reject", statusCode: 481 };
  // RFC 3261 §12.2.2: out of order.
  if (!context.inOrder) return { kind: "reject", statusCode: 500 };
  switch (context.method) {
    case "INVITE":
      return admitReInvite(context);
    case "UPDATE":
      return admitUpdate(context);
    default:
      // RFC 3262 §3: a PRACK is never asked to come back; what it acknowledges would be repeated meanwhile.
      return DELIVER;
  }
}

function admitReInvite(context: AdmissionContext): Verdict {
  // RFC 3261 §14.2: one INVITE at a time from the peer; ask it to come back. RFC 6337 §4.4: likewise behind its UPDATE.
  if (context.incomingInvitePending || context.answerInWork || context.incomingUpdatePending) {
    return comeBack(context);
  }
  // RFC 3261 §14.2: our own INVITE is out; both sides step back. RFC 5407 §3.1.5: likewise while our offer is open.
  if (context.outgoingInvitePending || context.exchange === "Local") return GLARE;
  return admitOffer(context);
}

function admitUpdate(context: AdmissionContext): Verdict {
  // RFC 3311 §5.2: one at a time.
  if (context.incomingUpdatePending) return comeBack(context);
  // RFC 3311 §5.2, RFC 5407 §3.3.2: without an offer it collides with nothing.
  if (!context.described) return DELIVER;
  // RFC 6337 §4.2, §4.3: our own INVITE or offer is open, or the PRACK that may have held one.
  if (
    context.exchange === "Local" ||
    context.outgoingPrackPending ||
    (context.outgoingInvitePending && context.exchange !== "Stable")
  )
    return GLARE;
  // RFC 3311 §5.2: an offer of the peer is open, or we owe one.
  if (context.exchange !== "Stable") return comeBack(context);
  // RFC 6337 §4.2: the PRACK that is under way may hold an offer.
  if (context.incomingInvitePending && context.describedUnacknowledged) return comeBack(context);
  return admitOffer(context);
}

/** RFC 3264 §8: a stream keeps its place. */
function admitOffer({ losesStreams }: AdmissionContext): Verdict {
  return losesStreams ? { kind: "reject", statusCode: 488 } : DELIVER;
}

function comeBack({ retryAfter }: AdmissionContext): Verdict {
  return { kind: "reject", statusCode: 500, retryAfter: retryAfter() };
}

const DELIVER: Verdict = { kind: "deliver" };
const GLARE: Verdict = { kind: "reject", statusCode: 491 };
