import { describe, expect, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { over, TRANSPORTS } from "./over.js";

describe.each(TRANSPORTS)("RFC 3326 §2 why a CANCEL came, over %s", (protocol) => {
  const { callFlow } = over(protocol);

  test("somebody else has answered, or picked it up: no call was missed [EXT-3326-1] [BCF-3.8] [SVC-2.16]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(3_000);
    alice.cancels({ headers: { Reason: 'SIP;cause=200;text="Call completed elsewhere"' } });
    alice.acknowledges();

    expect(bob.inviteTerminations).toEqual([
      {
        cause: "answered-elsewhere",
        statusCode: 487,
        reasons: [expect.objectContaining({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" })],
      },
    ]);
    expect(bob.terminations).toEqual(bob.inviteTerminations);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        3.0  |-- CANCEL ----------------->|
        3.0  |<-------------------- 200 --|
        3.0  |                            | onCancel
        3.0  |<-------------------- 487 --|
        3.0  |                            | Terminated
        3.0  |-- ACK -------------------->|
    `);
  });

  test.each([
    ["nothing", undefined, "cancelled"],
    ["that somebody has declined for all", 'SIP;cause=603;text="Declined"', "declined-elsewhere"],
    ["that the caller has given up", "SIP;cause=487", "cancelled"],
    ["something of another network", "Q.850;cause=16", "cancelled"],
    ["both", 'Q.850;cause=16, SIP;cause=200;text="Call completed elsewhere"', "answered-elsewhere"],
    ["what nobody can read", "SIP;cause=;;", "cancelled"],
  ])("it says %s [EXT-3326-1]", (_what, Reason, cause) => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    alice.cancels({ headers: { Reason } });
    alice.acknowledges();

    expect(bob.inviteTerminations.map((termination) => termination.cause)).toEqual([cause]);
  });
});
