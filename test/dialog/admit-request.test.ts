import { describe, expect, test } from "vitest";
import { type AdmissionContext, admitRequest } from "../../src/dialog/admit-request.js";

const quiet: AdmissionContext = {
  method: "INVITE",
  mortal: false,
  inOrder: true,
  incomingInvitePending: false,
  answerInWork: false,
  outgoingInvitePending: false,
  incomingUpdatePending: false,
  describedUnacknowledged: false,
  described: false,
  losesStreams: false,
  outgoingPrackPending: false,
  exchange: "Stable",
  carrier: undefined,
  retryAfter: () => 7,
};

describe("RFC 3261 §12.2.2 a request reaches its dialog", () => {
  test.each(["INVITE", "BYE", "INFO", "PRACK", "OPTIONS"])("lets %s in when nothing stands in its way", (method) => {
    expect(admitRequest({ ...quiet, method })).toEqual({ kind: "deliver" });
  });

  test.each(["INVITE", "BYE", "INFO"])("answers 500 to a %s out of order [DLG-12.2.2-c] [BYE-12.2.2-a]", (method) => {
    expect(admitRequest({ ...quiet, method, inOrder: false })).toEqual({ kind: "reject", statusCode: 500 });
  });
});

describe("RFC 3261 §14.2 a re-INVITE reaches its dialog", () => {
  test.each([
    ["another INVITE of the peer is pending [REI-14.2-a]", { incomingInvitePending: true }],
    ["the application still works on the last answer", { answerInWork: true }],
    ["RFC 6337 §4.4: an UPDATE of the peer is pending [OAX-6337-4]", { incomingUpdatePending: true }],
  ])("asks the peer to come back while %s", (_why, facts) => {
    expect(admitRequest({ ...quiet, ...facts })).toEqual({ kind: "reject", statusCode: 500, retryAfter: 7 });
  });

  test.each([
    ["our own INVITE is out [REI-14.2-b]", { outgoingInvitePending: true }],
    ["the offer in our 2xx is unanswered [RACE-5407.3.1.5-a]", { exchange: "Local", carrier: "2xx" } as const],
  ])("answers 491 while %s", (_why, facts) => {
    expect(admitRequest({ ...quiet, ...facts })).toEqual({ kind: "reject", statusCode: 491 });
  });

  test("asks to come back rather than 491 when both have an INVITE under way", () => {
    const both = { incomingInvitePending: true, outgoingInvitePending: true };

    expect(admitRequest({ ...quiet, ...both })).toMatchObject({ statusCode: 500 });
  });

  test("lets other requests pass by an INVITE under way", () => {
    const busy = { ...quiet, method: "INFO", incomingInvitePending: true, outgoingInvitePending: true };

    expect(admitRequest(busy)).toEqual({ kind: "deliver" });
  });
});

describe("RFC 5407 §3.2.1, §3.2.2 a request reaches a dialog whose BYE is under way", () => {
  test("serves a BYE that crosses ours [RACE-5407.3.2.1-a]", () => {
    expect(admitRequest({ ...quiet, method: "BYE", mortal: true })).toEqual({ kind: "deliver" });
  });

  test.each(["INVITE", "INFO", "REFER", "UPDATE"])("answers 481 to %s [RACE-5407.3.2.2-a]", (method) => {
    expect(admitRequest({ ...quiet, method, mortal: true })).toEqual({ kind: "reject", statusCode: 481 });
  });
});

describe("RFC 3311 §5.2, RFC 6337 §4.2, §4.3 an UPDATE reaches its dialog", () => {
  const update: AdmissionContext = { ...quiet, method: "UPDATE", described: true };
  const comeBack = { kind: "reject", statusCode: 500, retryAfter: 7 };
  const glare = { kind: "reject", statusCode: 491 };

  test.each<readonly [string, Partial<AdmissionContext>]>([
    ["another UPDATE is pending [OAM-U-01] [UPD-3311-5.2-a]", { incomingUpdatePending: true }],
    [
      "another UPDATE is pending, and this one offers nothing [OAM-U-01]",
      { incomingUpdatePending: true, described: false },
    ],
    ["the offer of the INVITE is open [OAM-U-04] [UPD-3311-5.2-c]", { exchange: "Remote", carrier: "INVITE" }],
    ["an offer in a PRACK is open [OAM-U-04]", { exchange: "Remote", carrier: "PRACK" }],
    ["an offer is owed [OAM-U-05]", { exchange: "OweOffer" }],
    ["nothing has been said at all [OAM-U-03]", { exchange: "None" }],
    ["the PRACK to our answer is missing [OAM-U-07]", { incomingInvitePending: true, describedUnacknowledged: true }],
  ])("asks the peer to come back while %s", (_why, facts) => {
    expect(admitRequest({ ...update, ...facts })).toEqual(comeBack);
  });

  test.each<readonly [string, Partial<AdmissionContext>]>([
    ["our offer in a 1xx is open [OAM-U-06]", { exchange: "Local", carrier: "1xx" }],
    ["our offer in a 2xx is open [OAM-U-06]", { exchange: "Local", carrier: "2xx" }],
    ["our offer in an UPDATE is open [OAM-U-06] [UPD-3311-5.2-b]", { exchange: "Local", carrier: "UPDATE" }],
    ["our re-INVITE is open [OAM-U-08]", { exchange: "Local", carrier: "INVITE", outgoingInvitePending: true }],
    ["our PRACK is open [OAX-6337-9]", { outgoingPrackPending: true }],
    ["our re-INVITE asks for an offer [OAM-U-08]", { exchange: "WaitOffer", outgoingInvitePending: true }],
    [
      "our re-INVITE has brought an offer [OAM-U-08]",
      { exchange: "Remote", carrier: "1xx", outgoingInvitePending: true },
    ],
  ])("answers 491 while %s", (_why, facts) => {
    expect(admitRequest({ ...update, ...facts })).toEqual(glare);
  });

  test.each<readonly [string, Partial<AdmissionContext>]>([
    ["nothing is open [OAM-U-09]", {}],
    ["our re-INVITE has its exchange", { outgoingInvitePending: true }],
    ["the INVITE has its exchange, acknowledged", { incomingInvitePending: true }],
    ["it offers nothing, whatever is open [OAM-U-02] [UPD-3311-5.2-h]", { described: false, exchange: "Local" }],
  ])("lets it in while %s", (_why, facts) => {
    expect(admitRequest({ ...update, ...facts })).toEqual({ kind: "deliver" });
  });

  test.each(["UPDATE", "INVITE"])("answers 488 to an offer in %s that leaves out streams [OAM-3264-8-b]", (method) => {
    expect(admitRequest({ ...update, method, losesStreams: true })).toEqual({ kind: "reject", statusCode: 488 });
  });

  test("answers 481 once the call is over [OAM-U-14]", () => {
    expect(admitRequest({ ...update, mortal: true })).toEqual({ kind: "reject", statusCode: 481 });
  });
});
