import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1.4 the 2xx is repeated until the ACK", () => {
  test.each(["UDP", "TCP", "WS"])(
    "over %s at T1, doubling to T2, and after 64*T1 a BYE follows [INV-13.3.1.4-c] [INV-13.3.1.4-g] [INV-6026.7.1-a] [BYE-15-b]",
    (protocol) => {
      const { alice, bob, wait, ladder } = callFlow({ protocol });

      alice.invites({ offer });
      bob.accepts({ answer });
      wait(32_000);
      alice.answers("BYE", 200);

      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- INVITE offer ----------->|
          0.0  |                            | onInvite
          0.0  |<------------- 200 answer --|
          0.0  |                            | AckWait
          0.5  |<------------- 200 answer --|
          1.5  |<------------- 200 answer --|
          3.5  |<------------- 200 answer --|
          7.5  |<------------- 200 answer --|
         11.5  |<------------- 200 answer --|
         15.5  |<------------- 200 answer --|
         19.5  |<------------- 200 answer --|
         23.5  |<------------- 200 answer --|
         27.5  |<------------- 200 answer --|
         31.5  |<------------- 200 answer --|
         32.0  |                            | onAckTimeout
         32.0  |<-------------------- BYE --|
         32.0  |                            | Terminated
         32.0  |-- 200 -------------------->|
      `);
    },
  );

  test.each(["UDP", "WS"])(
    "the copies over %s are the same octets, through the transaction [INV-13.3.1.4-d]",
    (protocol) => {
      const { alice, bob, wire, wait } = callFlow({ protocol });
      const copies: unknown[] = [];
      wire.onMessage(({ statusCode, data }) => statusCode === 200 && copies.push(data));

      alice.invites({ offer });
      bob.accepts({ answer });
      wait(4_000);
      alice.acknowledges();
      alice.hangsUp();

      expect(copies.slice(0, 4)).toEqual(Array(4).fill(copies[0]));
      expect(copies).toHaveLength(5);
    },
  );

  test("a copy of the INVITE neither brings a copy of the 2xx nor moves the next one [INV-13.3.1.4-e] [RACE-5407.3.1.1-a] [RAC-3.1.1]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(800);
    alice.repeats("INVITE");
    wait(800);
    alice.acknowledges();
    alice.repeats("INVITE");
    wait(4_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |<------------- 200 answer --|
        0.8  |-- INVITE offer ----------->|
        1.5  |<------------- 200 answer --|
        1.6  |-- ACK -------------------->|
        1.6  |                            | onAck, Confirmed
        1.6  |-- INVITE offer ----------->|
        5.6  |-- BYE -------------------->|
        5.6  |                            | onBye
        5.6  |<-------------------- 200 --|
        5.6  |                            | Terminated
    `);
  });

  test("the ACK stops the repetition at once [INV-13.3.1.4-f]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(600);
    alice.acknowledges();
    wait(10_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |<------------- 200 answer --|
        0.6  |-- ACK -------------------->|
        0.6  |                            | onAck, Confirmed
       10.6  |-- BYE -------------------->|
       10.6  |                            | onBye
       10.6  |<-------------------- 200 --|
       10.6  |                            | Terminated
    `);
  });

  test("an ACK in the last millisecond is in time [INV-6026.7.1-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(31_999);
    ladder.clear();
    alice.acknowledges();
    wait(10_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       32.0  |-- ACK -------------------->|
       32.0  |                            | onAck, Confirmed
       42.0  |-- BYE -------------------->|
       42.0  |                            | onBye
       42.0  |<-------------------- 200 --|
       42.0  |                            | Terminated
    `);
  });

  test("at the limit the missing ACK is dealt with before the transaction goes [INV-6026.7.1-a]", () => {
    const seen: unknown[] = [];
    const flow = callFlow({
      session: {
        onAckTimeout: () => seen.push(flow.core.transactions.transactions.map(({ kind, state }) => `${kind} ${state}`)),
      },
    });
    const { alice, bob, core, wait } = flow;

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(32_000);

    expect(seen).toEqual([["ist Accepted"]]);
    expect(core.transactions.size).toBe(0);
    bob.ends();
    alice.answers("BYE", 200);
  });

  test("an application that hears of the missing ACK may keep the call, which counts as confirmed [INV-13.3.1.4-g]", () => {
    const { alice, bob, wait, ladder } = callFlow({ session: { onAckTimeout: () => undefined } });

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(32_000);
    ladder.clear();
    wait(8_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       40.0  |-- BYE -------------------->|
       40.0  |                            | onBye
       40.0  |<-------------------- 200 --|
       40.0  |                            | Terminated
    `);
  });

  test("each copy of the 2xx brings a copy of the ACK, until one gets through", () => {
    const { alice, bob, wait, wire, ladder } = callFlow({ automatic: {} });
    wire.loses("ACK", { times: 3 });

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(20_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK --------------------x|
        0.5  |<------------- 200 answer --|
        0.5  |-- ACK --------------------x|
        1.5  |<------------- 200 answer --|
        1.5  |-- ACK --------------------x|
        3.5  |<------------- 200 answer --|
        3.5  |-- ACK -------------------->|
        3.5  |                            | onAck, Confirmed
       20.0  |-- BYE -------------------->|
       20.0  |                            | onBye
       20.0  |<-------------------- 200 --|
       20.0  |                            | Terminated
    `);
  });

  test("a copy of the ACK is absorbed", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(100);
    alice.repeats("ACK");
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.1  |-- ACK -------------------->|
        0.1  |-- BYE -------------------->|
        0.1  |                            | onBye
        0.1  |<-------------------- 200 --|
        0.1  |                            | Terminated
    `);
  });

  test("an ACK with another number is not the one that is awaited", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges({ cseq: 1000 });
    wait(600);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.5  |<------------- 200 answer --|
        0.6  |-- ACK -------------------->|
        0.6  |                            | onAck, Confirmed
        0.6  |-- BYE -------------------->|
        0.6  |                            | onBye
        0.6  |<-------------------- 200 --|
        0.6  |                            | Terminated
    `);
  });

  test("requests other than BYE and INVITE may go out before the ACK [INV-13.3.1.4-i]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    bob.does((session) => session.info());
    alice.answers("INFO", 200);
    wait(100);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |<------------------- INFO --|
        0.0  |-- 200 -------------------->|
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck, Confirmed
        0.1  |-- BYE -------------------->|
        0.1  |                            | onBye
        0.1  |<-------------------- 200 --|
        0.1  |                            | Terminated
    `);
  });
});
