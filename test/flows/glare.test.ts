import { describe, expect, test } from "vitest";
import { type TimerTarget } from "../../src/environment/clock.js";
import { glareRetryDelay } from "../../src/dialog/glare-retry-delay.js";
import { type CallFlow, CountingRandom, offer } from "../../src/testing/index.js";
import { secondAnswer, secondOffer, thirdAnswer, thirdOffer } from "./descriptions.js";
import { establishedCall, type EstablishedCallOptions } from "./established-call.js";
import { TRANSPORTS } from "./over.js";

describe("RFC 3261 §14.1, RFC 5407 §3.3.1 re-INVITEs cross", () => {
  test("both are answered 491; we try again first, the caller later [RACE-5407.3.3.1-a] [RAC-3.3.1] [REI-14.1-d]", () => {
    const random = new CountingRandom({ numbers: [73] });
    const { alice, bob, clock, wait, wire, ladder } = establishedCall({ random });
    wire.delays("INVITE", 100, { times: 2 });
    const again: TimerTarget = {
      onTimer: () => {
        bob.reinvites({ offer: secondAnswer });
      },
    };

    bob.reinvites({
      offer: secondAnswer,
      delegate: { onReject: () => clock.setTimer(glareRetryDelay(random), again, "again") },
    });
    alice.reinvites({ offer: secondOffer });
    wait(100);
    alice.answers("INVITE", 491);
    alice.acknowledges();
    wait(1_000);
    alice.answers("INVITE", 200, { answer: secondOffer });
    wait(2_000);
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(alice.requests.filter(({ method }) => method === "INVITE").map(({ cseq }) => cseq)).toEqual([1, 2]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |       ...-- INVITE offer --|
        0.0  |-- INVITE offer --...       |
        0.1  |<- INVITE offer --...       |
        0.1  |       ...-- INVITE offer ->|
        0.1  |<-------------------- 491 --|
        0.1  |-- 491 -------------------->|
        0.1  |<-------------------- ACK --|
        0.1  |-- ACK -------------------->|
        0.8  |<----------- INVITE offer --|
        1.1  |-- 200 answer ------------->|
        1.1  |<-------------------- ACK --|
        3.1  |-- INVITE offer ----------->|
        3.1  |                            | onInvite
        3.1  |<------------- 200 answer --|
        3.1  |-- ACK -------------------->|
        3.1  |                            | onAck
    `);
    alice.hangsUp();
  });

  test("offers and answers are as before the crossing", () => {
    const { alice, bob } = establishedCall();
    const before = [bob.session.offer?.content, bob.session.answer?.content];

    bob.reinvites({ offer: secondAnswer });
    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    alice.answers("INVITE", 491);

    expect(bob.session.signalingState).toBe("Stable");
    expect([bob.session.offer?.content, bob.session.answer?.content]).toEqual(before);
    alice.hangsUp();
  });

  test("we do not try again before the caller has acknowledged our 491 [REI-14.1-b]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.reinvites({ offer: secondOffer });
    alice.answers("INVITE", 491);
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    alice.acknowledges();
    bob.reinvites({ offer: secondAnswer });

    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });
});

describe.each(TRANSPORTS)("requests that change the session cross over %s", (protocol) => {
  /** Both are on their way for a tenth of a second. */
  const crossing = (options: EstablishedCallOptions = {}): CallFlow => {
    const flow = establishedCall({
      protocol,
      invite: { offer, headers: { Allow: "INVITE, ACK, BYE, UPDATE" } },
      ...options,
    });
    flow.wire.delays("INVITE", 100, { times: 2 });
    flow.wire.delays("UPDATE", 100, { times: 2 });
    return flow;
  };
  const standing = ({ bob }: CallFlow) => [
    bob.session.signalingState,
    bob.session.offer?.content,
    bob.session.answer?.content,
  ];

  describe("RFC 5407 §3.3.1 re-INVITEs", () => {
    test("without an offer either way: 491 both ways all the same [RAC-3.3.1]", () => {
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;
      const before = standing(flow);

      bob.reinvites();
      alice.reinvites();
      wait(100);
      alice.answers("INVITE", 491);
      alice.acknowledges();

      expect(alice.received(491).hasHeader("Retry-After")).toBe(false);
      expect(standing(flow)).toEqual(before);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |             ...-- INVITE --|
          0.0  |-- INVITE --...             |
          0.1  |<- INVITE --...             |
          0.1  |             ...-- INVITE ->|
          0.1  |<-------------------- 491 --|
          0.1  |-- 491 -------------------->|
          0.1  |<-------------------- ACK --|
          0.1  |-- ACK -------------------->|
      `);
      alice.hangsUp();
    });

    test("both want hold: our application is asked, and need not try again when the caller's has brought it about [RAC-3.3.1]", () => {
      const told: number[] = [];
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;

      bob.reinvites({ offer: secondAnswer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
      alice.reinvites({ offer: secondOffer });
      wait(100);
      alice.answers("INVITE", 491);
      alice.acknowledges();
      wait(2_100);
      alice.reinvites({ offer: secondOffer });
      bob.accepts({ answer: secondAnswer });
      alice.acknowledges();
      wait(10_000);

      // No retry of its own: whether it is still wanted only the application knows.
      expect(told).toEqual([491]);
      expect(alice.requests.filter(({ method }) => method === "INVITE")).toHaveLength(1);
      expect(standing(flow)).toEqual(["Stable", secondOffer, secondAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |       ...-- INVITE offer --|
          0.0  |-- INVITE offer --...       |
          0.1  |<- INVITE offer --...       |
          0.1  |       ...-- INVITE offer ->|
          0.1  |<-------------------- 491 --|
          0.1  |-- 491 -------------------->|
          0.1  |<-------------------- ACK --|
          0.1  |-- ACK -------------------->|
          2.2  |-- INVITE offer ----------->|
          2.2  |                            | onInvite
          2.2  |<------------- 200 answer --|
          2.2  |-- ACK -------------------->|
          2.2  |                            | onAck
      `);
      alice.hangsUp();
    });
  });

  describe("RFC 5407 §3.3.2 UPDATE and re-INVITE", () => {
    test("both with an offer: 491 both ways, each may try again [RAC-3.3.2]", () => {
      const told: number[] = [];
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;
      const before = standing(flow);

      bob.reinvites({ offer: secondAnswer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
      alice.updates({ offer: secondOffer });
      wait(100);
      alice.answers("INVITE", 491);
      flow.wire.behaves();
      const between = standing(flow);
      wait(1_000);
      bob.reinvites({ offer: secondAnswer });
      alice.answers("INVITE", 200, { answer: secondOffer });
      wait(2_000);
      alice.updates({ offer: thirdOffer });
      bob.answers("UPDATE", 200, { answer: thirdAnswer });

      expect(told).toEqual([491]);
      expect(between).toEqual(before);
      expect(standing(flow)).toEqual(["Stable", thirdOffer, thirdAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |       ...-- INVITE offer --|
          0.0  |-- UPDATE offer --...       |
          0.1  |<- INVITE offer --...       |
          0.1  |       ...-- UPDATE offer ->|
          0.1  |<-------------------- 491 --|
          0.1  |-- 491 -------------------->|
          0.1  |<-------------------- ACK --|
          1.1  |<----------- INVITE offer --|
          1.1  |-- 200 answer ------------->|
          1.1  |<-------------------- ACK --|
          3.1  |-- UPDATE offer ----------->|
          3.1  |                            | onUpdate
          3.1  |<------------- 200 answer --|
      `);
      alice.hangsUp();
    });

    test("an UPDATE without an offer collides with nothing: both are answered 200 [RAC-3.3.2]", () => {
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;

      bob.reinvites({ offer: secondAnswer });
      alice.updates();
      wait(100);
      alice.answers("INVITE", 200, { answer: secondOffer });

      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |       ...-- INVITE offer --|
          0.0  |-- UPDATE --...             |
          0.1  |<- INVITE offer --...       |
          0.1  |             ...-- UPDATE ->|
          0.1  |                            | onUpdate
          0.1  |<-------------------- 200 --|
          0.1  |-- 200 answer ------------->|
          0.1  |<-------------------- ACK --|
      `);
      alice.hangsUp();
    });

    test("an UPDATE with an offer, a re-INVITE that asks for one: 491 both ways [RAC-3.3.2]", () => {
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;
      const before = standing(flow);

      bob.reinvites();
      alice.updates({ offer: secondOffer });
      wait(100);
      alice.answers("INVITE", 491);

      expect(standing(flow)).toEqual(before);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |             ...-- INVITE --|
          0.0  |-- UPDATE offer --...       |
          0.1  |<- INVITE --...             |
          0.1  |       ...-- UPDATE offer ->|
          0.1  |<-------------------- 491 --|
          0.1  |-- 491 -------------------->|
          0.1  |<-------------------- ACK --|
      `);
      alice.hangsUp();
    });

    test("neither with an offer: both are answered 200 [RAC-3.3.2]", () => {
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;

      bob.reinvites({ delegate: { onAccept: (response) => void response.ack({ body: sdp(secondAnswer) }) } });
      alice.updates();
      wait(100);
      alice.answers("INVITE", 200, { offer: secondOffer });

      expect(standing(flow)).toEqual(["Stable", secondOffer, secondAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |             ...-- INVITE --|
          0.0  |-- UPDATE --...             |
          0.1  |<- INVITE --...             |
          0.1  |             ...-- UPDATE ->|
          0.1  |                            | onUpdate
          0.1  |<-------------------- 200 --|
          0.1  |-- 200 offer -------------->|
          0.1  |<---------------- ACK sdp --|
      `);
      alice.hangsUp();
    });

    test("our UPDATE without an offer crosses the caller's: both are answered 200 [RAC-3.3.2]", () => {
      const flow = crossing();
      const { alice, bob, wait, ladder } = flow;
      const before = standing(flow);

      bob.updates();
      alice.updates();
      wait(100);
      alice.answers("UPDATE", 200);

      expect(standing(flow)).toEqual(before);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |             ...-- UPDATE --|
          0.0  |-- UPDATE --...             |
          0.1  |<- UPDATE --...             |
          0.1  |             ...-- UPDATE ->|
          0.1  |                            | onUpdate
          0.1  |<-------------------- 200 --|
          0.1  |-- 200 -------------------->|
      `);
      alice.hangsUp();
    });
  });
});

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
