/** What a dialog says about a request that reached it. The one who asked acts on it. */
export type Verdict =
  { readonly kind: "deliver" } | { readonly kind: "reject"; readonly statusCode: number; readonly retryAfter?: number };

/** The facts that the rules weigh. */
export interface AdmissionContext {
  readonly method: string;
  /** Whether our BYE is under way. */
  readonly mortal: boolean;
  /** Whether the sequence number is above the last one. */
  readonly inOrder: boolean;
  /** An INVITE of the peer, the first one or a later one, that has no final response yet. */
  readonly incomingInvitePending: boolean;
  /** The application is still at work on the answer in the last ACK. */
  readonly answerInWork: boolean;
  /** Our own re-INVITE is under way. */
  readonly outgoingInvitePending: boolean;
  /** Our 2xx carried an offer and the ACK with the answer has not come. */
  readonly offerUnanswered: boolean;
  /** Seconds, drawn for this request. */
  readonly retryAfter: () => number;
}

/** The rules for a request inside a dialog, ACK and CANCEL excepted, in the order in which they are checked. */
export function admitRequest(context: AdmissionContext): Verdict {
  // RFC 5407 §3.2.1, §3.2.2, §B: after our BYE only a BYE is still served.
  if (context.mortal) return context.method === "BYE" ? DELIVER : { kind: "reject", statusCode: 481 };
  // RFC 3261 §12.2.2: out of order.
  if (!context.inOrder) return { kind: "reject", statusCode: 500 };
  return context.method === "INVITE" ? admitReInvite(context) : DELIVER;
}

function admitReInvite(context: AdmissionContext): Verdict {
  // RFC 3261 §14.2: one INVITE at a time from the peer; ask it to come back.
  if (context.incomingInvitePending || context.answerInWork) {
    return { kind: "reject", statusCode: 500, retryAfter: context.retryAfter() };
  }
  // RFC 3261 §14.2: our own INVITE is out; both sides step back. RFC 5407 §3.1.5: likewise while our offer is open.
  if (context.outgoingInvitePending || context.offerUnanswered) return { kind: "reject", statusCode: 491 };
  return DELIVER;
}

const DELIVER: Verdict = { kind: "deliver" };
