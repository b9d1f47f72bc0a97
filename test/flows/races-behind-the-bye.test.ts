import { describe, expect, test } from "vitest";
import { type SessionDelegate } from "../../src/dialog/session.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";
import { TRANSPORTS } from "./over.js";

describe.each(TRANSPORTS)("races behind a BYE over %s", (protocol) => {
  describe("RFC 5407 §3.2.1 BYE crosses BYE", () => {
    test("both are answered 200, and the application is not told what it knows [RACE-5407.3.2.1-a] [RAC-3.2.1]", () => {
      const { alice, bob, ladder } = establishedCall({ protocol });

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
  });

  describe("RFC 5407 §3.2.2 another request crosses our BYE", () => {
    test("a re-INVITE is answered 481, and its ACK absorbed [RACE-5407.3.2.2-a] [RAC-3.2.2]", () => {
      const { alice, bob, ladder } = establishedCall({ protocol });

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
        const { alice, bob } = establishedCall({ protocol });

        bob.hangsUp();
        alice.sends(method);

        expect(alice.lastResponse?.statusCode).toBe(481);
        alice.answers("BYE", 200);
      },
    );
  });

  describe("RFC 5407 §3.2.3 our BYE follows our re-INVITE", () => {
    test("the 2xx to the re-INVITE is acknowledged, each copy of it too [RACE-5407.3.2.3-a] [RAC-3.2.3]", () => {
      const { alice, bob, ladder } = establishedCall({ protocol });

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
      const { alice, bob, ladder } = establishedCall({ protocol });

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
      const { alice, bob, ladder } = establishedCall({ protocol });

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
      const { alice, bob, wait, ladder } = callFlow({ protocol });

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
      const { alice, wait, wire, ladder } = establishedCall({ protocol });
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
      const { alice, bob, wait, ladder } = establishedCall({ protocol });

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
  });

  describe("RFC 5407 §3.2.3 our BYE follows our re-INVITE without an offer", () => {
    test("the offer in the 2xx is answered for form's sake, and no session comes of it [RAC-3.2.3]", () => {
      const { alice, bob, ladder } = establishedCall({ protocol });

      bob.reinvites();
      bob.hangsUp();
      alice.answers("INVITE", 200, { offer: secondOffer, headers: { "Session-Expires": "90;refresher=uac" } });
      alice.answers("BYE", 200);

      const ack = alice.received("ACK");
      expect(ack.getHeader("Content-Type")).toBe("application/sdp");
      // RFC 3264 §6: as many streams as were offered, and none of them taken.
      expect(ack.body.match(/^m=.*$/gm)).toEqual(["m=audio 0 RTP/AVP 0 8"]);
      expect([bob.session.sessionState, bob.session.signalingState]).toEqual(["Terminated", "Closed"]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |<----------------- INVITE --|
          0.0  |<-------------------- BYE --|
          0.0  |                            | Terminated
          0.0  |-- 200 offer -------------->|
          0.0  |<---------------- ACK sdp --|
          0.0  |-- 200 -------------------->|
      `);
    });
  });

  describe("RFC 5407 §B what comes when all is forgotten", () => {
    test("a re-INVITE is answered 481, and is no new call [RAC-B]", () => {
      const { alice, bob, core, wait, ladder } = establishedCall({ protocol });

      alice.hangsUp();
      wait(100_000);
      ladder.clear();
      alice.reinvites({ offer: secondOffer, cseq: 1002 });
      alice.acknowledges();

      expect(bob.requests).toHaveLength(1);
      expect(core.dialogs.size).toBe(0);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
        100.0  |-- INVITE offer ----------->|
        100.0  |<-------------------- 481 --|
        100.0  |-- ACK -------------------->|
      `);
    });
  });

  describe("our BYE is asked for a password (RFC 5407, appendix D)", () => {
    test("the wrong one is refused again: for our side the call is over all the same [RAC-D]", () => {
      const { alice, bob, core, ladder } = establishedCall({ protocol });
      const extraHeaders = ['Authorization: Digest username="bob", response="wrong"'];
      const challenge = { headers: { "WWW-Authenticate": 'Digest realm="a", nonce="n"' } };

      bob.hangsUp({ delegate: { onReject: () => bob.session.bye(undefined, { extraHeaders }) } });
      alice.answers("BYE", 401, challenge);
      const { size } = core.dialogs;
      alice.answers("BYE", 401, challenge);

      expect([size, core.dialogs.size]).toEqual([1, 0]);
      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["local-bye"]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |<-------------------- BYE --|
          0.0  |                            | Terminated
          0.0  |-- 401 -------------------->|
          0.0  |<-------------------- BYE --|
          0.0  |-- 401 -------------------->|
      `);
    });

    test("what the peer asks meanwhile is answered 481 [RAC-D]", () => {
      const { alice, bob, ladder } = establishedCall({ protocol });
      const extraHeaders = ['Authorization: Digest username="bob"'];

      bob.hangsUp({ delegate: { onReject: () => bob.session.bye(undefined, { extraHeaders }) } });
      alice.answers("BYE", 401, { headers: { "WWW-Authenticate": 'Digest realm="a", nonce="n"' } });
      alice.reinvites({ offer: secondOffer });
      alice.acknowledges();
      alice.answers("BYE", 200);

      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |<-------------------- BYE --|
          0.0  |                            | Terminated
          0.0  |-- 401 -------------------->|
          0.0  |<-------------------- BYE --|
          0.0  |-- INVITE offer ----------->|
          0.0  |<-------------------- 481 --|
          0.0  |-- ACK -------------------->|
          0.0  |-- 200 -------------------->|
      `);
    });
  });

  describe("a BYE that our application asks a password for (RFC 5407, appendix D)", () => {
    const challenge = { statusCode: 401, extraHeaders: ['WWW-Authenticate: Digest realm="b", nonce="n"'] };
    const challenging: SessionDelegate = {
      onBye: (request) => (request.message.hasHeader("Authorization") ? request.accept() : request.reject(challenge)),
    };

    test("comes again with it in the same dialog, and is accepted [RAC-D]", () => {
      const { alice, bob, core, ladder } = establishedCall({ protocol, session: challenging });

      alice.hangsUp();
      alice.hangsUp({ headers: { Authorization: 'Digest username="alice", realm="b", nonce="n", response="x"' } });

      expect(alice.received(401).hasHeader("WWW-Authenticate")).toBe(true);
      expect(alice.lastResponse?.statusCode).toBe(200);
      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["remote-bye"]);
      expect(core.dialogs.size).toBe(0);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- BYE -------------------->|
          0.0  |                            | onBye
          0.0  |<-------------------- 401 --|
          0.0  |-- BYE -------------------->|
          0.0  |                            | onBye
          0.0  |<-------------------- 200 --|
          0.0  |                            | Terminated
      `);
    });

    test("and comes with the wrong one: the call goes on, for who asked is nobody we know [RAC-D]", () => {
      const { alice, bob, wait, ladder } = establishedCall({
        protocol,
        session: { onBye: (request) => request.reject(challenge) },
      });

      alice.hangsUp();
      alice.hangsUp({ headers: { Authorization: 'Digest username="mallory", response="wrong"' } });
      wait(1_000);
      const { sessionState } = bob.session;
      bob.hangsUp();
      alice.answers("BYE", 200);

      expect(sessionState).toBe("Confirmed");
      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["local-bye"]);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- BYE -------------------->|
          0.0  |                            | onBye
          0.0  |<-------------------- 401 --|
          0.0  |-- BYE -------------------->|
          0.0  |                            | onBye
          0.0  |<-------------------- 401 --|
          1.0  |<-------------------- BYE --|
          1.0  |                            | Terminated
          1.0  |-- 200 -------------------->|
      `);
    });
  });
});

describe("races behind a BYE over what loses messages", () => {
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
