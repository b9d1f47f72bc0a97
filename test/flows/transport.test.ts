import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

/** Lets promises settle; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe("RFC 3261 §17.2.4 a response that cannot be sent", () => {
  test("is told to the application, and the call goes on [TRN-28-a] [PRX-16.9-a]", async () => {
    const { alice, bob, wire, wait, ladder } = callFlow();
    wire.fails("180");

    alice.invites({ offer });
    bob.rings();
    await settle();
    bob.lookAtSessions();
    wait(1_000);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x-------------------- 180 --|
        0.0  |                            | Early, onTransportError
        1.0  |<------------- 200 answer --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("with a reason or without one is told once, and never unhandled", async () => {
    const { alice, bob, wire, ladder } = callFlow();
    wire.fails("486", { error: undefined });

    alice.invites({ offer });
    bob.rejects();
    await settle();
    alice.repeats("INVITE");
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x-------------------- 486 --|
        0.0  |                            | onTransportError
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
    `);
  });

  test("because the connection is gone ends nothing: the INVITE waits, and the 200 finds its way later [TRN-28-a]", async () => {
    const { alice, bob, wire, wait, core, ladder } = callFlow({ protocol: "TCP" });

    alice.invites({ offer });
    bob.rings();
    wire.fails("*", { times: Infinity, from: "callee" });
    bob.progresses();
    await settle();
    wait(10_000);
    const states = core.transactions.transactions.map(({ state }) => state);
    bob.accepts({ answer });
    await settle();
    wire.behaves();
    wait(500);
    alice.acknowledges();
    alice.hangsUp();

    expect(states).toEqual(["Proceeding"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |x-------------------- 183 --|
        0.0  |                            | onTransportError
       10.0  |x------------- 200 answer --|
       10.0  |                            | AckWait, onTransportError
       10.5  |<------------- 200 answer --|
       10.5  |-- ACK -------------------->|
       10.5  |                            | onAck, Confirmed
       10.5  |-- BYE -------------------->|
       10.5  |                            | onBye
       10.5  |<-------------------- 200 --|
       10.5  |                            | Terminated
    `);
  });
});
