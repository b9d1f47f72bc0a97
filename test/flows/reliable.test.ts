import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { answersOf } from "./answers-of.js";
import { TRANSPORTS } from "./over.js";

const supporting = { headers: { Supported: "100rel" } };

describe.each(TRANSPORTS)("RFC 3262 §3 a reliable provisional response over %s", (protocol) => {
  test("is repeated, twice as late each time, until its PRACK; a 2xx need not wait for one without a description [EXT-3262-1]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow({ protocol });
    wire.loses("180", { times: 2 });

    alice.invites({ offer, ...supporting });
    bob.rings({ reliable: true });
    wait(1_500);
    alice.pracks();
    wait(5_000);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.5  |x-------------- 180 rel 1 --|
        1.5  |<-------------- 180 rel 1 --|
        1.5  |-- PRACK rel 1 ------------>|
        1.5  |                            | onPrack
        1.5  |<-------------------- 200 --|
        6.5  |<------------- 200 answer --|
        6.5  |                            | AckWait
        6.5  |-- ACK -------------------->|
        6.5  |                            | onAck, Confirmed
        6.5  |-- BYE -------------------->|
        6.5  |                            | onBye
        6.5  |<-------------------- 200 --|
        6.5  |                            | Terminated
    `);
    const ringing = alice.received(180);
    expect(ringing.getHeaders("Require")).toEqual(["100rel"]);
    expect(Number(ringing.getHeader("RSeq"))).toBeGreaterThan(0);
    expect(Number(ringing.getHeader("RSeq"))).toBeLessThan(2 ** 31);
    expect(ringing.hasHeader("Contact")).toBe(true);
    expect(alice.received(200, "PRACK").toTag).toBe(ringing.toTag);
    expect([
      alice.received(200, "INVITE").hasHeader("RSeq"),
      alice.received(200, "INVITE").getHeaders("Require"),
    ]).toEqual([false, []]);
  });

  test("that is not acknowledged yet does not hold a 2xx when it had no description, and is repeated no more [EXT-3262-1]", () => {
    const { alice, bob, wait, ladder } = callFlow({ protocol });

    alice.invites({ offer, ...supporting });
    bob.rings({ reliable: true });
    wait(1_000);
    bob.accepts({ answer });
    alice.acknowledges();
    wait(2_000);
    alice.pracks();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.5  |<-------------- 180 rel 1 --|
        1.0  |<------------- 200 answer --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
        3.0  |-- PRACK rel 1 ------------>|
        3.0  |<-------------------- 200 --|
        3.0  |-- BYE -------------------->|
        3.0  |                            | onBye
        3.0  |<-------------------- 200 --|
        3.0  |                            | Terminated
    `);
  });

  test("with the answer holds the 2xx, which goes right behind the 200 to the PRACK [EXT-3262-2]", async () => {
    const { alice, bob, wait, ladder } = callFlow({ protocol });

    alice.invites({ offer, ...supporting });
    const { acknowledged } = bob.progresses({ answer, reliable: true });
    const { message } = bob.accepts();
    wait(3_000);
    alice.pracks();
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 183 rel 1 answer --|
        0.0  |                            | Early
        0.5  |<------- 183 rel 1 answer --|
        1.5  |<------- 183 rel 1 answer --|
        3.0  |-- PRACK rel 1 ------------>|
        3.0  |                            | onPrack
        3.0  |<-------------------- 200 --|
        3.0  |<-------------------- 200 --|
        3.0  |                            | AckWait
        3.0  |-- ACK -------------------->|
        3.0  |                            | onAck, Confirmed
        3.0  |-- BYE -------------------->|
        3.0  |                            | onBye
        3.0  |<-------------------- 200 --|
        3.0  |                            | Terminated
    `);
    expect([alice.received(183).body, alice.received(200, "INVITE").body]).toEqual([answer, ""]);
    expect(answersOf(alice)).toEqual(["183 INVITE", "183 INVITE", "183 INVITE", "200 PRACK", "200 INVITE", "200 BYE"]);
    expect(alice.received(200, "INVITE").data).toBe(message);
    expect(alice.received(200, "PRACK").body).toBe("");
    await expect(acknowledged).resolves.toMatchObject({ kind: "acknowledged" });
  });

  test("that is never acknowledged is repeated for 64*T1, and the call refused 504 [EXT-3262-3]", async () => {
    const { alice, bob, wait, ladder } = callFlow({ protocol });

    alice.invites({ offer, ...supporting });
    const { acknowledged } = bob.progresses({ answer, reliable: true });
    wait(32_000);
    alice.acknowledges();
    alice.pracks();

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
       32.0  |-- PRACK rel 1 ------------>|
       32.0  |<-------------------- 481 --|
    `);
    expect(new Set(alice.responses.filter(({ statusCode }) => statusCode === 183).map(({ data }) => data)).size).toBe(
      1,
    );
    expect(alice.received(504).toTag).toBe(alice.received(183).toTag);
    expect(bob.terminations).toEqual([{ cause: "prack-timeout", statusCode: 504, reasons: [] }]);
    expect(bob.inviteTerminations).toEqual(bob.terminations);
    await expect(acknowledged).resolves.toEqual({ kind: "unacknowledged", reason: "timeout" });
  });

  test("is acknowledged by its numbers: a PRACK with others gets 481 and stops nothing [EXT-3262-5]", () => {
    const { alice, bob, wait, ladder } = callFlow({ protocol });

    alice.invites({ offer, ...supporting });
    bob.rings({ reliable: true });
    const rseq = Number(alice.received(180).getHeader("RSeq"));
    alice.pracks({ rseq: rseq + 1 });
    alice.pracks({ headers: { RAck: `${rseq} 1002 INVITE` } });
    alice.pracks({ headers: { RAck: `${rseq} 1001 invite` } });
    wait(500);
    alice.pracks();
    wait(10_000);
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 180 rel 1 --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 2 ------------>|
        0.0  |<-------------------- 481 --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |<-------------------- 481 --|
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |<-------------------- 481 --|
        0.5  |<-------------- 180 rel 1 --|
        0.5  |-- PRACK rel 1 ------------>|
        0.5  |                            | onPrack
        0.5  |<-------------------- 200 --|
       10.5  |<-------------------- 486 --|
       10.5  |                            | Terminated
       10.5  |-- ACK -------------------->|
    `);
  });
});

describe("RFC 3262 §3 a PRACK comes twice", () => {
  test("the copy gets a copy of the 200, another PRACK for the same response 481 [EXT-3262-4]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, ...supporting });
    bob.rings({ reliable: true });
    alice.pracks();
    wait(500);
    alice.repeats("PRACK");
    alice.pracks();
    bob.rejects();
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
        0.5  |-- PRACK rel 1 ------------>|
        0.5  |<-------------------- 200 --|
        0.5  |-- PRACK rel 1 ------------>|
        0.5  |<-------------------- 481 --|
        0.5  |<-------------------- 486 --|
        0.5  |                            | Terminated
        0.5  |-- ACK -------------------->|
    `);
    const [first, copy] = alice.responses.filter(({ method }) => method === "PRACK");
    expect(copy?.data).toBe(first?.data);
  });
});
