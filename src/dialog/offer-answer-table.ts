import { type Table } from "../transaction/table.js";
import { type SignalingState } from "./session.js";

export type OfferAnswerEvent =
  | "local" // we send a session description
  | "remote" // the peer sends one
  | "preview" // we show the answer in an unreliable 1xx; the 2xx will carry it
  | "rollbackToStable" // what was offered last is off; there was an agreement before
  | "rollbackToInitial" // it is off, and there was none
  | "close";

export type OfferAnswerAction = "keepOffer" | "keepAnswer" | "restorePair" | "forget";

/**
 * Who offered, who answered. RFC 3264 §4; RFC 6337 §2.2.
 *
 * A second description in the same direction is no event of this table: it is ignored from the peer.
 */
// prettier-ignore
export const offerAnswerTable: Table<SignalingState, OfferAnswerEvent, OfferAnswerAction> = {
  Initial: {
    local:             { to: "HaveLocalOffer",  do: ["keepOffer"] },
    remote:            { to: "HaveRemoteOffer", do: ["keepOffer"] },
    close:             { to: "Closed",          do: ["forget"] },
  },
  HaveLocalOffer: {
    remote:            { to: "Stable",          do: ["keepAnswer"] },
    rollbackToStable:  { to: "Stable",          do: ["restorePair"] },
    rollbackToInitial: { to: "Initial",         do: ["restorePair"] },
    close:             { to: "Closed",          do: ["forget"] },
  },
  HaveRemoteOffer: {
    local:             { to: "Stable",          do: ["keepAnswer"] },
    preview:           { to: "Stable",          do: ["keepAnswer"] },
    rollbackToStable:  { to: "Stable",          do: ["restorePair"] },
    rollbackToInitial: { to: "Initial",         do: ["restorePair"] },
    close:             { to: "Closed",          do: ["forget"] },
  },
  Stable: {
    local:             { to: "HaveLocalOffer",  do: ["keepOffer"] },
    remote:            { to: "HaveRemoteOffer", do: ["keepOffer"] },
    rollbackToStable:  { to: "Stable",          do: ["restorePair"] },
    rollbackToInitial: { to: "Initial",         do: ["restorePair"] },
    close:             { to: "Closed",          do: ["forget"] },
  },
  Closed: {},
};
