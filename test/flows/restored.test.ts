import { describe, expect, test } from "vitest";
import { type CallerRequestOptions } from "../../src/testing/index.js";
import { establishedCall } from "./established-call.js";

const description = (version: number, port: number) =>
  `v=0\r\no=bob 7 ${version} IN IP4 192.0.2.4\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;

/** A re-INVITE whose change is in effect: answered reliably, and acknowledged. */
function executed(headers: CallerRequestOptions["headers"]) {
  const flow = establishedCall();
  const { alice, bob } = flow;
  const first = bob.session.answer?.content;
  alice.reinvites({ offer: "offer 2", headers: { Supported: "100rel", ...headers } });
  bob.progresses({ reliable: true, answer: description(2, 40_002) });
  alice.pracks();
  return { ...flow, first };
}

describe("RFC 6141 §3.3 a re-INVITE is refused though its change is in effect", () => {
  test("an UPDATE restores what stood, then the re-INVITE is accepted [TGT-6141-3.3-b] [OAM-R-04] [OAM-R-06] [OAX-6141-3]", () => {
    const { alice, bob, ladder, first } = executed({ Allow: "INVITE, ACK, BYE, UPDATE, PRACK" });

    const response = bob.rejects(488);
    const update = alice.received("UPDATE");
    alice.answers("UPDATE", 200, { answer: "answer 3" });
    alice.acknowledges();

    expect(response.message).toMatch(/^SIP\/2\.0 200 /);
    expect(update.body).toBe(first?.replace("o=bob 1 1 ", "o=bob 1 3 "));
    expect(alice.received(200, "INVITE").data).toBe(response.message);
    expect(bob.session).toMatchObject({ signalingState: "Stable", offer: { content: update.body } });
    alice.hangsUp();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<------------- UPDATE sdp --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("where the peer takes no UPDATE the re-INVITE is accepted, and one of ours restores what stood [OAM-R-06]", () => {
    const { alice, bob, ladder } = executed({});

    bob.rejects(488);
    alice.acknowledges();
    alice.answers("INVITE", 200, { answer: "answer 3" });
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<------------- INVITE sdp --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("a stream that was added stays, and is rejected (RFC 3264 §8) [OAX-6141-4]", () => {
    const video = "m=video 40004 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n";
    const { alice, bob } = establishedCall();
    alice.reinvites({ offer: "offer 2", headers: { Supported: "100rel", Allow: "INVITE, UPDATE" } });
    bob.progresses({ reliable: true, answer: description(2, 40_002) + video });
    alice.pracks();

    bob.rejects(488);
    const restored = alice.received("UPDATE").body;
    alice.answers("UPDATE", 200, { answer: "answer 3" });
    alice.acknowledges();

    expect(restored.endsWith(video.replace("40004", "0"))).toBe(true);
    alice.hangsUp();
  });

  test("a CANCEL ends it the same way [TGT-6141-3.8-a] [OAM-R-10]", () => {
    const { alice, bob, ladder } = executed({ Allow: "INVITE, ACK, BYE, UPDATE, PRACK" });

    alice.cancels();
    alice.answers("UPDATE", 200, { answer: "answer 3" });
    alice.acknowledges();

    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<------------- UPDATE sdp --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("before the PRACK nothing is in effect: an error rolls back, the target refresh stays [TGT-6141-3.3-a] [TGT-6141-4.4-b] [OAM-R-05] [OAM-11-b]", () => {
    const { alice, bob } = establishedCall();
    const before = bob.session.answer;

    alice.reinvites({
      offer: "offer 2",
      headers: { Supported: "100rel", Contact: "<sip:alice@elsewhere.example.org>" },
    });
    bob.progresses({ reliable: true, answer: "answer 2" });
    bob.rejects(488);
    alice.acknowledges();

    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: before });
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@elsewhere.example.org");
    alice.hangsUp();
  });
});
