import { describe, expect, test } from "vitest";
import { OfferAnswerError } from "../../src/errors.js";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { answersOf } from "./answers-of.js";
import { secondAnswer, secondOffer, thirdAnswer, thirdOffer } from "./descriptions.js";
import { over, TRANSPORTS } from "./over.js";

const able = { headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };

/** What of offer and answer stands. */
const standing = ({ bob }: CallFlow) => [
  bob.session.signalingState,
  bob.session.offer?.content,
  bob.session.answer?.content,
];

describe.each(TRANSPORTS)("offers and answers over %s", (protocol) => {
  const { callFlow, establishedCall } = over(protocol);
  /** A call with a caller that can do all that RFC 3262 and RFC 3311 have. The ladder begins after its ACK. */
  const ableCall = (options: CallFlowOptions = {}): CallFlow =>
    establishedCall({ invite: { offer, ...able }, ...options });

  describe("RFC 6337 §3.1 where descriptions stand in a first INVITE", () => {
    test("the offer in the INVITE: the answer is shown, given reliably once, and in no later response [OAX-6337-1]", () => {
      const flow = callFlow();
      const { alice, bob, wait, ladder } = flow;

      alice.invites({ offer, ...able });
      bob.progresses({ answer });
      bob.progresses({ reliable: true });
      alice.pracks();
      bob.progresses({ answer, reliable: true });
      const state = bob.session.signalingState;
      alice.pracks();
      bob.rings({ reliable: true });
      alice.pracks();
      wait(1_000);
      bob.accepts();
      alice.acknowledges();

      expect(state).toBe("Stable");
      expect(standing(flow)).toEqual(["Stable", offer, answer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 183 answer --|
        0.0  |                            | Early
        0.0  |<-------------- 183 rel 1 --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<------- 183 rel 2 answer --|
        0.0  |-- PRACK rel 2 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------- 180 rel 3 --|
        0.0  |-- PRACK rel 3 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        1.0  |<-------------------- 200 --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
    `);
      const numbers = alice.responses.flatMap((response) => response.getHeaders("RSeq").map(Number));
      expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0, 1, 2]);
      alice.hangsUp();
    });

    test("no offer in the INVITE: it is in the first reliable response, the answer in its PRACK [OAX-6337-2]", () => {
      const flow = callFlow();
      const { alice, bob, wait, ladder } = flow;

      alice.invites(able);
      bob.progresses();
      bob.progresses({ offer: answer, reliable: true });
      const open = standing(flow);
      alice.pracks({ answer: offer });
      const closed = standing(flow);
      bob.rings({ reliable: true });
      alice.pracks();
      wait(1_000);
      bob.accepts();
      alice.acknowledges();

      expect([open, closed]).toEqual([
        ["HaveLocalOffer", answer, undefined],
        ["Stable", answer, offer],
      ]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 183 --|
        0.0  |                            | Early
        0.0  |<-------- 183 rel 1 offer --|
        0.0  |-- PRACK rel 1 answer ----->|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------- 180 rel 2 --|
        0.0  |-- PRACK rel 2 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        1.0  |<-------------------- 200 --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
    `);
      alice.hangsUp();
    });
  });

  describe("RFC 6337 §4 offers cross", () => {
    test("a re-INVITE behind an UPDATE that is not answered: 500, and the UPDATE is answered [OAX-6337-4] [OAX-6337-17]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.updates({ offer: secondOffer });
      alice.reinvites();
      alice.acknowledges();
      bob.answers("UPDATE", 200, { answer: secondAnswer });

      expect(Number(alice.received(500).getHeader("Retry-After"))).toBeLessThanOrEqual(10);
      expect(standing(flow)).toEqual(["Stable", secondOffer, secondAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |-- INVITE ----------------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- ACK -------------------->|
        0.0  |<------------- 200 answer --|
    `);
      alice.hangsUp();
    });

    test("an UPDATE behind a re-INVITE that asks for our offer: 500, and the re-INVITE goes on [OAX-6337-5]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.reinvites();
      alice.updates({ offer: secondOffer });
      bob.accepts({ offer: secondAnswer });
      alice.acknowledges({ answer: secondOffer });

      expect(alice.received(500).method).toBe("UPDATE");
      expect(Number(alice.received(500).getHeader("Retry-After"))).toBeLessThanOrEqual(10);
      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 500 --|
        0.0  |<-------------- 200 offer --|
        0.0  |-- ACK answer ------------->|
        0.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("an UPDATE before the PRACK that answers the offer in our reliable response: 491 [OAX-6337-6] [OAX-6337-12] [OAX-6337-18]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.reinvites(able);
      bob.progresses({ offer: secondAnswer, reliable: true });
      alice.updates({ offer: secondOffer });
      alice.pracks({ answer: secondOffer });
      bob.accepts();
      alice.acknowledges();

      expect(alice.received(491).method).toBe("UPDATE");
      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------- 183 rel 1 offer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- PRACK rel 1 answer ----->|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("an UPDATE of ours before that PRACK is not sent [OAX-6337-19]", () => {
      const { alice, bob, ladder } = ableCall();

      alice.reinvites(able);
      bob.progresses({ offer: secondAnswer, reliable: true });
      expect(() => bob.updates({ offer: thirdAnswer })).toThrow(OfferAnswerError);
      bob.updates();
      alice.answers("UPDATE", 200);
      alice.pracks({ answer: secondOffer });
      bob.accepts();
      alice.acknowledges();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------- 183 rel 1 offer --|
        0.0  |<----------------- UPDATE --|
        0.0  |-- 200 -------------------->|
        0.0  |-- PRACK rel 1 answer ----->|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("an UPDATE before the reliable answer to our re-INVITE: 491 [OAX-6337-7]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      bob.reinvites({ offer: secondAnswer });
      alice.updates({ offer: secondOffer });
      alice.answers("INVITE", 183, { answer: secondOffer, headers: { Require: "100rel", RSeq: 1 } });
      alice.answers("PRACK", 200);
      alice.answers("INVITE", 200);

      expect(alice.received("PRACK").getHeader("RAck")).toBe("1 1 INVITE");
      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- 183 rel 1 answer ------->|
        0.0  |<------------ PRACK rel 1 --|
        0.0  |-- 200 -------------------->|
        0.0  |-- 200 -------------------->|
        0.0  |<-------------------- ACK --|
    `);
      alice.hangsUp();
    });

    test("an UPDATE before the 2xx to our re-INVITE: 491 [OAX-6337-8] [OAX-6337-16]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      bob.reinvites({ offer: secondAnswer });
      alice.updates({ offer: secondOffer });
      alice.answers("INVITE", 200, { answer: secondOffer });

      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
    `);
      alice.hangsUp();
    });

    test("an UPDATE of ours before the PRACK for our answer is not sent [OAX-6337-9]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.reinvites({ offer: secondOffer, ...able });
      bob.progresses({ answer: secondAnswer, reliable: true });
      expect(() => bob.updates({ offer: thirdAnswer })).toThrow(OfferAnswerError);
      alice.pracks();
      bob.updates({ offer: thirdAnswer });
      alice.answers("UPDATE", 200, { answer: thirdOffer });
      bob.accepts();
      alice.acknowledges();

      expect(standing(flow)).toEqual(["Stable", thirdAnswer, thirdOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<----------- UPDATE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("an UPDATE while our PRACK is not answered: 491; after that it is served [OAX-6337-9]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      bob.reinvites({ offer: secondAnswer });
      alice.answers("INVITE", 183, { answer: secondOffer, headers: { Require: "100rel", RSeq: 1 } });
      alice.updates({ offer: thirdOffer });
      alice.answers("PRACK", 200);
      alice.updates({ offer: thirdOffer });
      bob.answers("UPDATE", 200, { answer: thirdAnswer });
      alice.answers("INVITE", 200);

      expect(answersOf(alice)).toEqual(["200 INVITE", "491 UPDATE", "200 UPDATE"]);
      expect(standing(flow)).toEqual(["Stable", thirdOffer, thirdAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |<----------- INVITE offer --|
          0.0  |-- 183 rel 1 answer ------->|
          0.0  |<------------ PRACK rel 1 --|
          0.0  |-- UPDATE offer ----------->|
          0.0  |<-------------------- 491 --|
          0.0  |-- 200 -------------------->|
          0.0  |-- UPDATE offer ----------->|
          0.0  |                            | onUpdate
          0.0  |<------------- 200 answer --|
          0.0  |-- 200 -------------------->|
          0.0  |<-------------------- ACK --|
      `);
      alice.hangsUp();
    });

    test("our UPDATE crosses an offer in a PRACK: the PRACK is answered, the UPDATE given up [OAX-6337-11]", () => {
      const told: number[] = [];
      const flow = callFlow();
      const { alice, bob, ladder } = flow;

      alice.invites({ offer, ...able });
      bob.progresses({ answer, reliable: true });
      alice.pracks();
      bob.rings({ reliable: true });
      ladder.clear();
      bob.updates({ offer: thirdAnswer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
      alice.pracks({ offer: secondOffer });
      bob.answers("PRACK", 200, { answer: secondAnswer });
      alice.answers("UPDATE", 491);
      bob.accepts();
      alice.acknowledges();

      expect(told).toEqual([491]);
      expect(standing(flow)).toEqual(["Stable", secondOffer, secondAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- UPDATE offer --|
        0.0  |-- PRACK rel 2 offer ------>|
        0.0  |                            | onPrack
        0.0  |<------------- 200 answer --|
        0.0  |-- 491 -------------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
    `);
      alice.hangsUp();
    });

    test("an UPDATE before the ACK that answers the offer in our 2xx: 491 [OAX-6337-12]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.reinvites(able);
      bob.accepts({ offer: secondAnswer });
      alice.updates({ offer: secondOffer });
      alice.acknowledges({ answer: secondOffer });

      expect(alice.received(491).method).toBe("UPDATE");
      expect(standing(flow)).toEqual(["Stable", secondAnswer, secondOffer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- ACK answer ------------->|
        0.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("an UPDATE that a later re-INVITE has overtaken: 500, for its number [OAX-6337-13]", () => {
      const flow = ableCall();
      const { alice, bob, wait, wire, ladder } = flow;
      wire.delays("UPDATE", 100);

      alice.updates({ offer: secondOffer });
      alice.reinvites({ offer: thirdOffer });
      bob.accepts({ answer: thirdAnswer });
      alice.acknowledges();
      wait(100);

      expect([alice.received(500).method, alice.received(500).hasHeader("Retry-After")]).toEqual(["UPDATE", false]);
      expect(standing(flow)).toEqual(["Stable", thirdOffer, thirdAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- UPDATE offer --...       |
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.1  |       ...-- UPDATE offer ->|
        0.1  |<-------------------- 500 --|
    `);
      alice.hangsUp();
    });

    test("UPDATE crosses UPDATE: 491 both ways [OAX-6337-14]", () => {
      const told: number[] = [];
      const flow = ableCall();
      const { alice, bob, ladder } = flow;
      const before = standing(flow);

      bob.updates({ offer: secondAnswer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
      alice.updates({ offer: secondOffer });
      alice.answers("UPDATE", 491);

      expect(alice.received(491).hasHeader("Retry-After")).toBe(false);
      expect(told).toEqual([491]);
      expect(standing(flow)).toEqual(before);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- UPDATE offer --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- 491 -------------------->|
    `);
      alice.hangsUp();
    });

    test("an UPDATE behind an UPDATE that is not answered: 500, with an offer or without [OAX-6337-15]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;

      alice.updates({ offer: secondOffer });
      alice.updates({ offer: thirdOffer });
      alice.updates();
      bob.answers("UPDATE", 200, { answer: secondAnswer });

      expect(answersOf(alice).slice(1)).toEqual(["500 UPDATE", "500 UPDATE", "200 UPDATE"]);
      expect(alice.received(500).hasHeader("Retry-After")).toBe(true);
      expect(standing(flow)).toEqual(["Stable", secondOffer, secondAnswer]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |-- UPDATE offer ----------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- UPDATE ----------------->|
        0.0  |<-------------------- 500 --|
        0.0  |<------------- 200 answer --|
    `);
      alice.hangsUp();
    });

    test("our UPDATE crosses a re-INVITE: 491 both ways [OAX-6337-16]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;
      const before = standing(flow);

      bob.updates({ offer: secondAnswer });
      alice.reinvites({ offer: secondOffer });
      alice.acknowledges();
      alice.answers("UPDATE", 491);

      expect(alice.received(491).method).toBe("INVITE");
      expect(standing(flow)).toEqual(before);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- UPDATE offer --|
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 491 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- 491 -------------------->|
    `);
      alice.hangsUp();
    });
  });

  describe("RFC 3311 §5 three exchanges in one INVITE", () => {
    test("neither the 200 to the INVITE nor its ACK has a description [OAX-3311-8]", () => {
      const flow = callFlow();
      const { alice, bob, wait, ladder } = flow;

      alice.invites({ offer, ...able });
      bob.rings({ answer, reliable: true });
      alice.pracks();
      alice.updates({ offer: secondOffer });
      bob.answers("UPDATE", 200, { answer: secondAnswer });
      bob.updates({ offer: thirdAnswer });
      alice.answers("UPDATE", 200, { answer: thirdOffer });
      wait(1_000);
      bob.accepts();
      alice.acknowledges();

      expect(standing(flow)).toEqual(["Stable", thirdAnswer, thirdOffer]);
      expect(alice.received(200, "INVITE").hasHeader("Content-Type")).toBe(false);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 180 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |<------------- 200 answer --|
        0.0  |<----------- UPDATE offer --|
        0.0  |-- 200 answer ------------->|
        1.0  |<-------------------- 200 --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
    `);
      alice.hangsUp();
    });
  });

  describe("RFC 6141 §3 a re-INVITE adds video", () => {
    test("it is refused at once: the session is as before [OAX-6141-1]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;
      const before = standing(flow);

      alice.reinvites({ offer: withVideo(secondOffer), ...able });
      bob.rejects({ statusCode: 488, extraHeaders: ['Warning: 304 192.0.2.4 "no video"'] });
      alice.acknowledges();

      expect(standing(flow)).toEqual(before);
      expect(alice.received(488).getHeader("Warning")).toBe('304 192.0.2.4 "no video"');
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 488 --|
        0.0  |-- ACK -------------------->|
    `);
      alice.hangsUp();
    });

    test("the address moves, the video is refused by its port [OAX-6141-2]", () => {
      const flow = ableCall();
      const { alice, bob, ladder } = flow;
      const moved = withVideo(secondOffer.replaceAll("192.0.2.1", "192.0.2.9"));

      alice.reinvites({ offer: moved, ...able, headers: { ...able.headers, Contact: "<sip:alice@192.0.2.9>" } });
      bob.accepts({ answer: withVideo(secondAnswer, 0) });
      alice.acknowledges();

      expect(standing(flow)).toEqual(["Stable", moved, withVideo(secondAnswer, 0)]);
      expect(bob.session.remoteTarget.toString()).toBe("sip:alice@192.0.2.9");
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

    test("the video is held, then refused by the user: an UPDATE takes it out before the 2xx [OAX-6141-3]", () => {
      const flow = ableCall();
      const { alice, bob, wait, ladder } = flow;
      const refused = withVideo(thirdAnswer, 0);

      alice.reinvites({ offer: withVideo(secondOffer), ...able });
      bob.progresses({ answer: withVideo(secondAnswer), reliable: true });
      alice.pracks();
      wait(3_000);
      bob.updates({ offer: refused });
      alice.answers("UPDATE", 200, { answer: withVideo(thirdOffer, 0) });
      bob.accepts();
      alice.acknowledges();

      expect(standing(flow)).toEqual(["Stable", refused, withVideo(thirdOffer, 0)]);
      expect(alice.received(200, "INVITE").body).toBe("");
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        3.0  |<----------- UPDATE offer --|
        3.0  |-- 200 answer ------------->|
        3.0  |<-------------------- 200 --|
        3.0  |-- ACK -------------------->|
        3.0  |                            | onAck
    `);
      alice.hangsUp();
    });

    test("the caller changes the codec meanwhile: what stood before is brought back by UPDATE, without an error code [OAX-6141-4]", () => {
      const flow = ableCall();
      const { alice, bob, wait, ladder } = flow;
      const [, , before] = standing(flow);

      alice.reinvites({ offer: withVideo(secondOffer), ...able });
      bob.progresses({ answer: withVideo(secondAnswer), reliable: true });
      alice.pracks();
      alice.updates({ offer: withVideo(thirdOffer) });
      bob.answers("UPDATE", 200, { answer: withVideo(thirdAnswer) });
      wait(3_000);
      bob.rejects(488);
      const restored = alice.received("UPDATE").body;
      alice.answers("UPDATE", 200, { answer: withVideo(offer, 0) });
      alice.acknowledges();

      expect(before).toBe(answer);
      expect(restored).toMatch(/^m=audio 49172 RTP\/AVP 0\r$/m);
      expect(restored).toMatch(/^m=video 0 /m);
      expect(restored).toMatch(/^a=sendrecv\r$/m);
      expect(answersOf(alice).slice(1)).toEqual(["183 INVITE", "200 PRACK", "200 UPDATE", "200 INVITE"]);
      expect(alice.received(200, "INVITE").body).toBe("");
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- INVITE offer ----------->|
          0.0  |                            | onInvite
          0.0  |<------- 183 rel 1 answer --|
          0.0  |-- PRACK rel 1 ------------>|
          0.0  |                            | onPrack
          0.0  |<-------------------- 200 --|
          0.0  |-- UPDATE offer ----------->|
          0.0  |                            | onUpdate
          0.0  |<------------- 200 answer --|
          3.0  |<------------- UPDATE sdp --|
          3.0  |-- 200 answer ------------->|
          3.0  |<-------------------- 200 --|
          3.0  |-- ACK -------------------->|
          3.0  |                            | onAck
      `);
      alice.hangsUp();
    });

    test("we never refuse what has been executed; a late refusal of what we asked is made good by an UPDATE [OAX-6141-5]", () => {
      const told: number[] = [];
      const flow = ableCall();
      const { alice, bob, wait, ladder } = flow;

      bob.reinvites({
        offer: withVideo(secondAnswer),
        delegate: { onReject: ({ message }) => told.push(message.statusCode) },
      });
      alice.answers("INVITE", 183, { answer: withVideo(secondOffer), headers: { Require: "100rel", RSeq: 1 } });
      alice.answers("PRACK", 200);
      wait(1_000);
      alice.updates({ offer: withVideo(thirdOffer, 0) });
      bob.answers("UPDATE", 200, { answer: withVideo(thirdAnswer, 0) });
      wait(1_000);
      alice.answers("INVITE", 488);
      const after = standing(flow);

      expect(told).toEqual([488]);
      expect(after[0]).toBe("HaveLocalOffer");
      expect(alice.received("UPDATE").body).toMatch(/^m=audio 49172 /m);
      alice.answers("UPDATE", 200, { answer: withVideo(offer, 0) });
      expect(standing(flow)[0]).toBe("Stable");
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |<----------- INVITE offer --|
          0.0  |-- 183 rel 1 answer ------->|
          0.0  |<------------ PRACK rel 1 --|
          0.0  |-- 200 -------------------->|
          1.0  |-- UPDATE offer ----------->|
          1.0  |                            | onUpdate
          1.0  |<------------- 200 answer --|
          2.0  |-- 488 -------------------->|
          2.0  |<-------------------- ACK --|
          2.0  |<------------- UPDATE sdp --|
          2.0  |-- 200 answer ------------->|
      `);
      alice.hangsUp();
    });
  });
});

/** The description with a video stream more. */
function withVideo(description: string, port = 51_000): string {
  return `${description}m=video ${port} RTP/AVP 31\r\n`;
}
