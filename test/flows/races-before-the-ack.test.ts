import { describe, expect, test } from "vitest";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { TRANSPORTS } from "./over.js";

describe.each(TRANSPORTS)("races before the ACK over %s", (protocol) => {
  describe("RFC 5407 §3.1.2 CANCEL meets the 200", () => {
    test("the CANCEL is answered 200 and changes nothing; the BYE ends the call [RACE-5407.3.1.2-a] [RAC-3.1.2] [RAC-C]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });

      alice.invites({ offer });
      bob.rings();
      wire.delays("200 INVITE", 100);
      bob.accepts({ answer });
      alice.cancels();
      wait(100);
      alice.acknowledges();
      alice.hangsUp();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |         ...-- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.1  |<- 200 answer --...         |
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck, Confirmed
        0.1  |-- BYE -------------------->|
        0.1  |                            | onBye
        0.1  |<-------------------- 200 --|
        0.1  |                            | Terminated
    `);
    });

    test("also 31 s after the 200, with the ACK lost once [RAC-3.1.2]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });
      wire.loses("ACK");

      alice.invites({ offer });
      bob.accepts({ answer });
      wait(1_000);
      alice.acknowledges();
      wait(30_000);
      ladder.clear();
      alice.cancels();
      wait(500);
      alice.acknowledges();
      alice.hangsUp();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       31.0  |-- CANCEL ----------------->|
       31.0  |<-------------------- 200 --|
       31.0  |                            | onLateCancel
       31.5  |<------------- 200 answer --|
       31.5  |-- ACK -------------------->|
       31.5  |                            | onAck, Confirmed
       31.5  |-- BYE -------------------->|
       31.5  |                            | onBye
       31.5  |<-------------------- 200 --|
       31.5  |                            | Terminated
    `);
    });
  });

  describe("RFC 5407 §3.1.3 an early BYE crosses the 200", () => {
    test("it is answered 200, the ACK is absorbed, and no BYE of ours follows [RACE-5407.3.1.3-a] [RAC-3.1.3]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });

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

  describe("RFC 5407 §3.1.4 a re-INVITE overtakes the ACK, our 2xx held the answer", () => {
    test("it is served, and both ACKs are taken in whatever order [RACE-5407.3.1.4-a] [RAC-3.1.4]", () => {
      const { alice, bob, wait, ladder } = callFlow({ protocol });

      alice.invites({ offer });
      bob.accepts({ answer });
      const first = alice.received(200, "INVITE");
      wait(100);
      alice.reinvites({ offer: secondOffer });
      bob.accepts({ answer: secondAnswer });
      alice.acknowledges();
      alice.acknowledges({ response: first });
      wait(10_000);
      alice.hangsUp();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.1  |-- INVITE offer ----------->|
        0.1  |                            | onInvite
        0.1  |<------------- 200 answer --|
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck, Confirmed
       10.1  |-- BYE -------------------->|
       10.1  |                            | onBye
       10.1  |<-------------------- 200 --|
       10.1  |                            | Terminated
    `);
    });

    test("the first ACK never comes: the call ends with a BYE, though the second did [RAC-3.1.4]", () => {
      const { alice, bob, wait, ladder } = callFlow({ protocol });

      alice.invites({ offer });
      bob.accepts({ answer });
      alice.reinvites({ offer: secondOffer });
      bob.accepts({ answer: secondAnswer });
      alice.acknowledges();
      wait(31_000);
      ladder.clear();
      wait(1_000);
      alice.answers("BYE", 200);

      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
         31.5  |<------------- 200 answer --|
         32.0  |                            | onAckTimeout
         32.0  |<-------------------- BYE --|
         32.0  |                            | Terminated
         32.0  |-- 200 -------------------->|
      `);
    });

    test("a re-INVITE without an offer is no reason to miss the answer in the first ACK [RAC-3.1.4]", () => {
      const { alice, bob, wait, ladder } = callFlow({ protocol });

      alice.invites({ offer });
      bob.accepts({ answer });
      const first = alice.received(200, "INVITE");
      alice.reinvites();
      bob.accepts({ offer: secondAnswer });
      const second = alice.received(200, "INVITE");
      wait(100);
      alice.acknowledges({ response: first });
      alice.acknowledges({ response: second, answer: secondOffer });
      wait(1_000);

      expect(bob.session.signalingState).toBe("Stable");
      alice.hangsUp();
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck, Confirmed
        0.1  |-- ACK answer ------------->|
        0.1  |                            | onAck
        1.1  |-- BYE -------------------->|
        1.1  |                            | onBye
        1.1  |<-------------------- 200 --|
        1.1  |                            | Terminated
    `);
    });
  });

  describe("RFC 5407 §3.1.5 a re-INVITE overtakes the ACK, our 2xx held the offer", () => {
    test.each([
      ["with an offer", { offer: secondOffer }],
      ["without one", {}],
    ])("it is answered 491 %s, and the late ACK brings the answer [RACE-5407.3.1.5-a] [RAC-3.1.5]", (_how, options) => {
      const { alice, bob, wait, wire } = callFlow({ protocol });
      wire.loses("ACK");

      alice.invites();
      bob.accepts({ offer: answer });
      const first = alice.received(200, "INVITE");
      alice.acknowledges({ answer: offer });
      wait(300);
      alice.reinvites(options);
      alice.acknowledges();
      wait(200);
      const { signalingState } = bob.session;
      alice.acknowledges({ response: first, answer: offer });

      expect(alice.received(491).cseq).toBe(1002);
      expect([signalingState, bob.session.signalingState]).toEqual(["HaveLocalOffer", "Stable"]);
      expect(bob.session.answer?.content).toBe(offer);
      alice.hangsUp();
    });

    test("the 491 has an ACK of its own, and the copy of the 200 brings the lost one [RAC-3.1.5]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });
      wire.loses("ACK");

      alice.invites();
      bob.accepts({ offer: answer });
      const first = alice.received(200, "INVITE");
      alice.acknowledges({ answer: offer });
      wait(300);
      alice.reinvites({ offer: secondOffer });
      alice.acknowledges();
      wait(200);
      alice.acknowledges({ response: first, answer: offer });
      alice.hangsUp();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |                            | AckWait
        0.0  |-- ACK answer -------------x|
        0.3  |-- INVITE offer ----------->|
        0.3  |<-------------------- 491 --|
        0.3  |-- ACK -------------------->|
        0.5  |<-------------- 200 offer --|
        0.5  |-- ACK answer ------------->|
        0.5  |                            | onAck, Confirmed
        0.5  |-- BYE -------------------->|
        0.5  |                            | onBye
        0.5  |<-------------------- 200 --|
        0.5  |                            | Terminated
    `);
    });
  });

  describe("RFC 5407 §3.1.6 a BYE overtakes the ACK", () => {
    test("the late ACK, even with the answer, does not bring the session back [RACE-5407.3.1.6-a] [RAC-3.1.6]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });
      wire.loses("ACK");

      alice.invites();
      bob.accepts({ offer: answer });
      alice.acknowledges({ answer: offer });
      wait(400);
      alice.hangsUp();
      alice.repeats("ACK");
      wait(5_000);

      expect([bob.session.sessionState, bob.session.signalingState]).toEqual(["Terminated", "Closed"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |                            | AckWait
        0.0  |-- ACK answer -------------x|
        0.4  |-- BYE -------------------->|
        0.4  |                            | onBye
        0.4  |<-------------------- 200 --|
        0.4  |                            | Terminated
        0.4  |-- ACK answer ------------->|
    `);
    });
  });

  describe("RFC 5407 §3.1.5 an UPDATE overtakes the ACK, our 2xx held the offer", () => {
    test("it is answered 491, and the late ACK brings the answer [RAC-3.1.5]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow({ protocol });
      wire.loses("ACK");

      alice.invites();
      bob.accepts({ offer: answer });
      alice.acknowledges({ answer: offer });
      wait(300);
      alice.updates({ offer: secondOffer });
      wait(200);
      alice.repeats("ACK");
      const { signalingState } = bob.session;
      alice.hangsUp();

      expect(signalingState).toBe("Stable");
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- INVITE ----------------->|
          0.0  |                            | onInvite
          0.0  |<-------------- 200 offer --|
          0.0  |                            | AckWait
          0.0  |-- ACK answer -------------x|
          0.3  |-- UPDATE offer ----------->|
          0.3  |<-------------------- 491 --|
          0.5  |<-------------- 200 offer --|
          0.5  |-- ACK answer ------------->|
          0.5  |                            | onAck, Confirmed
          0.5  |-- BYE -------------------->|
          0.5  |                            | onBye
          0.5  |<-------------------- 200 --|
          0.5  |                            | Terminated
      `);
    });
  });
});

describe("RFC 3261 §9.2 a CANCEL comes", () => {
  test.each([
    ["before any response", () => undefined, ["200 CANCEL", "487 INVITE"]],
    ["while it rings", ({ bob }: CallFlow) => bob.rings(), ["180 INVITE", "200 CANCEL", "487 INVITE"]],
    ["after the 200", ({ bob }: CallFlow) => bob.accepts({ answer }), ["200 INVITE", "200 CANCEL"]],
    ["after a refusal", ({ bob }: CallFlow) => bob.rejects(486), ["486 INVITE", "200 CANCEL"]],
  ])("%s: the call is where it ought to be [RAC-C]", (_when, before, expected) => {
    const flow = callFlow();
    const { alice } = flow;

    alice.invites({ offer });
    before(flow);
    alice.cancels();

    expect(alice.responses.map(({ statusCode, method }) => `${statusCode} ${method}`)).toEqual(expected);
    alice.acknowledges();
    alice.hangsUp();
  });

  test("for nothing: 481 [RAC-C]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer });
    bob.rejects(486);
    alice.acknowledges();
    wait(40_000);
    alice.cancels();

    expect(alice.lastResponse?.statusCode).toBe(481);
  });
});

describe("a copy of the INVITE comes after the 200 (RFC 5407)", () => {
  test("which the 180 that was lost has brought about: it is absorbed, before and after the copy of the 200, and after the ACK [RAC-3.1.1]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.loses("180");
    wire.loses("200");

    alice.invites({ offer });
    bob.rings();
    wait(400);
    bob.accepts({ answer });
    wait(100);
    alice.repeats("INVITE");
    wait(400);
    alice.repeats("INVITE");
    alice.acknowledges();
    alice.repeats("INVITE");
    wait(5_000);
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(new Set(alice.responses.map(({ toTag }) => toTag)).size).toBe(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x-------------------- 180 --|
        0.0  |                            | Early
        0.4  |x------------- 200 answer --|
        0.4  |                            | AckWait
        0.5  |-- INVITE offer ----------->|
        0.9  |<------------- 200 answer --|
        0.9  |-- INVITE offer ----------->|
        0.9  |-- ACK -------------------->|
        0.9  |                            | onAck, Confirmed
        0.9  |-- INVITE offer ----------->|
        5.9  |-- BYE -------------------->|
        5.9  |                            | onBye
        5.9  |<-------------------- 200 --|
        5.9  |                            | Terminated
    `);
  });
});
