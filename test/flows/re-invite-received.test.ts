import { describe, expect, test } from "vitest";
import { answer, CountingRandom, offer, SeededRandom } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §14.2 a re-INVITE is received", () => {
  test("is accepted: the new description counts, in the same session", () => {
    const { alice, bob, ladder } = establishedCall();
    const { session } = bob;

    alice.reinvites({ offer: secondOffer });
    const { session: same } = bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(same).toBe(session);
    expect([session.signalingState, session.offer?.content, session.answer?.content]).toEqual([
      "Stable",
      secondOffer,
      secondAnswer,
    ]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test.each([
    ["offers nothing", {}, "HaveLocalOffer"],
    ["offers what stands already", { offer }, "Stable"],
  ])("one that %s may be accepted with no more words: our description stands [REI-14.2-g]", (_what, changes, state) => {
    const { alice, bob } = establishedCall();

    alice.reinvites(changes);
    bob.request.accept();

    expect(alice.received(200, "INVITE").body).toBe(answer);
    expect(bob.session.signalingState).toBe(state);
    alice.acknowledges(state === "Stable" ? {} : { answer: offer });
    expect([bob.session.signalingState, bob.session.sessionState]).toEqual(["Stable", "Confirmed"]);
    alice.hangsUp();
  });

  test("is refused: the session stays as it was [REI-14.1-a] [DLG-12.3-b] [REI-14.2-e]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    const { signalingState } = bob.session;
    bob.rejects({ statusCode: 488, extraHeaders: ['Warning: 305 bob "no hold"'] });
    alice.acknowledges();
    alice.sends("INFO");

    expect(alice.received(488).getHeader("Warning")).toBe('305 bob "no hold"');
    expect(signalingState).toBe("HaveRemoteOffer");
    expect([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]).toEqual([
      "Stable",
      offer,
      answer,
    ]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 488 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
    `);
    alice.hangsUp();
  });

  test("is refused 488 where the application has no handler, and the call goes on", () => {
    const { alice, bob } = establishedCall();
    bob.session.delegate = {};

    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();

    expect(alice.received(488).cseq).toBe(1002);
    expect([bob.session.sessionState, bob.session.answer?.content]).toEqual(["Confirmed", answer]);
    alice.hangsUp();
  });

  test("is redirected: the session stays as it was", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.redirects(["sip:bob@example.com"]);
    alice.acknowledges();

    expect(alice.received(302).getHeader("Contact")).toBe("<sip:bob@example.com>");
    expect(bob.session.offer?.content).toBe(offer);
    alice.hangsUp();
  });

  test("is taken back: 200 to the CANCEL, then 487, and the session stays as it was", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.rings();
    alice.cancels();
    alice.acknowledges();

    expect([bob.session.sessionState, bob.session.offer?.content]).toEqual(["Confirmed", offer]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
    `);
    alice.hangsUp();
  });

  test("answered at once it brings no 180, and the automatic 100 only when it takes long [REI-14.2-f]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    wait(1_000);
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        1.0  |<------------- 200 answer --|
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test("that changes nothing is told to the application like any other, which can compare [REI-14.2-d]", () => {
    const seen: boolean[] = [];
    const { alice, bob } = establishedCall({
      session: { onInvite: ({ message }) => seen.push(message.body === offer) },
    });

    alice.reinvites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(seen).toEqual([true, false]);
    alice.hangsUp();
  });

  test("without an offer it asks for ours, and the ACK brings the answer [REI-14.2-g]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites();
    bob.accepts({ offer: secondAnswer });
    const { signalingState } = bob.session;
    alice.acknowledges({ answer: secondOffer });

    expect(signalingState).toBe("HaveLocalOffer");
    expect([bob.session.offer?.content, bob.session.answer?.content]).toEqual([secondAnswer, secondOffer]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |-- ACK answer ------------->|
        0.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test("with an offer it is not accepted without an answer, and nothing is sent", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    ladder.clear();
    expect(() => bob.accepts()).toThrow(/has to carry a session description/);

    expect(ladder).toHaveLength(0);
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    alice.hangsUp();
  });

  test("its 2xx is repeated until the ACK, and without one the call ends [INV-13.3.1.4-h]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    wait(32_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
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

  test("without its ACK the call does not end when a later re-INVITE has come [REI-6141.5.4-a]", () => {
    const { alice, bob, wait } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    wait(10_000);
    alice.reinvites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(25_000);

    expect(alice.requests).toEqual([]);
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("a stray re-INVITE with a lower number does not undo that [REI-6141.5.4-a]", () => {
    const { alice, bob, wait } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.reinvites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.reinvites({ offer, cseq: 999 });
    wait(33_000);

    expect(alice.requests).toEqual([]);
    alice.hangsUp();
  });

  test("accepted again before the ACK it sends the same 2xx again [INV-13.3-a]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    bob.does((_session, request) => request.accept());
    alice.acknowledges();
    expect(() => bob.accepts({ answer: secondAnswer })).toThrow(/cannot send 200/);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test("its handler that throws is answered 500, and the session stays as it was", () => {
    const { alice, bob, end } = establishedCall({
      session: {
        onInvite: () => {
          throw new Error("a mistake of the application");
        },
      },
    });

    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();

    expect(alice.lastResponse?.statusCode).toBe(500);
    expect(bob.session.offer?.content).toBe(offer);
    alice.hangsUp();
    end({ errors: 1 });
  });

  test("dropped by the application it does not stand in the way of the next", () => {
    const { alice, bob, core } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    [...core.servers.values()].at(-1)?.dispose();
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(bob.session.offer?.content).toBe(secondOffer);
    alice.hangsUp();
  });
});

describe("RFC 3261 §14.2 a re-INVITE comes too early", () => {
  test("while another one is pending: 500, and the first is untouched [REI-14.2-a] [REI-14.2-c]", () => {
    const { alice, bob, wait, ladder } = establishedCall({ random: new CountingRandom({ numbers: [7] }) });

    alice.reinvites({ offer: secondOffer });
    const [first] = bob.requests.slice(-1);
    alice.reinvites({ offer });
    const refusal = alice.received(500);
    wait(500);
    alice.acknowledges({ response: refusal });
    wait(500);
    if (first !== undefined) bob.turnsTo(first);
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(refusal.getHeader("Retry-After")).toBe("7");
    expect(bob.session.offer?.content).toBe(secondOffer);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 500 --|
        0.2  |<-------------------- 100 --|
        0.5  |<-------------------- 500 --|
        0.5  |-- ACK -------------------->|
        1.0  |<------------- 200 answer --|
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test("Retry-After is 0 to 10, and not always the same [REI-14.2-a]", () => {
    const { alice, bob } = establishedCall({ random: new SeededRandom(14) });
    const seconds = new Set<number>();

    alice.reinvites({ offer: secondOffer });
    for (let time = 0; time < 200; time += 1) {
      alice.reinvites({ offer });
      seconds.add(Number(alice.received(500).getHeader("Retry-After")));
      alice.acknowledges();
    }

    expect([...seconds].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    bob.rejects(488);
    alice.hangsUp();
  });

  test("while the call still rings: 500 [REI-14.2-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    bob.accepts({ answer });
    alice.acknowledges();

    expect(alice.received(500).hasHeader("Retry-After")).toBe(true);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- ACK -------------------->|
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
    `);
    alice.hangsUp();
  });

  test("while our own is pending: 491, and ours is untouched [REI-14.2-b] [REI-14.2-c]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    alice.answers("INVITE", 200, { answer: secondOffer });

    expect(bob.session.answer?.content).toBe(secondOffer);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
    `);
    alice.hangsUp();
  });

  test("while the application is at work on the answer in the ACK: 500, and afterwards it is served", async () => {
    let done = (): void => undefined;
    const working = new Promise<void>((resolve) => {
      done = resolve;
    });
    const { alice, bob } = callFlow({ session: { onAck: () => working } });

    alice.invites();
    bob.accepts({ offer: answer });
    alice.acknowledges({ answer: offer });
    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    done();
    await working;
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 500, 200]);
    expect(alice.received(500).hasHeader("Retry-After")).toBe(true);
    alice.hangsUp();
  });

  test("a promise of onAck that is rejected is no reason to wait for ever", async () => {
    const working = Promise.reject(new Error("no such codec"));
    const { alice, bob, end } = establishedCall({ session: { onAck: () => working } });
    await working.catch(() => undefined);

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });

    expect(alice.lastResponse?.statusCode).toBe(200);
    alice.acknowledges();
    await Promise.resolve();
    alice.hangsUp();
    end({ errors: 2 }); // One for each ACK.
  });
});

describe("RFC 3261 §13.3.1 what holds for an INVITE holds for a re-INVITE", () => {
  test("an unknown extension is refused 420, and the session stays [REI-13.3.1-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: { Require: "foo" } });
    alice.acknowledges();

    expect(alice.received(420).getHeader("Unsupported")).toBe("foo");
    expect(bob.requests).toHaveLength(1);
    alice.hangsUp();
  });

  test("a body that nobody understands is refused 415 [REI-13.3.1-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ body: "tea", contentType: "application/tea" });
    alice.acknowledges();

    expect(alice.received(415).hasHeader("Accept")).toBe(true);
    expect(bob.session.offer?.content).toBe(offer);
    alice.hangsUp();
  });

  test("a copy with another branch is out of order, not merged: 500, not 482 [REI-13.3.1-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    alice.reinvites({ offer: secondOffer, cseq: 1002 });
    alice.acknowledges({ response: alice.received(500) });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 500]);
    bob.rejects(488);
    alice.acknowledges();
    alice.hangsUp();
  });

  test("Expires is how long it waits for an answer [REI-13.3.1-a]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: { Expires: 5 } });
    wait(5_000);
    alice.acknowledges();

    expect(bob.session.offer?.content).toBe(offer);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        5.0  |<-------------------- 487 --|
        5.0  |-- ACK -------------------->|
    `);
    alice.hangsUp();
  });

  test("Expires of 0 is over at once, and nobody is asked [REI-13.3.1-a]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: { Expires: 0 } });
    alice.acknowledges();

    expect(bob.requests).toHaveLength(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
    `);
    alice.hangsUp();
  });
});
