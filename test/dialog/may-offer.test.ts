import { describe, expect, test } from "vitest";
import { mayNotInvite, mayNotUpdate, type OfferingContext } from "../../src/dialog/may-offer.js";

const quiet: OfferingContext = {
  described: true,
  exchange: "Stable",
  ackAwaited: false,
  incomingInvitePending: false,
  outgoingInvitePending: false,
  refusalUnconfirmed: false,
  incomingUpdatePending: false,
  outgoingUpdatePending: false,
  describedUnacknowledged: false,
  peerAllowsUpdate: true,
};

type Case = readonly [string, Partial<OfferingContext>];

describe("RFC 3311 §5.1 may we send an UPDATE?", () => {
  test.each<Case>([
    ["nothing is open", {}],
    ["the INVITE has its exchange, acknowledged [OAM-V-04] [UPD-3311-5.1-d]", { incomingInvitePending: true }],
    ["it offers nothing, whatever is open [OAM-V-03]", { described: false, exchange: "Remote", ackAwaited: true }],
  ])("when %s", (_when, facts) => {
    expect(mayNotUpdate({ ...quiet, ...facts })).toBeUndefined();
  });

  test.each<Case>([
    ["the peer does not allow it [OAM-V-01] [UPD-3311-5.1-a]", { peerAllowsUpdate: false, described: false }],
    ["another of ours is under way [OAM-V-02]", { outgoingUpdatePending: true, described: false }],
    ["the offer of the INVITE is open [OAM-V-04] [OAM-I-09]", { exchange: "Remote", incomingInvitePending: true }],
    ["an offer is owed [OAM-V-05]", { exchange: "OweOffer", incomingInvitePending: true }],
    ["our offer waits for its PRACK [OAM-V-05] [UPD-3311-5.1-e]", { exchange: "Local", incomingInvitePending: true }],
    ["our answer waits for its PRACK [OAM-V-04] [UPD-3311-5.1-d]", { describedUnacknowledged: true }],
    ["an offer of a re-INVITE is open [OAM-V-06] [UPD-3311-5.1-f]", { exchange: "Remote" }],
    ["our re-INVITE is open [OAM-V-06]", { exchange: "Local", outgoingInvitePending: true }],
    ["the ACK is missing [OAM-V-06] [OAM-V-07]", { ackAwaited: true }],
  ])("not when %s", (_when, facts) => {
    expect(mayNotUpdate({ ...quiet, ...facts })).toBeTypeOf("string");
  });
});

describe("RFC 3261 §14.1, RFC 3311 §5.1 may we send a re-INVITE?", () => {
  test("when nothing is open", () => {
    expect(mayNotInvite(quiet)).toBeUndefined();
  });

  test.each<Case>([
    ["one of the peer's is pending [OAM-6-e]", { incomingInvitePending: true }],
    ["one of ours is pending [OAM-6-e]", { outgoingInvitePending: true }],
    ["the ACK is missing [OAM-6-e]", { ackAwaited: true }],
    ["a refusal is not confirmed", { refusalUnconfirmed: true }],
    ["our UPDATE is under way [OAM-6-e]", { outgoingUpdatePending: true }],
    ["the peer's UPDATE is under way", { incomingUpdatePending: true }],
    ["an offer is open", { exchange: "Local" }],
  ])("not when %s", (_when, facts) => {
    expect(mayNotInvite({ ...quiet, ...facts })).toBeTypeOf("string");
  });
});
