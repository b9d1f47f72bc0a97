import { describe, expect, test } from "vitest";
import { answer, CountingRandom, offer } from "../../src/testing/index.js";
import { answersOf } from "./answers-of.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { over, TRANSPORTS } from "./over.js";

/** A caller that can be told which early dialogs are over, and be asked to acknowledge. */
const invite = { offer, headers: { Supported: "100rel, 199", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };

describe.each(TRANSPORTS)("RFC 6228 §5 several early dialogs of one callee, over %s", (protocol) => {
  const { callFlow } = over(protocol);

  test("one is busy and closed with a 199, the other answers; the first is gone [EXT-6228-1] [RAC-E]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites(invite);
    bob.rings();
    const carol = bob.opensEarlyDialog();
    carol.rings();
    wait(2_000);
    const desk = bob.opensEarlyDialog();
    desk.rings();
    carol.terminates({ statusCode: 486 });
    alice.updates({ toTag: carol.toTag });
    wait(1_000);
    desk.accepts({ answer });
    alice.acknowledges();
    wait(1_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<---------------- 180 (2) --|
        0.0  |                            | Early (2)
        2.0  |<---------------- 180 (3) --|
        2.0  |                            | Early (3)
        2.0  |<---------------- 199 (2) --|
        2.0  |                            | Terminated (2)
        2.0  |-- UPDATE (2) ------------->|
        2.0  |<---------------- 481 (2) --|
        3.0  |<--------- 200 (3) answer --|
        3.0  |                            | Terminated, AckWait (3)
        3.0  |-- ACK (3) ---------------->|
        3.0  |                            | onAck (3), Confirmed (3)
        4.0  |-- BYE (3) ---------------->|
        4.0  |                            | onBye (3)
        4.0  |<---------------- 200 (3) --|
        4.0  |                            | Terminated (3)
    `);
    const closed = alice.received(199);
    expect([closed.toTag, closed.getHeader("Reason"), closed.body]).toEqual([carol.toTag, "SIP;cause=486", ""]);
    expect([closed.hasHeader("RSeq"), closed.getHeaders("Require")]).toEqual([false, []]);
    expect(alice.received(481).method).toBe("UPDATE");
    expect(alice.received(200, "INVITE").toTag).toBe(desk.toTag);
    expect(core.dialogs.size).toBe(0);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["lost-fork", "lost-fork", "remote-bye"]);
  });

  test("the last word of all is one final response for the branch [RAC-E]", () => {
    const { alice, bob, core, ladder } = callFlow();

    alice.invites(invite);
    bob.rings();
    const other = bob.opensEarlyDialog();
    other.rings();
    bob.rejects(600);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<---------------- 180 (2) --|
        0.0  |                            | Early (2)
        0.0  |<-------------------- 600 --|
        0.0  |                            | Terminated, Terminated (2)
        0.0  |-- ACK -------------------->|
    `);
    expect(answersOf(alice)).toEqual(["180 INVITE", "180 INVITE", "600 INVITE"]);
    expect(core.dialogs.size).toBe(0);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["refused", "refused"]);
    expect(bob.inviteTerminations.map(({ cause }) => cause)).toEqual(["refused"]);
  });

  test("only one 2xx is sent: the winner's ends the others, and nobody else can answer [RAC-E]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites(invite);
    bob.rings();
    const other = bob.opensEarlyDialog();
    other.rings();
    bob.accepts({ answer });

    expect(() => other.accepts({ answer })).toThrow(/cannot send 200/);
    expect(() => other.rings()).toThrow(/cannot send 180/);
    expect(() => other.terminates()).toThrow(/cannot send 199/);
    expect(() => bob.opensEarlyDialog()).toThrow(/cannot send 180/);
    alice.acknowledges();
    alice.updates({ toTag: other.toTag });
    alice.hangsUp({ toTag: bob.session.localTag });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<---------------- 180 (2) --|
        0.0  |                            | Early (2)
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait, Terminated (2)
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- UPDATE (2) ------------->|
        0.0  |<---------------- 481 (2) --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("each has reliable responses, and offer and answer, of its own [RAC-E]", () => {
    const { alice, bob, wait, ladder } = callFlow();
    const otherAnswer = answer.replace("49172", "49180");

    alice.invites(invite);
    bob.progresses({ answer, reliable: true });
    const other = bob.opensEarlyDialog();
    other.progresses({ answer: otherAnswer, reliable: true });
    const [first, second] = alice.responses;
    alice.pracks({ ...(first && { response: first }) });
    alice.pracks({ ...(second && { response: second }), cseq: 1002 });
    alice.updates({ offer: secondOffer, toTag: other.toTag, cseq: 1003 });
    bob.answers("UPDATE", 200, { answer: secondAnswer });
    wait(1_000);
    const states = bob.sessions.map((session) => [session.offer?.content, session.answer?.content]);
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(states).toEqual([
      [offer, answer],
      [secondOffer, secondAnswer],
    ]);
    expect(first?.toTag).not.toBe(second?.toTag);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |<--- 183 (2) rel 1 answer --|
        0.0  |                            | Early (2)
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- PRACK (2) rel 1 -------->|
        0.0  |                            | onPrack (2)
        0.0  |<---------------- 200 (2) --|
        0.0  |-- UPDATE (2) offer ------->|
        0.0  |                            | onUpdate (2)
        0.0  |<--------- 200 (2) answer --|
        1.0  |<-------------------- 200 --|
        1.0  |                            | AckWait, Terminated (2)
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("the number of one's reliable response means nothing in the other [RAC-E]", () => {
    const { alice, bob, ladder } = callFlow({ random: new CountingRandom({ numbers: [99, 699] }) });

    alice.invites(invite);
    bob.rings({ reliable: true });
    const other = bob.opensEarlyDialog();
    other.rings({ reliable: true });
    const [first, second] = alice.responses;
    const firstNumber = Number(first?.getHeader("RSeq"));
    alice.pracks({ toTag: other.toTag, rseq: firstNumber, cseq: 1002 });
    alice.pracks({ toTag: other.toTag, cseq: 1003 });
    alice.pracks({ ...(first && { response: first }), cseq: 1002 });
    bob.rejects();
    alice.acknowledges();

    expect([firstNumber, Number(second?.getHeader("RSeq"))]).toEqual([100, 700]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.0  |<---------- 180 (2) rel 1 --|
        0.0  |                            | Early (2)
        0.0  |-- PRACK (2) rel -599 ----->|
        0.0  |<---------------- 481 (2) --|
        0.0  |-- PRACK (2) rel 1 -------->|
        0.0  |                            | onPrack (2)
        0.0  |<---------------- 200 (2) --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated, Terminated (2)
        0.0  |-- ACK -------------------->|
    `);
  });

  test.each([0, 1])(
    "a BYE ends the one that it is for, the INVITE goes on in the others (%i) [RAC-A] [RAC-E]",
    (which) => {
      const { alice, bob } = callFlow();

      alice.invites(invite);
      bob.rings();
      const other = bob.opensEarlyDialog();
      other.rings();
      const [first, second] = bob.sessions;
      const [ended, left] = which === 0 ? [first, second] : [second, first];
      alice.hangsUp({ toTag: ended?.localTag });
      const states = [ended?.sessionState, left?.sessionState];
      (which === 0 ? other : bob).accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(states).toEqual(["Terminated", "Early"]);
      expect(answersOf(alice)).toEqual(["180 INVITE", "180 INVITE", "200 BYE", "200 INVITE", "200 BYE"]);
      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["remote-bye", "remote-bye"]);
    },
  );

  test("a CANCEL ends them all [RAC-E]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites(invite);
    bob.rings();
    bob.opensEarlyDialog().rings();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<---------------- 180 (2) --|
        0.0  |                            | Early (2)
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated, Terminated (2)
        0.0  |-- ACK -------------------->|
    `);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["cancelled", "cancelled"]);
  });

  test("a caller that cannot be told is not; the dialog is gone all the same [EXT-6228-1]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    const other = bob.opensEarlyDialog();
    other.rings();
    other.terminates({ statusCode: 486 });
    alice.updates({ toTag: other.toTag });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early, Terminated
        0.0  |-- UPDATE ----------------->|
        0.0  |<-------------------- 481 --|
        0.0  |<--------- 200 (2) answer --|
        0.0  |                            | AckWait (2)
        0.0  |-- ACK (2) ---------------->|
        0.0  |                            | onAck (2), Confirmed (2)
        0.0  |-- BYE (2) ---------------->|
        0.0  |                            | onBye (2)
        0.0  |<---------------- 200 (2) --|
        0.0  |                            | Terminated (2)
    `);
  });

  test("before any response has made a dialog, there is nothing to tell [EXT-6228-1]", () => {
    const { alice, bob } = callFlow();

    alice.invites(invite);
    bob.opensEarlyDialog().terminates({ statusCode: 486 });
    bob.rejects();
    alice.acknowledges();

    expect(answersOf(alice)).toEqual(["486 INVITE"]);
  });
});
