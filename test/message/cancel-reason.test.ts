import { describe, expect, test } from "vitest";
import { findReasonCause, readCancelReason } from "../../src/message/cancel-reason.js";
import { request } from "./support.js";

function cancel(...reasons: string[]) {
  return request({
    start: "CANCEL sip:bob@192.0.2.4 SIP/2.0",
    headers: { CSeq: "1001 CANCEL" },
    lines: reasons.map((reason) => `Reason: ${reason}`),
  });
}

describe("RFC 3326 §3.1 why a call was taken back", () => {
  test.each([
    [[], false, false],
    [['SIP;cause=200;text="Call completed elsewhere"'], true, false],
    [["sip ;cause=200"], true, false],
    [["SIP;cause=600"], false, true],
    [["SIP;cause=603"], false, true],
    [["SIP;cause=487"], false, false],
    [["SIP;cause=603, SIP;cause=200"], true, false],
    [["Q.850;cause=16", "SIP;cause=200"], true, false],
    [["Q.850;cause=200"], false, false],
    [["Foo;cause=200"], false, false],
    [["SIP;text=200"], false, false],
    [["SIP;cause=200;cause=200"], false, false],
    [[";;", "SIP;cause=200"], true, false],
  ])(
    "%j: answered elsewhere %s, declined elsewhere %s [RSN-3326-3.1-a] [RSN-3326-2-d]",
    (reasons, answered, declined) => {
      expect(readCancelReason(cancel(...reasons))).toMatchObject({
        answeredElsewhere: answered,
        declinedElsewhere: declined,
      });
    },
  );

  test("what can be read is told, whatever the protocol [RSN-3326-3.1-a] [RSN-3326-2-d]", () => {
    const { reasons } = readCancelReason(cancel("Foo;bar, ;;", "Q.850;cause=16;text=Terminated"));

    expect(reasons.map(({ protocol, cause }) => [protocol, cause])).toEqual([
      ["Foo", undefined],
      ["Q.850", 16],
    ]);
  });

  test("the cause of a protocol is found, the first that has one [RSN-3326-3.4-a]", () => {
    const { reasons } = readCancelReason(cancel("Q.850;text=x, q.850;cause=17, Q.850;cause=16, SIP"));

    expect([findReasonCause(reasons, "q.850"), findReasonCause(reasons, "SIP")]).toEqual([17, undefined]);
  });
});
