import { describe, expect, test } from "vitest";
import { answer, callFlow as bareCallFlow, LeakError, offer, SeededRandom } from "../../src/testing/index.js";
import { callFlow } from "./flow.js";

describe("RFC 3261 §13.3.1.4 the INVITE is accepted", () => {
  test("the 200 is sent again until the ACK arrives, and not after", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(2_000);
    bob.accepts({ answer });
    wait(2_000);
    alice.acknowledges();
    wait(6_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        2.0  |<------------- 200 answer --|
        2.0  |                            | AckWait
        2.5  |<------------- 200 answer --|
        3.5  |<------------- 200 answer --|
        4.0  |-- ACK -------------------->|
        4.0  |                            | onAck, Confirmed
       10.0  |-- BYE -------------------->|
       10.0  |                            | onBye
       10.0  |<-------------------- 200 --|
       10.0  |                            | Terminated
    `);
  });
});

describe("a call flow", () => {
  test("has tags that count, and messages that can be looked into", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.rejects(486);
    alice.acknowledges();

    expect(alice.received(180).toTag).toMatch(/^tag-\d+$/);
    expect(alice.received(486).toTag).toBe(alice.received(180).toTag);
    expect(bob.request.message.getHeader("from")).toContain("a11ce");
  });

  test("draws what is lost, doubled and late", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.loses("200");
    wire.doubles("INVITE");
    wire.delays("ACK", 1_500);

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(500);
    alice.acknowledges();
    wait(2_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- INVITE offer ----------->|
        0.0  |x------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |<------------- 200 answer --|
        0.5  |-- ACK --...                |
        1.5  |<------------- 200 answer --|
        2.0  |                ...-- ACK ->|
        2.0  |                            | onAck, Confirmed
        2.5  |-- BYE -------------------->|
        2.5  |                            | onBye
        2.5  |<-------------------- 200 --|
        2.5  |                            | Terminated
    `);
  });

  test("draws what could not be sent, from either side", async () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.fails("200");
    wire.fails("ACK");

    alice.invites({ offer });
    bob.accepts({ answer });
    // A failure is a rejected promise; the core is told of it in a later turn.
    await Promise.resolve();
    await Promise.resolve();
    wait(500);
    alice.acknowledges();
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x------------- 200 answer --|
        0.0  |                            | AckWait, onTransportError
        0.5  |<------------- 200 answer --|
        0.5  |-- ACK --------------------x|
        0.5  |-- ACK -------------------->|
        0.5  |                            | onAck, Confirmed
        0.5  |-- BYE -------------------->|
        0.5  |                            | onBye
        0.5  |<-------------------- 200 --|
        0.5  |                            | Terminated
    `);
  });

  test("shows a CANCEL, and that the core refuses by itself", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
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
        0.0  |-- ACK -------------------->|
    `);
  });

  test("shows an ACK that never comes, and the BYE that follows", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(32_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |<------------- 200 answer --|
        1.5  |<------------- 200 answer --|
        3.5  |<------------- 200 answer --|
        7.5  |<------------- 200 answer --|
       11.5  |<------------- 200 answer --|
       15.5  |<------------- 200 answer --|
       19.5  |<------------- 200 answer --|
       23.5  |<------------- 200 answer --|
       27.5  |<------------- 200 answer --|
       31.5  |<------------- 200 answer --|
       32.0  |                            | onAckTimeout
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.0  |-- 200 -------------------->|
    `);
  });

  test("has re-INVITEs both ways, and Bob hanging up", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(1_000);
    alice.reinvites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(1_000);
    bob.reinvites({ offer: answer });
    alice.answers("INVITE", 200, { answer: offer });
    wait(1_000);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        1.0  |-- INVITE offer ----------->|
        1.0  |                            | onInvite
        1.0  |<------------- 200 answer --|
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck
        2.0  |<----------- INVITE offer --|
        2.0  |-- 200 answer ------------->|
        2.0  |<-------------------- ACK --|
        3.0  |<-------------------- BYE --|
        3.0  |                            | Terminated
        3.0  |-- 200 -------------------->|
    `);
  });

  test("runs over a reliable transport as well", () => {
    const { alice, bob, core, wait } = callFlow({ protocol: "TCP" });

    alice.invites({ offer });
    bob.rejects(486);
    alice.acknowledges();
    wait();

    expect(core.transactions.size).toBe(0);
  });

  test("runs by itself when Alice is automatic, whatever the weather", () => {
    const { alice, bob, wait, wire } = callFlow({ automatic: { answer } });
    wire.misbehaves({ random: new SeededRandom(4), loses: 0.3, doubles: 0.3, delays: 300 });

    alice.invites({ offer });
    // RFC 3261 §17.1.1.2: seven times at most; with this seed one of them arrives.
    for (let repeats = 0; repeats < 6 && bob.requests.length === 0; repeats += 1) {
      alice.repeats("INVITE");
      wait(500);
    }
    bob.accepts({ answer });
    wait(32_000);
    bob.ends();
    wait(32_000);

    expect(alice.unreadable).toEqual([]);
    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("tells the application's own delegates", () => {
    const told: string[] = [];
    const { alice, bob } = callFlow({
      delegate: { onInvite: () => void told.push("INVITE") },
      session: { onBye: (request) => void request.reject({ statusCode: 403 }), onAck: () => void told.push("ACK") },
    });

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(told).toEqual(["INVITE", "ACK"]);
    expect(alice.received(403).method).toBe("BYE");
  });
});

describe("a third party", () => {
  test("has a script, a wire and a column of her own, and Bob turns to whom he likes", () => {
    const { alice, bob, ladder, joinedBy } = callFlow();
    const { caller: carol, wire } = joinedBy("carol");
    wire.doubles("INVITE");

    alice.invites({ offer });
    bob.rings();
    const call = bob.request;
    carol.invites({ offer });
    bob.rejects(486);
    carol.acknowledges();
    bob.turnsTo(call);
    bob.accepts({ answer });
    alice.acknowledges();
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |-- INVITE offer ----------->|                            |
        0.0  |                            | onInvite                   |
        0.0  |<-------------------- 180 --|                            |
        0.0  |                            | Early                      |
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            |-- 486 -------------------->|
        0.0  |                            |<-------------------- ACK --|
        0.0  |<------------- 200 answer --|                            |
        0.0  |                            | AckWait                    |
        0.0  |-- ACK -------------------->|                            |
        0.0  |                            | onAck, Confirmed           |
        0.0  |<-------------------- BYE --|                            |
        0.0  |                            | Terminated                 |
        0.0  |-- 200 -------------------->|                            |
    `);
    expect(carol.received(486).callId).toBe("fx-call-carol");
  });
});

describe("the leak check of a call flow", () => {
  test("fails when a dialog is left", () => {
    const { alice, bob, end } = bareCallFlow();
    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();

    expect(end).toThrow(LeakError);
    expect(end).not.toThrow();
  });

  test("passes when what is left was expected", () => {
    const { alice, bob, end } = bareCallFlow();
    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();

    expect(() => end({ dialogs: 1 })).not.toThrow();
  });

  test("names the INVITE that was never answered", () => {
    const { alice, end } = bareCallFlow();
    alice.invites({ offer });

    expect(() => end()).toThrow(/1 transactions instead of 0 \(ist z9hG4bKfx001 Proceeding\)/);
  });

  test("runs at the end of the test when it is told where that is", () => {
    const checks: (() => void)[] = [];
    const { alice, bob } = bareCallFlow({ atEnd: (check) => checks.push(check) });
    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();

    expect(checks).toHaveLength(1);
    expect(() => checks[0]?.()).toThrow(LeakError);
  });

  test("shows what a delegate threw, which the core survives", () => {
    const fault = new Error("the script stumbles");
    const { alice, bob, diagnostics, end } = bareCallFlow({
      session: {
        onAck: () => {
          throw fault;
        },
      },
    });
    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(end).toThrow(/1 errors instead of 0 \(Error: the script stumbles\)/);
    expect(diagnostics.map(({ reason, error }) => ({ reason, error }))).toEqual([
      { reason: "application-error", error: fault },
    ]);
  });
});

describe("Bob", () => {
  test("says what is missing when the script asks too early", () => {
    const { alice, bob } = callFlow();
    expect(() => bob.request).toThrow("no INVITE has reached the application");

    alice.invites({ offer });
    expect(() => bob.session).toThrow("there is no session");
    expect(() => bob.redirects(["not a URI"])).toThrow("not a URI");

    bob.redirects(["sip:bob@192.0.2.5"]);
    alice.acknowledges();
    expect(alice.received(302).getHeader("contact")).toBe("<sip:bob@192.0.2.5>");
  });

  test("answers in several early dialogs, each with a number in the drawing", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    const other = bob.opensEarlyDialog();
    expect(() => other.session).toThrow("nothing has been sent in dialog");
    other.rings();
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(other.session.localTag).toBe(other.toTag);
    expect(bob.session.localTag).toBe(alice.received(200, "INVITE").toTag);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["lost-fork", "remote-bye"]);
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
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("has early dialogs only of an INVITE that is out of one", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.reinvites({ offer });
    expect(() => bob.opensEarlyDialog()).toThrow("the INVITE is inside a dialog");

    bob.rejects(488);
    alice.acknowledges();
    alice.hangsUp();
  });

  test("answers an offer in an UPDATE or a PRACK when the script says", () => {
    const { alice, bob, ladder } = callFlow();
    const able = { headers: { Supported: "100rel" } };

    alice.invites({ offer, ...able });
    bob.progresses({ answer, reliable: true });
    expect(() => bob.answers("PRACK", 200)).toThrow("no PRACK reached the application");
    alice.pracks({ offer });
    bob.answers("PRACK", 200, { answer });
    alice.updates({ offer });
    bob.answers("UPDATE", 488);
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 offer ------>|
        0.0  |                            | onPrack
        0.0  |<------------- 200 answer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |<-------------------- 488 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });
});
