import { describe, expect, test } from "vitest";
import { AllowedMethods } from "../../src/user-agent/capabilities.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 5407 §3.1.2 CANCEL meets the 200", () => {
  test("the CANCEL is answered 200 and changes nothing; the BYE ends the call [RACE-5407.3.1.2-a] [RAC-3.1.2] [RAC-C]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();

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
    const { alice, bob, wait, wire, ladder } = callFlow();
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

describe("RFC 5407 §3.1.4 a re-INVITE overtakes the ACK, our 2xx held the answer", () => {
  test("it is served, and both ACKs are taken in whatever order [RACE-5407.3.1.4-a] [RAC-3.1.4]", () => {
    const { alice, bob, wait, ladder } = callFlow();

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
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    wait(31_000);
    ladder.clear();
    wait(2_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       31.5  |<------------- 200 answer --|
       32.0  |                            | onAckTimeout
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.5  |<-------------------- BYE --|
       33.0  |-- 200 -------------------->|
    `);
  });

  test("a re-INVITE without an offer is no reason to miss the answer in the first ACK [RAC-3.1.4]", () => {
    const { alice, bob, wait, ladder } = callFlow();

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
    const { alice, bob, wait, wire } = callFlow();
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
    const { alice, bob, wait, wire, ladder } = callFlow();
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
    const { alice, bob, wait, wire, ladder } = callFlow();
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

describe("RFC 5407 §3.2.1 BYE crosses BYE", () => {
  test("both are answered 200, and the application is not told what it knows [RACE-5407.3.2.1-a] [RAC-3.2.1]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.hangsUp();
    alice.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- 200 -------------------->|
    `);
  });

  test("with the 200 to theirs lost once, and ours answered late [RAC-3.2.1]", () => {
    const { alice, bob, wait, wire, ladder } = establishedCall();
    wire.loses("200 BYE", { from: "callee" });

    bob.hangsUp();
    alice.hangsUp();
    wait(500);
    alice.repeats("BYE");
    wait(200);
    alice.answers("BYE", 200);
    wait(5_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |x-------------------- 200 --|
        0.5  |<-------------------- BYE --|
        0.5  |-- BYE -------------------->|
        0.5  |<-------------------- 200 --|
        0.7  |-- 200 -------------------->|
    `);
  });
});

describe("RFC 5407 §3.2.2 another request crosses our BYE", () => {
  test("a re-INVITE is answered 481, and its ACK absorbed [RACE-5407.3.2.2-a] [RAC-3.2.2]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.hangsUp();
    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- 200 -------------------->|
    `);
  });

  test.each(["INFO", "PRACK", "REFER", "UPDATE", "MESSAGE", "NOTIFY", "OPTIONS"])(
    "%s is answered 481 [RACE-5407.3.2.2-a] [RAC-3.2.2] [RAC-3.3.3]",
    (method) => {
      const { alice, bob } = establishedCall({
        configuration: { capabilities: { methods: [...AllowedMethods, "UPDATE"] } },
      });

      bob.hangsUp();
      alice.sends(method);

      expect(alice.lastResponse?.statusCode).toBe(481);
      alice.answers("BYE", 200);
    },
  );
});

describe("RFC 5407 §3.2.3 our BYE follows our re-INVITE", () => {
  test("the 2xx to the re-INVITE is acknowledged, each copy of it too [RACE-5407.3.2.3-a] [RAC-3.2.3]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept: () => expect.unreachable() } });
    bob.hangsUp();
    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.repeats("SIP/2.0 200");
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- 200 -------------------->|
    `);
  });

  test("a 481 to the re-INVITE is no reason for another BYE [RAC-3.2.3]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    bob.hangsUp();
    alice.answers("INVITE", 481);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 481 -------------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- 200 -------------------->|
    `);
  });

  test("an application that hangs up instead of acknowledging leaves no 2xx without its ACK [RACE-5407.3.2.3-a]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept: ({ session }) => session.end() } });
    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- BYE --|
        0.0  |<-------------------- ACK --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });
});

describe("RFC 5407 §3.2.4 an ACK crosses our BYE", () => {
  test.each([
    ["with an answer", {}, { offer: answer }, { answer: offer }],
    ["without one", { offer }, { answer }, {}],
  ])("%s it is absorbed, and no session begins [RACE-5407.3.2.4-a] [RAC-3.2.4]", (_how, invite, response, ack) => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(invite);
    bob.accepts(response);
    wait(32_000);
    ladder.clear();
    alice.acknowledges(ack);
    alice.answers("BYE", 200);

    expect(bob.session.signalingState).toBe("Closed");
    expect(ladder).toHaveLength(2); // The ACK, and the 200 to our BYE.
  });
});

describe("RFC 5407 §B a re-INVITE arrives after the BYE that followed it", () => {
  test("it is answered 481 and is no new call [RACE-5407.B-a] [RAC-B]", () => {
    const { alice, wait, wire, ladder } = establishedCall();
    wire.delays("INVITE", 500);

    alice.reinvites({ offer: secondOffer });
    alice.hangsUp();
    wait(500);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer --...       |
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.5  |       ...-- INVITE offer ->|
        0.5  |<-------------------- 481 --|
        0.5  |-- ACK -------------------->|
    `);
  });

  test("also when it hangs up later [RACE-5407.3.2.3-a]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept: () => undefined } });
    const accepted = alice.answers("INVITE", 200, { answer: secondOffer });
    wait(100);
    bob.hangsUp();
    alice.answers("BYE", 200);
    wait(400);
    alice.sendsText(accepted);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.1  |<-------------------- BYE --|
        0.1  |                            | Terminated
        0.1  |-- 200 -------------------->|
        0.5  |-- 200 answer ------------->|
        0.5  |<-------------------- ACK --|
    `);
  });

  test("it is answered 481 while our own BYE waits for its answer, and again until the ACK [RAC-B]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    bob.hangsUp();
    alice.sends("INFO", { cseq: 1010 });
    alice.reinvites({ offer: secondOffer, cseq: 1009 });
    alice.answers("BYE", 200);
    wait(500);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- INFO ------------------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- 200 -------------------->|
        0.5  |<-------------------- 481 --|
        0.5  |-- ACK -------------------->|
    `);
  });
});
