import { describe, expect, test } from "vitest";
import { OfferAnswerError, SessionStateError } from "../../src/errors.js";
import { type AckableIncomingResponseWithSession } from "../../src/dialog/session.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });

describe("RFC 3261 §14.1 we send a re-INVITE", () => {
  test("it is accepted, and the core acknowledges [REI-14.1-e]", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    const { signalingState } = bob.session;
    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();

    const invite = alice.received("INVITE");
    expect(signalingState).toBe("HaveLocalOffer");
    expect(invite.body).toBe(secondAnswer);
    expect(invite.getHeader("Contact")).toBe("<sip:bob@192.0.2.4:5060>");
    expect(invite.requestUri).toBe("sip:alice@pc1.example.org");
    expect(invite.getHeaders("Route")).toEqual([]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("the application acknowledges when it likes, and each copy of the 2xx gets the same ACK [REI-13.2.2.4-a]", () => {
    const accepted: AckableIncomingResponseWithSession[] = [];
    const { alice, bob, wait, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept: (response) => accepted.push(response) } });
    alice.answers("INVITE", 200, { answer: secondOffer });
    wait(500);
    alice.repeats("SIP/2.0 200");
    wait(500);
    bob.does(() => accepted[0]?.ack({ extraHeaders: ["X-Ack: 1"] }));
    wait(500);
    alice.repeats("SIP/2.0 200");

    expect(accepted).toHaveLength(1);
    expect(bob.session.answer?.content).toBe(secondOffer);
    const [first, second] = alice.requests.filter(({ method }) => method === "ACK");
    expect(first?.getHeader("CSeq")).toBe("1 ACK");
    expect(first?.getHeader("X-Ack")).toBe("1");
    expect(first?.viaBranch).not.toBe(alice.received("INVITE").viaBranch);
    expect(second?.data).toBe(first?.data);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.5  |-- 200 answer ------------->|
        1.0  |<-------------------- ACK --|
        1.5  |-- 200 answer ------------->|
        1.5  |<-------------------- ACK --|
    `);
    alice.hangsUp();
  });

  test("without an offer: the 2xx makes it, and the ACK answers [REI-13.2.2.4-a]", () => {
    const { alice, bob, ladder } = establishedCall();
    const thrown: unknown[] = [];

    bob.reinvites({
      delegate: {
        onAccept: (response) => {
          try {
            response.ack();
          } catch (error) {
            thrown.push(error);
          }
          response.ack({ body: sdp(secondAnswer) });
        },
      },
    });
    alice.answers("INVITE", 200, { offer: secondOffer });

    expect(thrown).toEqual([expect.any(OfferAnswerError)]);
    expect(alice.received("ACK").body).toBe(secondAnswer);
    expect([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]).toEqual([
      "Stable",
      secondOffer,
      secondAnswer,
    ]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------------- INVITE --|
        0.0  |-- 200 offer -------------->|
        0.0  |<---------------- ACK sdp --|
    `);
    alice.hangsUp();
  });

  test("without an offer and without anybody to answer it: the 2xx is acknowledged, and the call ends", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites();
    alice.answers("INVITE", 200, { offer: secondOffer });
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------------- INVITE --|
        0.0  |-- 200 offer -------------->|
        0.0  |<---------------- ACK sdp --|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });

  test("an onAccept that throws is as good as none: the 2xx is acknowledged", () => {
    const { alice, bob, end } = establishedCall();
    const onAccept = (): never => {
      throw new Error("a mistake of the application");
    };

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept } });
    alice.answers("INVITE", 200, { answer: secondOffer });

    expect(alice.received("ACK").cseq).toBe(1);
    alice.hangsUp();
    end({ errors: 1 });
  });

  test.each([400, 415, 488, 491, 500, 503, 603])(
    "a %i leaves the call as it was [REI-14.1-f] [REI-14.1-a] [DLG-5057.5.1-a]",
    (statusCode) => {
      const { alice, bob } = establishedCall();

      bob.reinvites({ offer: secondAnswer });
      alice.answers("INVITE", statusCode);

      expect(alice.received("ACK").viaBranch).toBe(alice.received("INVITE").viaBranch);
      expect([bob.session.sessionState, bob.session.signalingState, bob.session.offer?.content]).toEqual([
        "Confirmed",
        "Stable",
        offer,
      ]);
      alice.hangsUp();
    },
  );

  test.each([404, 408, 410, 481, 501])(
    "a %i ends the call with a BYE [REI-14.1-f] [DLG-5057.5.1-a] [DLG-12.2.1.2-a]",
    (statusCode) => {
      const { alice, bob, ladder } = establishedCall();

      bob.reinvites({ offer: secondAnswer });
      alice.answers("INVITE", statusCode);
      alice.answers("BYE", 200);

      expect(bob.session.sessionState).toBe("Terminated");
      expect(ladder).toHaveLength(6); // INVITE, refusal, ACK, BYE, Terminated, 200.
    },
  );

  test("no answer at all ends the call with a BYE after 64*T1 [REI-14.1-f] [DLG-12.2.1.2-a]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    wait(32_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.5  |<----------- INVITE offer --|
        1.5  |<----------- INVITE offer --|
        3.5  |<----------- INVITE offer --|
        7.5  |<----------- INVITE offer --|
       15.5  |<----------- INVITE offer --|
       31.5  |<----------- INVITE offer --|
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.0  |-- 200 -------------------->|
    `);
  });

  test("it is taken back once it has been heard of, and the call goes on", () => {
    const { alice, bob, ladder } = establishedCall();

    const request = bob.reinvites({ offer: secondAnswer });
    bob.does(() => request.cancel("SIP;cause=487"));
    alice.answers("INVITE", 100);
    alice.answers("CANCEL", 200);
    alice.answers("INVITE", 487);
    alice.hangsUp();

    expect(alice.received("CANCEL").viaBranch).toBe(alice.received("INVITE").viaBranch);
    expect(alice.received("CANCEL").getHeader("Reason")).toBe("SIP;cause=487");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 100 -------------------->|
        0.0  |<----------------- CANCEL --|
        0.0  |-- 200 -------------------->|
        0.0  |-- 487 -------------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("the ACK to a refusal that cannot be sent does not end the call [REI-6141.5.3-a]", async () => {
    const { alice, bob, wire } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 183, { headers: { Require: "100rel", RSeq: 1, Contact: "<sip:alice@pc2.example.org>" } });
    wire.fails("ACK");
    alice.answers("INVITE", 488);
    await Promise.resolve();

    expect(bob.session.sessionState).toBe("Confirmed");
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc2.example.org");
    alice.hangsUp();
  });

  test("what asks for a password is sent again with it, with the next number [DLG-8.1.3.5-a]", () => {
    const { alice, bob } = establishedCall();
    const extraHeaders = ['Proxy-Authorization: Digest username="bob"'];
    const body = sdp(secondAnswer);

    bob.reinvites({
      offer: secondAnswer,
      delegate: { onReject: () => bob.session.invite(undefined, { body, extraHeaders }) },
    });
    alice.answers("INVITE", 407, { headers: { "Proxy-Authenticate": 'Digest realm="a", nonce="n"' } });
    alice.answers("INVITE", 200, { answer: secondOffer });

    const invites = alice.requests.filter(({ method }) => method === "INVITE");
    expect(invites.map(({ cseq, callId, fromTag, toTag }) => [cseq, callId, fromTag, toTag])).toEqual([
      [1, "fx-call-1", bob.session.localTag, "a11ce"],
      [2, "fx-call-1", bob.session.localTag, "a11ce"],
    ]);
    alice.hangsUp();
  });
});

describe("RFC 3262 §4 a reliable 1xx to our re-INVITE", () => {
  test("is told with a way to acknowledge it", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({
      offer: secondAnswer,
      delegate: { onProgress: (response) => response.prack({ extraHeaders: ["RAck: 1 1 INVITE"] }) },
    });
    alice.answers("INVITE", 183, { headers: { Require: "100rel", RSeq: 1 } });
    alice.answers("PRACK", 200);
    alice.answers("INVITE", 200, { answer: secondOffer });

    expect(alice.received("PRACK").getHeader("RAck")).toBe("1 1 INVITE");
    expect(alice.received("PRACK").cseq).toBe(2);
    expect(alice.received("ACK").cseq).toBe(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 183 rel 1 -------------->|
        0.0  |<------------ PRACK rel 1 --|
        0.0  |-- 200 -------------------->|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
    `);
    alice.hangsUp();
  });
});

describe("RFC 3261 §14.1 we may not send a re-INVITE", () => {
  test("while it rings", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();

    expect(() => bob.reinvites()).toThrow(SessionStateError);
    bob.rejects();
    alice.acknowledges();
  });

  test("before the ACK; after it, at once [REI-14.1-b] [REI-14.1-c]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    expect(() => bob.reinvites()).toThrow(SessionStateError);
    wait(100);
    alice.acknowledges();
    wait(1);
    bob.reinvites({ offer: secondAnswer });

    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });

  test("while another one of ours is under way; once it is acknowledged, at once [REI-14.1-b] [REI-14.1-c]", () => {
    const accepted: AckableIncomingResponseWithSession[] = [];
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onAccept: (response) => accepted.push(response) } });
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    alice.answers("INVITE", 200, { answer: secondOffer });
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    accepted[0]?.ack();
    bob.reinvites({ offer: answer });

    alice.answers("INVITE", 200, { answer: offer });
    alice.hangsUp();
  });

  test("while one of the peer's is pending, or its 2xx not acknowledged [REI-14.1-b] [REI-14.1-c]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    bob.accepts({ answer: secondAnswer });
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    alice.acknowledges();
    bob.reinvites({ offer: answer });

    alice.answers("INVITE", 200, { answer: offer });
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
    `);
    alice.hangsUp();
  });

  test("while our refusal of one of the peer's is not acknowledged [REI-14.1-b]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.rejects(488);
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    alice.acknowledges();
    bob.reinvites({ offer: secondAnswer });

    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });

  test("until 64*T1 after a refusal whose ACK never comes [REI-14.1-b]", () => {
    const { alice, bob, wait } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.rejects(488);
    wait(31_999);
    expect(() => bob.reinvites()).toThrow(/another INVITE/);
    wait(1);
    bob.reinvites({ offer: secondAnswer });

    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });

  test("not so after a refusal that the application has dropped", () => {
    const { alice, bob, core } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.rejects(488);
    [...core.servers.values()].at(-1)?.dispose();
    bob.reinvites({ offer: secondAnswer });

    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });

  test("with text that would break a header; no number is used up", () => {
    const { alice, bob } = establishedCall();

    expect(() => bob.reinvites({ offer: secondAnswer, extraHeaders: ["Subject: a\r\nVia: b"] })).toThrow(TypeError);
    bob.reinvites({ offer: secondAnswer });

    expect(alice.received("INVITE").cseq).toBe(1);
    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });
});
