import { describe, expect, test } from "vitest";
import { type PrackableIncomingResponseWithSession } from "../../src/index.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const reliable = (rseq: number) => ({ headers: { Require: "100rel", RSeq: rseq } });

describe("RFC 3262 §4 reliable responses to a re-INVITE of ours", () => {
  test("the answer in one completes the exchange; it is acknowledged by itself [OAM-C-04] [OAM-C-06]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 183, { answer: secondOffer, ...reliable(7) });
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: secondOffer } });
    alice.answers("PRACK", 200);
    alice.answers("INVITE", 200, { answer: "a third" });

    expect(alice.received("PRACK").getHeader("RAck")).toBe("7 1 INVITE");
    expect(bob.session.answer?.content).toBe(secondOffer);
    alice.hangsUp();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 183 rel 1 answer ------->|
        0.0  |<------------ PRACK rel 1 --|
        0.0  |-- 200 -------------------->|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("are acknowledged in order; a copy and one before its turn are not [REL-4604-4-a]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    for (const rseq of [7, 9, 7, 8, 9]) alice.answers("INVITE", 183, reliable(rseq));

    const acknowledged = alice.requests.filter(({ method }) => method === "PRACK");
    expect(acknowledged.map((prack) => prack.getHeader("RAck"))).toEqual(["7 1 INVITE", "8 1 INVITE", "9 1 INVITE"]);
    for (const prack of acknowledged) alice.answers(prack, 200);
    alice.answers("INVITE", 488);
    alice.hangsUp();
  });

  test("an offer in one is answered in its PRACK, by the application [OAM-C-08]", () => {
    const held: PrackableIncomingResponseWithSession[] = [];
    const { alice, bob } = establishedCall();

    bob.reinvites({ delegate: { onProgress: (response) => held.push(response) } });
    alice.answers("INVITE", 183, { offer: secondOffer, ...reliable(1) });
    expect(alice.requests.map(({ method }) => method)).toEqual(["INVITE"]);
    expect(() => held[0]?.prack()).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    bob.does(() => held[0]?.prack({ body: sdp(secondAnswer) }));
    alice.answers("PRACK", 200);
    alice.answers("INVITE", 200);

    expect(alice.received("PRACK").body).toBe(secondAnswer);
    expect(bob.session).toMatchObject({ offer: { content: secondOffer }, answer: { content: secondAnswer } });
    alice.hangsUp();
  });

  test.each([
    ["is answered in its 2xx [OAM-C-14]", 200, "answer 3", "answer 3"],
    ["comes to nothing when it is refused [OAM-C-15]", 488, "", secondOffer],
  ])("an offer of ours in the PRACK %s", (_what, statusCode, content, stands) => {
    const { alice, bob } = establishedCall();

    bob.reinvites({
      offer: secondAnswer,
      delegate: { onProgress: (response) => response.prack({ body: sdp("offer 3") }) },
    });
    alice.answers("INVITE", 183, { answer: secondOffer, ...reliable(1) });
    expect(bob.session.signalingState).toBe("HaveLocalOffer");
    alice.answers("PRACK", statusCode, content === "" ? {} : { answer: content });
    alice.answers("INVITE", 200);

    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: stands } });
    alice.hangsUp();
  });

  test("an UPDATE of the peer with an offer gets 491 until the exchange is complete [OAM-U-08] [OAX-6337-7] [OAX-6337-8]", () => {
    const { alice, bob } = establishedCall({
      session: { onUpdate: (request) => request.accept({ body: sdp("answer 3") }) },
    });

    bob.reinvites({ offer: secondAnswer });
    alice.updates({ offer: "offer 3" });
    expect(alice.lastResponse?.statusCode).toBe(491);
    alice.answers("INVITE", 183, { answer: secondOffer, ...reliable(1) });
    alice.answers("PRACK", 200);
    alice.updates({ offer: "offer 3" });

    expect(alice.lastResponse).toMatchObject({ statusCode: 200, body: "answer 3" });
    alice.answers("INVITE", 200);
    alice.hangsUp();
  });
});

describe("RFC 3326 §3.2 a re-INVITE of ours that leads to no agreement", () => {
  test("our offer gets a 2xx without an answer: ACK, then BYE with the reason [OAM-C-07] [RSN-3326-3.2-a]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200);
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toContain("SIP;cause=488");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 -------------------->|
        0.0  |<-------------------- ACK --|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });
});
