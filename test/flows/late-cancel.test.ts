import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §9.2 a CANCEL that comes too late", () => {
  test("after the 2xx: it is answered, the call goes on, the 2xx is repeated [CAN-9.2-e] [CAN-9.2-c]", () => {
    const { alice, bob, wait, ladder, diagnostics } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.cancels();
    wait(1_500);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.5  |<------------- 200 answer --|
        1.5  |<------------- 200 answer --|
        1.5  |-- ACK -------------------->|
        1.5  |                            | onAck, Confirmed
        1.5  |-- BYE -------------------->|
        1.5  |                            | onBye
        1.5  |<-------------------- 200 --|
        1.5  |                            | Terminated
    `);
    expect(alice.received(200, "CANCEL").toTag).toBe(alice.received(200, "INVITE").toTag);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["late-cancel"]);
  });

  test("after a refusal: it is answered, and the refusal stands [CAN-9.2-c] [CAN-9.2-e]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rejects();
    alice.cancels();
    wait(500);
    alice.acknowledges();
    alice.cancels({ headers: { Subject: "again" } });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.5  |<-------------------- 486 --|
        0.5  |-- ACK -------------------->|
        0.5  |-- CANCEL ----------------->|
        0.5  |<-------------------- 200 --|
    `);
  });

  test("after the ACK to a 2xx: it is answered with the tag of the 2xx, and the call goes on [CAN-9.2-c] [CAN-9.2-e]", () => {
    const { alice, bob, diagnostics } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.cancels();

    expect(alice.received(200, "CANCEL").toTag).toBe(alice.received(200, "INVITE").toTag);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["late-cancel"]);
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("after the ACK to a refusal: it is answered with the tag of the refusal [CAN-9.2-c] [CAN-9.2-e]", () => {
    const { alice, bob, diagnostics } = callFlow();

    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();
    alice.cancels();

    expect(alice.received(200, "CANCEL").toTag).toBe(alice.received(486).toTag);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["late-cancel"]);
  });

  test("after the ACK to a 2xx in a call: it is answered with the tag that it brings [CAN-9.2-c] [CAN-9.2-e]", () => {
    const { alice, bob, diagnostics } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.reinvites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.cancels();

    expect(alice.received(200, "CANCEL").toTag).toBe(bob.session.localTag);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["late-cancel"]);
    alice.hangsUp();
  });

  test("a second one is a copy of the first [CAN-9.2-c]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.cancels();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
    `);
  });

  test("when the INVITE is long gone, it is for nothing [CAN-9.2-b]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();
    wait(5_000);
    alice.cancels();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
        5.0  |-- CANCEL ----------------->|
        5.0  |<-------------------- 481 --|
    `);
  });
});
