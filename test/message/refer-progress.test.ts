import { describe, expect, test } from "vitest";
import { readReferProgress } from "../../src/message/refer-progress.js";
import { type Difference, request } from "./support.js";

function notify(difference: Difference) {
  const headers = {
    CSeq: "3 NOTIFY",
    Event: "refer",
    "Subscription-State": "active;expires=60",
    ...difference.headers,
  };
  const lines = ["Content-Type: message/sipfrag;version=2.0"];
  return readReferProgress(request({ start: "NOTIFY sip:bob@192.0.2.4 SIP/2.0", lines, ...difference, headers }));
}

describe("RFC 3515 §2.4.5 reading a NOTIFY about a REFER of ours", () => {
  test("tells how far the peer is [REF-3515-2.4.5-a]", () => {
    expect(notify({ body: "SIP/2.0 180 Ringing\r\n" })).toEqual({
      id: undefined,
      status: { statusCode: 180, reasonPhrase: "Ringing" },
      isLast: false,
      reason: undefined,
    });
  });

  test("tells that it is the last one, and which REFER it is about [REF-3515-2.4.6-a]", () => {
    const headers = { Event: "refer;id=93809824", "Subscription-State": "terminated;reason=noresource" };

    expect(notify({ headers, body: "SIP/2.0 503 Service Unavailable\r\n\r\n" })).toEqual({
      id: 93809824,
      status: { statusCode: 503, reasonPhrase: "Service Unavailable" },
      isLast: true,
      reason: "noresource",
    });
  });

  test.each([
    ["no body", {}],
    ["a body of another type", { lines: ["Content-Type: text/plain"], body: "SIP/2.0 200 OK\r\n" }],
    ["what is no status line", { body: "INVITE sip:carol@example.com SIP/2.0\r\n" }],
  ])("tells no status of %s", (_what, difference) => {
    expect(notify(difference)).toMatchObject({ status: undefined, isLast: false });
  });

  test.each([
    ["of another package", { headers: { Event: "presence" } }],
    ["without an Event", { headers: { Event: undefined } }],
    ["without a Subscription-State", { headers: { "Subscription-State": undefined } }],
  ])("is nothing %s", (_what, difference) => {
    expect(notify({ ...difference, body: "SIP/2.0 200 OK\r\n" })).toBeUndefined();
  });
});
