import { type OfferAnswerState } from "./offer-answer-table.js";

/** What decides whether we may send an INVITE or an UPDATE of our own. */
export interface OfferingContext {
  /** Whether the request is to carry a session description. */
  readonly described: boolean;
  readonly exchange: OfferAnswerState;
  /** Our 2xx waits for its ACK. */
  readonly ackAwaited: boolean;
  readonly incomingInvitePending: boolean;
  readonly outgoingInvitePending: boolean;
  /** The peer's refusal of ours, or ours of the peer's, waits for its ACK. */
  readonly refusalUnconfirmed: boolean;
  readonly incomingUpdatePending: boolean;
  readonly outgoingUpdatePending: boolean;
  readonly describedUnacknowledged: boolean;
  /** A header of the peer's has said that it takes UPDATE. */
  readonly peerAllowsUpdate: boolean;
}

/** Why we may not send an INVITE inside the dialog now; nothing when we may. RFC 3261 §14.1, RFC 3311 §5.1 */
export function mayNotInvite(context: OfferingContext): string | undefined {
  if (
    context.incomingInvitePending ||
    context.outgoingInvitePending ||
    context.ackAwaited ||
    context.refusalUnconfirmed
  ) {
    return "another INVITE is under way";
  }
  if (context.incomingUpdatePending || context.outgoingUpdatePending) return "an UPDATE is under way";
  return context.exchange === "Stable" || context.exchange === "None" ? undefined : "an offer is open";
}

/** Why we may not send an UPDATE now; nothing when we may. RFC 3311 §5.1 */
export function mayNotUpdate(context: OfferingContext): string | undefined {
  if (!context.peerAllowsUpdate) return "the peer does not allow UPDATE";
  if (context.outgoingUpdatePending) return "another UPDATE is under way";
  if (!context.described) return undefined;
  if (context.exchange !== "Stable") return "an offer is open";
  // RFC 6337 §4.2: the PRACK under way may hold an offer, and so may the ACK.
  if (context.describedUnacknowledged) return "a reliable provisional response waits for its PRACK";
  if (context.ackAwaited) return "the ACK has not come";
  return undefined;
}
