import { describe, expect, test } from "vitest";
import { type AdmissionContext, admitRequest } from "../../src/dialog/admit-request.js";

const quiet: AdmissionContext = {
  method: "INVITE",
  mortal: false,
  inOrder: true,
  incomingInvitePending: false,
  answerInWork: false,
  outgoingInvitePending: false,
  offerUnanswered: false,
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
  ])("asks the peer to come back while %s", (_why, facts) => {
    expect(admitRequest({ ...quiet, ...facts })).toEqual({ kind: "reject", statusCode: 500, retryAfter: 7 });
  });

  test.each([
    ["our own INVITE is out [REI-14.2-b]", { outgoingInvitePending: true }],
    ["the offer in our 2xx is unanswered [RACE-5407.3.1.5-a]", { offerUnanswered: true }],
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
