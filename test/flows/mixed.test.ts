import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { answersOf } from "./answers-of.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { over, TRANSPORTS } from "./over.js";

const able = { headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };

describe.each(TRANSPORTS)("several things at once, over %s", (protocol) => {
  const { callFlow } = over(protocol);

  test("a CANCEL overtakes the PRACK for which a 2xx waits: 487, and the 2xx never leaves [MIX-1]", async () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer, ...able });
    const { acknowledged } = bob.progresses({ answer, reliable: true });
    bob.accepts();
    wait(100);
    alice.cancels();
    alice.acknowledges();
    wait(40_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.1  |-- CANCEL ----------------->|
        0.1  |<-------------------- 200 --|
        0.1  |                            | onCancel
        0.1  |<-------------------- 487 --|
        0.1  |                            | Terminated
        0.1  |-- ACK -------------------->|
    `);
    expect(answersOf(alice)).toEqual(["183 INVITE", "200 CANCEL", "487 INVITE"]);
    expect(core.dialogs.size).toBe(0);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["cancelled"]);
    expect(bob.inviteTerminations.map(({ cause }) => cause)).toEqual(["cancelled"]);
    await expect(acknowledged).resolves.toEqual({ kind: "unacknowledged", reason: "ended" });
  });

  test("the PRACK comes after the 487: 200 while what it acknowledges is remembered, 481 later [MIX-2]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, ...able });
    bob.progresses({ answer, reliable: true });
    alice.cancels();
    alice.acknowledges();
    alice.pracks();
    alice.pracks();
    wait(40_000);
    alice.pracks();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |<-------------------- 200 --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |<-------------------- 481 --|
       40.0  |-- PRACK rel 1 ------------>|
       40.0  |<-------------------- 481 --|
    `);
  });

  test("PRACK and CANCEL cross [MIX-2]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.delays("PRACK", 100);
    wire.delays("487", 200);

    alice.invites({ offer, ...able });
    bob.progresses({ answer, reliable: true });
    alice.pracks();
    alice.cancels();
    wait(200);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 --...        |
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |                ...-- 487 --|
        0.0  |                            | Terminated
        0.1  |        ...-- PRACK rel 1 ->|
        0.1  |<-------------------- 200 --|
        0.2  |<- 487 --...                |
        0.2  |-- ACK -------------------->|
    `);
  });

  test("a 2xx waits until the caller's UPDATE has its answer, and then needs none [MIX-3]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, ...able });
    bob.progresses({ answer, reliable: true });
    alice.pracks();
    alice.updates({ offer: secondOffer });
    bob.accepts();
    wait(500);
    bob.answers("UPDATE", 200, { answer: secondAnswer });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.5  |<------------- 200 answer --|
        0.5  |<-------------------- 200 --|
        0.5  |                            | AckWait
        0.5  |-- ACK -------------------->|
        0.5  |                            | onAck, Confirmed
    `);
    expect(answersOf(alice)).toEqual(["183 INVITE", "200 PRACK", "200 UPDATE", "200 INVITE"]);
    expect(alice.received(200, "INVITE").body).toBe("");
    expect([bob.session.offer?.content, bob.session.answer?.content]).toEqual([secondOffer, secondAnswer]);
    alice.hangsUp();
  });

  test("an INVITE expires while its reliable 180 is not acknowledged: 487, and nothing is repeated [MIX-4]", async () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { ...able.headers, Expires: 5 } });
    const { acknowledged } = bob.rings({ reliable: true });
    wait(5_000);
    alice.acknowledges();
    wait(40_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.5  |<-------------- 180 rel 1 --|
        1.5  |<-------------- 180 rel 1 --|
        3.5  |<-------------- 180 rel 1 --|
        5.0  |<-------------------- 487 --|
        5.0  |                            | Terminated
        5.0  |-- ACK -------------------->|
    `);
    expect(bob.terminations).toEqual([{ cause: "expired", statusCode: 487, reasons: [] }]);
    expect(core.dialogs.size).toBe(0);
    await expect(acknowledged).resolves.toEqual({ kind: "unacknowledged", reason: "ended" });
  });

  test("UPDATE and INFO overtake a lost ACK: both are served, the 2xx goes on [MIX-7]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.loses("ACK");

    alice.invites({ offer, ...able });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(100);
    alice.updates({ offer: secondOffer });
    bob.answers("UPDATE", 200, { answer: secondAnswer });
    alice.sendsInfo({ digit: "1" });
    wait(500);
    alice.repeats("ACK");
    wait(5_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK --------------------x|
        0.1  |-- UPDATE offer ----------->|
        0.1  |                            | onUpdate
        0.1  |<------------- 200 answer --|
        0.1  |-- INFO ------------------->|
        0.1  |                            | onInfo
        0.1  |<-------------------- 200 --|
        0.5  |<------------- 200 answer --|
        0.6  |-- ACK -------------------->|
        0.6  |                            | onAck, Confirmed
        5.6  |-- BYE -------------------->|
        5.6  |                            | onBye
        5.6  |<-------------------- 200 --|
        5.6  |                            | Terminated
    `);
  });

  test("without that ACK the call ends with a BYE, whatever came meanwhile [MIX-7]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, ...able });
    bob.accepts({ answer });
    wait(30_000);
    alice.updates();
    alice.sendsInfo({ digit: "1" });
    ladder.clear();
    wait(2_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       31.5  |<------------- 200 answer --|
       32.0  |                            | onAckTimeout
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.0  |-- 200 -------------------->|
    `);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["ack-timeout"]);
  });
});
