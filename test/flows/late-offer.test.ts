import { describe, expect, test } from "vitest";
import { OfferAnswerError } from "../../src/errors.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";

describe("RFC 3261 §13.3.1.4 an INVITE without an offer", () => {
  test.each([
    ["without an offer", {}],
    ["with one", { offer }],
  ])("%s is not accepted without a description of ours, and nothing is sent [INV-13.3.1.4-b]", (_how, invite) => {
    const { alice, bob } = callFlow();

    alice.invites(invite);
    expect(() => bob.accepts()).toThrow(OfferAnswerError);

    expect(alice.responses).toEqual([]);
    bob.rejects();
    alice.acknowledges();
  });

  test("an ACK without the answer is told first, and then ends the call", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites();
    bob.accepts({ offer: answer });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toMatch(/^SIP;cause=488/);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });

  test("an ACK without the answer is the application's to deal with, if it does", () => {
    const flow = callFlow({
      session: { onAck: () => void flow.bob.session.bye(undefined, { extraHeaders: ["Reason: Q.850;cause=16"] }) },
    });
    const { alice, bob } = flow;

    alice.invites();
    bob.accepts({ offer: answer });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(alice.requests.map((request) => request.getHeader("Reason"))).toEqual(["Q.850;cause=16"]);
  });

  test("a description in the ACK where none is owed changes nothing", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges({ answer: offer.replace("49170", "50000") });

    expect([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]).toEqual([
      "Stable",
      offer,
      answer,
    ]);
    alice.hangsUp();
  });
});

describe("RFC 6337 §3.1.1 a 183 that shows the answer", () => {
  test("the 200 carries it too, without being told again [INV-13.3.1.4-b]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.progresses({ answer });
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe(answer);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 183 answer --|
        0.0  |                            | Early
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
});

describe("RFC 3262 §5 a PRACK carries a description", () => {
  test("the answer to the offer in a reliable 183; the 200 needs none any more", () => {
    const { alice, bob } = callFlow();

    alice.invites();
    bob.progresses({ offer: answer, extraHeaders: ["Require: 100rel", "RSeq: 1"] });
    const states = [bob.session.signalingState];
    alice.sends("PRACK", { answer: offer, headers: { RAck: "1 1001 INVITE" } });
    states.push(bob.session.signalingState);
    bob.accepts();
    alice.acknowledges();

    expect(states).toEqual(["HaveLocalOffer", "Stable"]);
    expect([bob.session.offer?.content, bob.session.answer?.content]).toEqual([answer, offer]);
    expect(alice.received(200, "INVITE").body).toBe("");
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("an offer of its own, which the 2xx to the PRACK answers", () => {
    const body = { contentDisposition: "session", contentType: "application/sdp", content: secondAnswer };
    const { alice, bob } = callFlow({ session: { onPrack: (request) => void request.accept({ body }) } });

    alice.invites({ offer });
    bob.progresses({ answer, extraHeaders: ["Require: 100rel", "RSeq: 1"] });
    alice.sends("PRACK", { offer: secondOffer, headers: { RAck: "1 1001 INVITE" } });

    expect(alice.received(200, "PRACK").body).toBe(secondAnswer);
    expect([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]).toEqual([
      "Stable",
      secondOffer,
      secondAnswer,
    ]);
    bob.rejects();
    alice.acknowledges();
  });
});
