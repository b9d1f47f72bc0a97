import { type Table } from "../transaction/table.js";

/** `OweOffer`: the peer's INVITE asks for our offer. `WaitOffer`: ours asks for theirs. */
export type OfferAnswerState = "None" | "OweOffer" | "WaitOffer" | "Remote" | "Local" | "Stable" | "Closed";

export type OfferAnswerEvent =
  | "offerReceived"
  | "offerSent"
  | "answerReceived"
  | "answerSent"
  | "offerRequested" // an INVITE of the peer without an offer
  | "offerAwaited" // an INVITE of ours without one
  | "previewed" // the answer is shown in an unreliable 1xx; the 2xx will carry it
  | "crossed" // the peer's offer in a PRACK crosses ours in an UPDATE, which is given up
  | "offerRefused" // the open offer is off; what stood before it stands
  | "inviteRefused" // all that the INVITE under way has asked for is off
  | "close";

export type OfferAnswerAction =
  "keepOffer" | "keepAnswer" | "keepPreview" | "restoreBefore" | "restoreInvite" | "forget";

/**
 * Who offered, who answered. RFC 3264 §4; RFC 6337 §2.2; RFC 6141 §3.
 *
 * A pair that is not listed is a violation: refused when it comes from our own user, ignored when it comes from the peer.
 * A state that goes back to `Stable` goes to `None` where there was no agreement before.
 */
// prettier-ignore
export const offerAnswerTable: Table<OfferAnswerState, OfferAnswerEvent, OfferAnswerAction> = {
  None: {
    offerReceived:  { to: "Remote",    do: ["keepOffer"] },
    offerSent:      { to: "Local",     do: ["keepOffer"] },
    offerRequested: { to: "OweOffer",  do: [] },
    inviteRefused:  { to: "None",      do: [] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  OweOffer: {
    offerSent:      { to: "Local",     do: ["keepOffer"] },
    inviteRefused:  { to: "Stable",    do: ["restoreInvite"] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  WaitOffer: {
    offerReceived:  { to: "Remote",    do: ["keepOffer"] },
    inviteRefused:  { to: "Stable",    do: ["restoreInvite"] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  Remote: {
    answerSent:     { to: "Stable",    do: ["keepAnswer"] },
    previewed:      { to: "Remote",    do: ["keepPreview"] },
    offerRefused:   { to: "Stable",    do: ["restoreBefore"] },
    inviteRefused:  { to: "Stable",    do: ["restoreInvite"] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  Local: {
    answerReceived: { to: "Stable",    do: ["keepAnswer"] },
    crossed:        { to: "Remote",    do: ["restoreBefore", "keepOffer"] },
    offerRefused:   { to: "Stable",    do: ["restoreBefore"] },
    inviteRefused:  { to: "Stable",    do: ["restoreInvite"] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  Stable: {
    offerReceived:  { to: "Remote",    do: ["keepOffer"] },
    offerSent:      { to: "Local",     do: ["keepOffer"] },
    offerRequested: { to: "OweOffer",  do: [] },
    offerAwaited:   { to: "WaitOffer", do: [] },
    inviteRefused:  { to: "Stable",    do: ["restoreInvite"] },
    close:          { to: "Closed",    do: ["forget"] },
  },
  Closed: {},
};

/** What a description may stand in. `1xx` is a reliable one; `2xx` is to an INVITE. */
export type Carrier = "INVITE" | "1xx" | "2xx" | "ACK" | "PRACK" | "2xx to PRACK" | "UPDATE" | "2xx to UPDATE";

/** The legal pairs, by what carries the offer: where its answer may stand. RFC 6337 §2.2 table 1 */
export const ANSWERED_IN: Readonly<Partial<Record<Carrier, readonly Carrier[]>>> = {
  INVITE: ["2xx", "1xx"],
  "2xx": ["ACK"],
  "1xx": ["PRACK"],
  PRACK: ["2xx to PRACK"],
  UPDATE: ["2xx to UPDATE"],
};

/** Where an offer may stand, by the state it finds. */
export const OFFERED_IN: Readonly<Partial<Record<OfferAnswerState, readonly Carrier[]>>> = {
  None: ["INVITE"],
  OweOffer: ["1xx", "2xx"],
  WaitOffer: ["1xx", "2xx"],
  Stable: ["INVITE", "PRACK", "UPDATE"],
};
