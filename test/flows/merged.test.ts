import { describe, expect, test } from "vitest";
import { answer, type Callee, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §8.2.2.2 a request that came by two ways", () => {
  test("the copy that comes while the first rings gets 482, and nobody is alerted again [UAS-8.2.2.2-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.invites({ offer, cseq: 1001, branch: "z9hG4bKfork" });
    bob.rejects();
    alice.acknowledges({ branch: "z9hG4bKfx001", response: alice.received(486) });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 482 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test.each<[string, (bob: Callee) => unknown, number]>([
    ["accepted", (bob) => bob.accepts({ answer }), 200],
    ["refused", (bob) => bob.rejects(486), 486],
  ])("the copy that comes one second after it is %s gets 482 [UAS-8.2.2.2-c]", (_title, answers, statusCode) => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer });
    answers(bob);
    alice.acknowledges();
    wait(1_000);
    alice.invites({ offer, cseq: 1001, branch: "z9hG4bKfork" });
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(alice.responses.map((response) => response.statusCode).slice(0, 2)).toEqual([statusCode, 482]);
  });

  test("a MESSAGE is told apart in the same way [UAS-8.2.2.2-a]", () => {
    const { alice } = callFlow();

    alice.sends("MESSAGE");
    alice.sends("MESSAGE", { cseq: 1001 });
    alice.sends("MESSAGE", { cseq: 1002 });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 482, 200]);
  });

  test.each([
    ["another number", { cseq: 1002 }],
    ["another Call-ID", { callId: "fx-call-2" }],
    ["another From tag", { fromTag: "a1ice" }],
  ])("%s makes another request of it [UAS-8.2.2.2-a]", (_title, difference) => {
    const { alice, core } = callFlow();

    alice.invites({ offer });
    alice.invites({ offer, cseq: 1001, ...difference });
    core.dispose();

    expect(alice.responses).toEqual([]);
  });

  test("when the first is long over, the copy is a new request [UAS-8.2.2.2-c]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();
    wait(5_100);
    alice.invites({ offer, cseq: 1001, branch: "z9hG4bKfork" });
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486, 486]);
  });
});

describe("RFC 8224 §6.2.3 a request that was sent back to be signed", () => {
  test("comes again by a proxy that has signed it, and is not merged with itself [IDN-8224-6.2.3-a]", () => {
    const { alice, bob, ladder } = callFlow();
    const headers = { Identity: "..c2ln;info=<https://cert.example.org/c.cer>" };

    alice.invites({ offer });
    bob.rejects(428);
    alice.acknowledges();
    alice.invites({ offer, cseq: 1001, branch: "z9hG4bKsigned", headers });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 428 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test.each([
    [428, 2],
    [436, 2],
    [437, 2],
    [438, 2],
    [403, 1],
    [500, 1],
  ])("after a %i it is seen %i times [IDN-8224-6.2.3-a]", (statusCode, times) => {
    const { alice, bob, core } = callFlow();

    alice.invites({ offer });
    bob.rejects(statusCode);
    alice.acknowledges();
    alice.invites({ offer, cseq: 1001, branch: "z9hG4bKsigned" });
    core.dispose();

    expect(bob.requests).toHaveLength(times);
    expect(alice.responses.map((response) => response.statusCode)).toEqual(
      times === 2 ? [statusCode] : [statusCode, 482],
    );
  });
});

describe("RFC 3261 §8.2.2.2 what is not compared", () => {
  test("a request inside a dialog, a CANCEL, an ACK [UAS-8.2.2.2-b]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    alice.acknowledges();
    alice.sends("INFO", { cseq: 1002 });
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |-- ACK -------------------->|
        0.0  |-- INFO ------------------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect(alice.responses.map(({ statusCode }) => statusCode)).not.toContain(482);
  });

  test("what we sent ourselves: a call that comes back to us rings [UAS-8.2.2.2-b]", () => {
    const { alice, bob } = establishedCall();
    const { remoteTag, localTag, callId } = bob.session;

    bob.does((session) => session.info());
    alice.sends("MESSAGE", { toTag: undefined, fromTag: localTag, callId, cseq: 1, requestUri: "sip:bob@192.0.2.4" });
    alice.answers("INFO", 200);
    alice.hangsUp();

    expect(remoteTag).toBe("a11ce");
    expect(alice.received(200, "MESSAGE").statusCode).toBe(200);
  });
});
