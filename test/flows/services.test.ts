import { describe, expect, test } from "vitest";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { answersOf } from "./answers-of.js";
import { secondAnswer, secondOffer, thirdAnswer, thirdOffer } from "./descriptions.js";
import { over, TRANSPORTS } from "./over.js";

const standing = ({ bob }: CallFlow) => [
  bob.session.signalingState,
  bob.session.offer?.content,
  bob.session.answer?.content,
];

describe.each(TRANSPORTS)("services of RFC 5359 over %s", (protocol) => {
  const { callFlow, establishedCall } = over(protocol);

  describe("call hold", () => {
    test("by us: the caller is held and taken back by re-INVITEs of ours [SVC-2.1]", () => {
      const flow = establishedCall();
      const { alice, bob, wait, ladder } = flow;
      const hold = answer.replace("o=bob 1 1", "o=bob 1 2").replace("sendrecv", "sendonly");
      const held = offer.replace("o=alice 1 1", "o=alice 1 2").replace("sendrecv", "recvonly");

      bob.reinvites({ offer: hold });
      alice.answers("INVITE", 200, { answer: held });
      const onHold = standing(flow);
      wait(10_000);
      bob.reinvites({ offer: thirdAnswer });
      alice.answers("INVITE", 200, { answer: thirdOffer });
      const resumed = standing(flow);
      wait(1_000);
      alice.hangsUp();

      expect([onHold, resumed]).toEqual([
        ["Stable", hold, held],
        ["Stable", thirdAnswer, thirdOffer],
      ]);
      expect(alice.requests.filter(({ method }) => method === "INVITE").map(({ cseq }) => cseq)).toEqual([1, 2]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
       10.0  |<----------- INVITE offer --|
       10.0  |-- 200 answer ------------->|
       10.0  |<-------------------- ACK --|
       11.0  |-- BYE -------------------->|
       11.0  |                            | onBye
       11.0  |<-------------------- 200 --|
       11.0  |                            | Terminated
    `);
    });

    test.each([
      ["sendonly", secondOffer, secondAnswer],
      ["inactive", secondOffer.replace("sendonly", "inactive"), secondAnswer.replace("recvonly", "inactive")],
      [
        "the address 0.0.0.0, as it used to be",
        secondOffer.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0").replace("a=sendonly\r\n", ""),
        secondAnswer,
      ],
    ])("of us, by %s [SVC-2.1]", (_how, hold, held) => {
      const flow = establishedCall();
      const { alice, bob, wait, ladder } = flow;
      const Contact = '<sip:alice@pc1.example.org>;+sip.rendering="no"';

      alice.reinvites({ offer: hold, headers: { Contact } });
      bob.accepts({ answer: held });
      alice.acknowledges();
      const onHold = standing(flow);
      wait(10_000);
      alice.reinvites({ offer: thirdOffer });
      bob.accepts({ answer: thirdAnswer });
      alice.acknowledges();
      const resumed = standing(flow);
      wait(1_000);
      bob.hangsUp();
      alice.answers("BYE", 200);

      expect([onHold, resumed]).toEqual([
        ["Stable", hold, held],
        ["Stable", thirdOffer, thirdAnswer],
      ]);
      expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
       10.0  |-- INVITE offer ----------->|
       10.0  |                            | onInvite
       10.0  |<------------- 200 answer --|
       10.0  |-- ACK -------------------->|
       10.0  |                            | onAck
       11.0  |<-------------------- BYE --|
       11.0  |                            | Terminated
       11.0  |-- 200 -------------------->|
    `);
    });

    test("to talk with somebody else meanwhile: two calls that know nothing of each other [SVC-2.2]", () => {
      const { alice, bob, wait, ladder, joinedBy } = establishedCall();
      const { caller: carol } = joinedBy("carol");
      const hold = answer.replace("o=bob 1 1", "o=bob 1 2").replace("sendrecv", "sendonly");
      const first = bob.request;

      bob.reinvites({ offer: hold });
      alice.answers("INVITE", 200, { answer: secondOffer });
      carol.invites({ offer });
      bob.accepts({ answer });
      carol.acknowledges();
      wait(5_000);
      const states = bob.sessions.map(({ sessionState }) => sessionState);
      bob.hangsUp();
      carol.answers("BYE", 200);
      bob.turnsTo(first);
      bob.reinvites({ offer: thirdAnswer });
      alice.answers("INVITE", 200, { answer: thirdOffer });
      wait(1_000);
      alice.hangsUp();

      expect(states).toEqual(["Confirmed", "Confirmed"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |<----------- INVITE offer --|                            |
        0.0  |-- 200 answer ------------->|                            |
        0.0  |<-------------------- ACK --|                            |
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 200 answer ------------->|
        0.0  |                            | AckWait                    |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | onAck, Confirmed           |
        5.0  |                            |-- BYE -------------------->|
        5.0  |                            | Terminated                 |
        5.0  |                            |<-------------------- 200 --|
        5.0  |<----------- INVITE offer --|                            |
        5.0  |-- 200 answer ------------->|                            |
        5.0  |<-------------------- ACK --|                            |
        6.0  |-- BYE -------------------->|                            |
        6.0  |                            | onBye                      |
        6.0  |<-------------------- 200 --|                            |
        6.0  |                            | Terminated                 |
    `);
    });
  });

  describe("call forwarding, seen from where the call is not taken", () => {
    test("busy: refused at once, the proxy goes elsewhere [SVC-2.8]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.rejects(486);
      alice.acknowledges();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
    `);
    });

    test("no answer: the proxy takes its INVITE back when its time is up [SVC-2.9] [SVC-2.12]", () => {
      const { alice, bob, wait, ladder } = callFlow();

      alice.invites({ offer });
      bob.rings();
      wait(10_000);
      alice.cancels();
      alice.acknowledges();

      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["cancelled"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       10.0  |-- CANCEL ----------------->|
       10.0  |<-------------------- 200 --|
       10.0  |                            | onCancel
       10.0  |<-------------------- 487 --|
       10.0  |                            | Terminated
       10.0  |-- ACK -------------------->|
    `);
    });

    test("always: we may say ourselves where to go [SVC-2.7]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.redirects(["sip:carol@example.com"]);
      alice.acknowledges();

      expect(alice.received(302).getHeaders("Contact")).toEqual(["<sip:carol@example.com>"]);
      expect(alice.received(302).toTag).toBeDefined();
      expect(bob.inviteTerminations).toEqual([{ cause: "redirected", statusCode: 302, reasons: [] }]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 302 --|
        0.0  |-- ACK -------------------->|
    `);
    });

    test("find me: tried, given up, tried again later as another call [SVC-2.12]", () => {
      const { alice, bob, wait, ladder } = callFlow();

      alice.invites({ offer, branch: "z9hG4bKfork1" });
      bob.rings();
      wait(5_000);
      alice.cancels();
      alice.acknowledges();
      wait(5_000);
      // RFC 3261 §16.7: the proxy comes back on a new branch, with the same Call-ID, tag and number.
      alice.invites({ offer, branch: "z9hG4bKfork2", cseq: 1001 });
      bob.rejects(480);
      alice.acknowledges();
      wait(40_000);
      alice.invites({ offer, branch: "z9hG4bKfork3", cseq: 1001 });
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(bob.requests).toHaveLength(3);
      expect(new Set([487, 480].map((code) => alice.received(code).toTag)).size).toBe(2);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        5.0  |-- CANCEL ----------------->|
        5.0  |<-------------------- 200 --|
        5.0  |                            | onCancel
        5.0  |<-------------------- 487 --|
        5.0  |                            | Terminated
        5.0  |-- ACK -------------------->|
       10.0  |-- INVITE offer ----------->|
       10.0  |                            | onInvite
       10.0  |<-------------------- 480 --|
       10.0  |-- ACK -------------------->|
       50.0  |-- INVITE offer ----------->|
       50.0  |                            | onInvite
       50.0  |<------------- 200 answer --|
       50.0  |                            | AckWait
       50.0  |-- ACK -------------------->|
       50.0  |                            | onAck, Confirmed
       50.0  |-- BYE -------------------->|
       50.0  |                            | onBye
       50.0  |<-------------------- 200 --|
       50.0  |                            | Terminated
    `);
    });
  });

  describe("screening of incoming calls", () => {
    test("a call that has not come by the proxy is sent there [SVC-2.13]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.redirects(["sip:proxy.example.net"], { statusCode: 305 });
      alice.acknowledges();

      expect(alice.received(305).getHeaders("Contact")).toEqual(["<sip:proxy.example.net>"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 305 --|
        0.0  |-- ACK -------------------->|
    `);
    });

    test("or refused, whoever it says that it is from [SVC-2.13]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer, from: "<sip:boss@example.net>" });
      bob.rejects(403);
      alice.acknowledges();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 403 --|
        0.0  |-- ACK -------------------->|
    `);
    });
  });

  describe("a third party is added by the caller", () => {
    test("its re-INVITE comes from a conference now: the target moves, the session may stay [SVC-2.10]", () => {
      const { alice, bob, ladder } = establishedCall();
      const Contact = "<sip:conference@192.0.2.9>;isfocus";

      alice.reinvites({ offer, headers: { Contact } });
      bob.accepts();
      alice.acknowledges();
      bob.hangsUp();
      alice.answers("BYE", 200);

      expect(alice.received(200, "INVITE").body).toBe(answer);
      expect(alice.received("BYE").requestUri).toBe("sip:conference@192.0.2.9");
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
    });
  });

  describe("automatic redial", () => {
    const subscribing = {
      cseq: 1002,
      toTag: undefined,
      headers: { Event: "dialog", Expires: 3_600, Contact: "<sip:alice@pc1.example.org>" },
    };

    test("busy, and a SUBSCRIBE for when we are not: refused, as nobody serves it; calls go on [SVC-2.17]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.rejects(486);
      alice.acknowledges();
      alice.sends("SUBSCRIBE", subscribing);
      alice.invites({ offer, cseq: 1003 });
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(alice.received(405).getHeaders("Allow")).not.toContain("SUBSCRIBE");
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- SUBSCRIBE -------------->|
        0.0  |<-------------------- 405 --|
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

    test("an application that serves other events refuses this one by 489 [SVC-2.17]", () => {
      const { alice } = callFlow({
        delegate: {
          onSubscribe: (request) => request.reject({ statusCode: 489, extraHeaders: ["Allow-Events: presence"] }),
        },
      });

      alice.sends("SUBSCRIBE", subscribing);

      expect(answersOf(alice)).toEqual(["489 SUBSCRIBE"]);
      expect(alice.received(489).getHeader("Allow-Events")).toBe("presence");
    });
  });

  describe("click to dial", () => {
    const clicking = { toTag: undefined, headers: { "Refer-Sub": "false" } };

    test("a REFER out of nothing is not followed by itself [SVC-2.18]", () => {
      const { alice, ladder } = callFlow();

      alice.refers(clicking);

      expect(alice.lastResponse?.statusCode).toBeGreaterThanOrEqual(400);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |<-------------------- 405 --|
    `);
    });

    test("the application decides: 603 [SVC-2.18]", () => {
      const { alice, ladder } = callFlow({ delegate: { onRefer: (request) => request.reject({ statusCode: 603 }) } });

      alice.refers(clicking);

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |<-------------------- 603 --|
    `);
    });

    test("or 200, without a subscription [SVC-2.18]", () => {
      const approved: IncomingRequest[] = [];
      const { alice, core, ladder } = callFlow({
        delegate: {
          onRefer: (request) => {
            approved.push(request);
            request.accept({ extraHeaders: ["Refer-Sub: false"] });
          },
        },
      });

      alice.refers(clicking);

      expect(approved[0]?.message.getHeader("Refer-To")).toBe("<sip:carol@example.com>");
      expect(alice.received(200).getHeader("Refer-Sub")).toBe("false");
      expect([core.dialogs.size, alice.requests]).toEqual([0, []]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |<-------------------- 200 --|
    `);
    });
  });
});
