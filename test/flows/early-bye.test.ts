import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §15.1.2 a BYE comes while the call rings", () => {
  test("it is answered 200, and the INVITE 487 [BYE-15.1.2-d] [RAC-A] [DLG-12.2.2-i]", () => {
    const { alice, bob, core, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.hangsUp();
    alice.acknowledges();

    expect(alice.received(487).toTag).toBe(alice.received(180).toTag);
    expect(core.dialogs.size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("with a CANCEL on its heels there is still one 487 [RAC-A]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.hangsUp();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.0  |-- ACK -------------------->|
    `);
  });

  test("after it the INVITE cannot be answered any more", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.hangsUp();

    expect(() => bob.accepts({ answer })).toThrow(/cannot send 200/);
    alice.acknowledges();
  });
});

describe("RFC 5407 §3.1.3 an early BYE crosses the 200", () => {
  test("it is answered 200, the ACK is absorbed, and no BYE of ours follows [RACE-5407.3.1.3-a] [RAC-3.1.3]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wire.delays("BYE", 200);
    wire.delays("200 INVITE", 200);
    alice.hangsUp();
    bob.accepts({ answer });
    wait(200);
    alice.acknowledges();
    wait(40_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- BYE --...                |
        0.0  |         ...-- 200 answer --|
        0.0  |                            | AckWait
        0.2  |                ...-- BYE ->|
        0.2  |                            | onBye
        0.2  |<-------------------- 200 --|
        0.2  |                            | Terminated
        0.2  |<- 200 answer --...         |
        0.2  |-- ACK -------------------->|
    `);
  });
});
