import { describe, expect, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1.3 the INVITE is refused", () => {
  test("the refusal is repeated at T1, doubling to T2, until the ACK; the early dialog is gone", () => {
    const { alice, bob, wait, core, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.rejects();
    const { size } = core.dialogs;
    wait(8_000);
    alice.acknowledges();
    wait(1_000);
    alice.repeats("ACK");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.5  |<-------------------- 486 --|
        1.5  |<-------------------- 486 --|
        3.5  |<-------------------- 486 --|
        7.5  |<-------------------- 486 --|
        8.0  |-- ACK -------------------->|
        9.0  |-- ACK -------------------->|
    `);
    expect(size).toBe(0);
  });

  test("over a connection once", () => {
    const { alice, bob, wait, ladder } = callFlow({ protocol: "TCP" });

    alice.invites({ offer });
    bob.rejects({ statusCode: 603 });
    wait(8_000);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 603 --|
        8.0  |-- ACK -------------------->|
    `);
  });

  test("and never acknowledged: the application is told after 64*T1, and nothing is left", () => {
    const { alice, bob, wait, core, ladder } = callFlow();

    alice.invites({ offer });
    bob.rejects();
    ladder.clear();
    wait(32_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.5  |<-------------------- 486 --|
        1.5  |<-------------------- 486 --|
        3.5  |<-------------------- 486 --|
        7.5  |<-------------------- 486 --|
       11.5  |<-------------------- 486 --|
       15.5  |<-------------------- 486 --|
       19.5  |<-------------------- 486 --|
       23.5  |<-------------------- 486 --|
       27.5  |<-------------------- 486 --|
       31.5  |<-------------------- 486 --|
       32.0  |                            | onTimeout
    `);
    expect(core.transactions.size).toBe(0);
  });

  test("by a phone that is busy with 486; what holds for every phone has to be said [UAS-21.4.18-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.request.reject();
    alice.acknowledges();
    alice.invites({ offer, callId: "fx-call-2" });
    bob.request.reject({ statusCode: 600 });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode, reasonPhrase }) => `${statusCode} ${reasonPhrase}`)).toEqual([
      "486 Busy Here",
      "600 Busy Everywhere",
    ]);
  });

  test("says why, where the application does [UAS-21.4.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rejects({ statusCode: 480, reasonPhrase: "Out to Lunch" });
    alice.acknowledges();

    expect(alice.received(480).reasonPhrase).toBe("Out to Lunch");
  });
});
