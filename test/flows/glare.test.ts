import { describe, expect, test } from "vitest";
import { type TimerTarget } from "../../src/environment/clock.js";
import { glareRetryDelay } from "../../src/dialog/glare-retry-delay.js";
import { CountingRandom } from "../../src/testing/index.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

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
