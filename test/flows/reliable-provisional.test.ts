import { describe, expect, test } from "vitest";
import { type PrackOutcome } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

const supported = { offer, headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };

describe("RFC 3262 §3 a reliable provisional response", () => {
  test("carries Require, RSeq, Contact and a tag, is repeated twice as late each time, and ends at its PRACK [REL-3262-3-f] [REL-3262-3-j] [REL-3262-3-o] [EXT-3262-1]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    wait(2_000);
    alice.pracks();
    wait(4_000);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    const ringing = alice.received(180);
    expect(ringing.getHeaders("Require")).toEqual(["100rel"]);
    expect(Number(ringing.getHeader("RSeq"))).toBeGreaterThan(0);
    expect(ringing.hasHeader("Contact")).toBe(true);
    expect(ringing.toTag).toBeDefined();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.5  |<-------------- 180 rel 1 --|
        1.5  |<-------------- 180 rel 1 --|
        2.0  |-- PRACK rel 1 ------------>|
        2.0  |                            | onPrack
        2.0  |<-------------------- 200 --|
        6.0  |<------------- 200 answer --|
        6.0  |                            | AckWait
        6.0  |-- ACK -------------------->|
        6.0  |                            | onAck, Confirmed
        6.0  |-- BYE -------------------->|
        6.0  |                            | onBye
        6.0  |<-------------------- 200 --|
        6.0  |                            | Terminated
    `);
  });

  test("with the answer holds the 2xx until its PRACK is answered [REL-3262-3-s] [REL-3262-5-b] [OAM-I-06] [OAM-I-11] [OAM-I-12] [EXT-3262-2]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    wait(200);
    const held = bob.accepts({ answer });
    wait(800);
    alice.pracks();
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").data).toBe(held.message);
    expect(alice.received(200, "INVITE").body).toBe("");
    expect(alice.received(183).getHeaders("Allow")).toContain("UPDATE");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.5  |<------- 183 rel 1 answer --|
        1.0  |-- PRACK rel 1 ------------>|
        1.0  |                            | onPrack
        1.0  |<-------------------- 200 --|
        1.0  |<-------------------- 200 --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("waits for the one before it, and is sent right after its PRACK [REL-3262-3-q] [REL-3262-3-r] [REL-3262-3-h]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    const queued = bob.rings({ reliable: true });
    alice.pracks();
    alice.pracks();
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    const numbers = [alice.received(183), alice.received(180)].map((response) => Number(response.getHeader("RSeq")));
    expect(numbers[1]).toBe((numbers[0] ?? 0) + 1);
    expect(alice.received(180).data).toBe(queued.message);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------- 180 rel 2 --|
        0.0  |-- PRACK rel 2 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("that is never acknowledged ends the INVITE after 64*T1 with a 504 [REL-3262-3-l] [REL-3262-3-j] [OAM-I-21] [EXT-3262-3]", async () => {
    const ends: string[] = [];
    const { alice, bob, wait, ladder } = callFlow({
      session: { onTerminated: ({ cause, statusCode }) => ends.push(`${cause} ${statusCode}`) },
    });

    alice.invites(supported);
    const { acknowledged } = bob.progresses({ reliable: true, answer });
    wait(32_000);
    alice.acknowledges();

    expect(await acknowledged).toEqual({ kind: "unacknowledged", reason: "timeout" });
    expect(ends).toEqual(["prack-timeout 504"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.5  |<------- 183 rel 1 answer --|
        1.5  |<------- 183 rel 1 answer --|
        3.5  |<------- 183 rel 1 answer --|
        7.5  |<------- 183 rel 1 answer --|
       15.5  |<------- 183 rel 1 answer --|
       31.5  |<------- 183 rel 1 answer --|
       32.0  |<-------------------- 504 --|
       32.0  |                            | Terminated
       32.0  |-- ACK -------------------->|
    `);
  });

  test("of every kind where the caller requires it, the 100 excepted [REL-3262-3-b] [REL-3262-3-d]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer, headers: { Require: "100rel" } });
    wait(200);
    bob.rings();
    alice.pracks();
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(180).hasHeader("RSeq")).toBe(true);
    expect(alice.received(100).hasHeader("RSeq")).toBe(false);
    expect(alice.received(100).hasHeader("Require")).toBe(false);
  });

  test.each(["INVITE without 100rel", "we cannot"])(
    "cannot be sent where one side lacks it: nothing happens [REL-3262-3-e] (%s)",
    (why) => {
      const able = why !== "we cannot";
      const configuration = { capabilities: { optionTags: able ? ["100rel"] : [] } };
      const { alice, bob, core } = callFlow({ configuration });

      alice.invites(able ? { offer } : supported);

      expect(() => bob.progresses({ reliable: true })).toThrow(
        expect.objectContaining({ code: "SIP_UNSUPPORTED_EXTENSION" }),
      );
      expect(alice.responses).toEqual([]);
      expect(core.dialogs.size).toBe(0);
      bob.progresses({ reliable: "if-supported" });
      expect(alice.received(183).hasHeader("RSeq")).toBe(false);
      bob.rejects();
      alice.acknowledges();
    },
  );

  test("may alternate with unreliable ones [REL-3262-3-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true });
    bob.rings({ reliable: false });
    alice.pracks({ response: alice.received(183) });
    bob.rejects();
    alice.acknowledges();

    expect(alice.received(183).hasHeader("RSeq")).toBe(true);
    expect(alice.received(180).hasHeader("RSeq")).toBe(false);
  });

  test("without a description holds nothing back [REL-3262-3-t] [REL-3262-3-u] [REL-3262-3-v]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(1_000);
    alice.pracks();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        1.0  |-- PRACK rel 1 ------------>|
        1.0  |<-------------------- 200 --|
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("is not held against a refusal; its PRACK is still answered 200, and no news [REL-3262-3-t] [REL-3262-3-u] [REL-3262-3-v] [REL-3262-3-w] [OAM-P-11] [MIX-2]", async () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(supported);
    const shown = bob.progresses({ reliable: true, answer });
    const queued = bob.rings({ reliable: true });
    bob.rejects(486);
    alice.acknowledges();
    wait(1_000);
    alice.pracks();
    alice.pracks();

    const ended: PrackOutcome = { kind: "unacknowledged", reason: "ended" };
    expect(await Promise.all([shown.acknowledged, queued.acknowledged])).toEqual([ended, ended]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
        1.0  |-- PRACK rel 1 ------------>|
        1.0  |<-------------------- 200 --|
        1.0  |-- PRACK rel 1 ------------>|
        1.0  |<-------------------- 481 --|
    `);
  });

  test("a PRACK that matches nothing is answered 481 and changes nothing [REL-3262-3-m] [REL-3262-3-n] [EXT-3262-5]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    const rseq = Number(alice.received(180).getHeader("RSeq"));
    const copies = () => alice.responses.filter(({ statusCode }) => statusCode === 180).length;
    const cseq = alice.received(180).cseq;
    for (const rack of [`${rseq + 1} ${cseq} INVITE`, `${rseq} ${cseq + 1} INVITE`, `${rseq} ${cseq} invite`]) {
      alice.sends("PRACK", { headers: { RAck: rack } });
      expect(alice.lastResponse?.statusCode).toBe(481);
    }
    wait(500);
    expect(copies()).toBe(2);
    alice.pracks();
    expect(alice.lastResponse?.statusCode).toBe(200);
    alice.pracks();
    expect(alice.lastResponse?.statusCode).toBe(481);
    wait(10_000);
    expect(copies()).toBe(2);
    bob.rejects();
    alice.acknowledges();
  });

  test("a PRACK that comes twice gets the same 200 twice [REL-3262-3-p] [EXT-3262-4]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    alice.pracks();
    alice.repeats("PRACK");
    bob.rejects();
    alice.acknowledges();

    const [first, second] = alice.responses.filter(({ method }) => method === "PRACK");
    expect(second?.data).toBe(first?.data);
    expect(ladder.toString().match(/onPrack/g)).toHaveLength(1);
  });

  test("a CANCEL ends what is repeated, and the 2xx that waits never leaves [REL-3261-9.2-a] [MIX-1]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    bob.accepts();
    alice.cancels();
    alice.acknowledges();
    wait(5_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("every two and a half minutes keeps a slow INVITE alive [REL-3262-3-x]", () => {
    const { alice, bob, wait, ladder } = callFlow({ automatic: undefined });

    alice.invites(supported);
    bob.rings({ reliable: true });
    alice.pracks();
    wait(150_000);
    alice.pracks();
    bob.rejects(480);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
      150.0  |<-------------- 180 rel 2 --|
      150.0  |-- PRACK rel 2 ------------>|
      150.0  |                            | onPrack
      150.0  |<-------------------- 200 --|
      150.0  |<-------------------- 480 --|
      150.0  |                            | Terminated
      150.0  |-- ACK -------------------->|
    `);
  });

  test.each(["UDP", "TCP", "WS"])("is repeated over %s, too [REL-3262-3-k]", (protocol) => {
    const { alice, bob, wait } = callFlow({ protocol });

    alice.invites(supported);
    bob.rings({ reliable: true });
    wait(3_500);
    const copies = alice.responses.filter(({ statusCode }) => statusCode === 180);
    alice.pracks();
    bob.rejects();
    alice.acknowledges();

    expect(new Set(copies.map(({ data }) => data)).size).toBe(1);
    expect(copies).toHaveLength(4);
  });
});

describe("RFC 3262 §5 offer and answer in reliable responses", () => {
  test("the first reliable one to an INVITE without an offer carries ours, its PRACK the answer [REL-3262-5-a] [OAM-I-14] [OAM-I-18] [OAM-I-20] [OAX-6337-2]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ headers: { Supported: "100rel" } });
    expect(() => bob.rings({ reliable: true })).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    bob.progresses({ reliable: true, offer });
    bob.accepts();
    alice.pracks({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------- 183 rel 1 offer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 answer ----->|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("a PRACK without that answer is answered 200, and the INVITE 500 [REL-3262-5-f] [OAM-I-19] [OAM-P-02]", () => {
    const causes: string[] = [];
    const { alice, bob, ladder } = callFlow({ session: { onTerminated: ({ cause }) => causes.push(cause) } });

    alice.invites({ headers: { Supported: "100rel" } });
    bob.progresses({ reliable: true, offer });
    alice.pracks();
    alice.acknowledges();

    expect(causes).toEqual(["missing-answer"]);
    expect(alice.received(500).getHeader("Warning")).toContain("Missing answer in PRACK");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------- 183 rel 1 offer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 500 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("a new offer in the PRACK is answered in its 2xx, before the 2xx to the INVITE [REL-3262-5-c] [OAM-P-04] [OAM-P-08]", () => {
    const { alice, bob, ladder } = callFlow({
      session: {
        onPrack: (request) =>
          request.accept({
            body: { contentDisposition: "session", contentType: "application/sdp", content: "answer 2" },
          }),
      },
    });

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    bob.accepts();
    alice.pracks({ offer: "offer 2" });
    alice.acknowledges();

    expect(alice.received(200, "PRACK").body).toBe("answer 2");
    expect(bob.session).toMatchObject({ signalingState: "Stable", offer: { content: "offer 2" } });
    alice.hangsUp();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 offer ------>|
        0.0  |                            | onPrack
        0.0  |<---------------- 200 sdp --|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("RFC 6337 §2.3: without an application's answer within two seconds every stream of it is rejected [OAM-P-09] [REL-6337-2.3-a]", () => {
    const { alice, bob, wait } = callFlow({ session: { onPrack: () => undefined } });

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks({ offer });
    wait(2_000);
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "PRACK").body).toMatch(/^m=audio 0 RTP\/AVP 0 8\r$/m);
  });

  test("a PRACK that the application refuses or challenges acknowledges nothing: the response is repeated [REL-3262-9-a]", () => {
    const challenge = ['WWW-Authenticate: Digest realm="example.net", nonce="1"'];
    const { alice, bob, wait } = callFlow({
      session: {
        onPrack: (request) =>
          request.message.hasHeader("Authorization")
            ? request.accept()
            : request.reject({ statusCode: 401, extraHeaders: challenge }),
      },
    });

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    bob.accepts();
    alice.pracks();
    wait(500);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([183, 401, 183]);
    alice.pracks({ headers: { Authorization: 'Digest username="alice"' } });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode).slice(3)).toEqual([200, 200, 200]);
  });

  test("RFC 6337 §2.2: a second offer before the answer is refused 488, and what it acknowledges stays open [OAM-P-06]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    alice.pracks({ offer: "offer 2" });
    wait(500);
    alice.pracks();
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 488, 180, 200, 486]);
  });

  test("the answer has to be what an unreliable one has shown [OAM-I-06] [OAM-I-07] [EMD-3261-13.2.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ answer });
    expect(() => bob.accepts({ answer: "another" })).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    expect(() => bob.progresses({ answer: "another", reliable: true })).toThrow(/another than the one/);
    expect(() => bob.progresses({ answer: "another" })).toThrow(/another than the one/);
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe(answer);
  });

  test("an offer of ours may not stand in an unreliable one [OAM-I-13]", () => {
    const { alice, bob } = callFlow();

    alice.invites();
    expect(() => bob.progresses({ offer })).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486]);
  });
});
