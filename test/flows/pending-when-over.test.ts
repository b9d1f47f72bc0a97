import { describe, expect, test } from "vitest";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §15.1.2 requests are pending when the call ends", () => {
  test("a BYE comes: 200 to it, 487 to the re-INVITE [BYE-15.1.2-c]", () => {
    const { alice, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    alice.hangsUp();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("a BYE comes: 487 to every other request that the application has not answered [BYE-15.1.2-c]", () => {
    const left: IncomingRequest[] = [];
    const { alice, ladder } = establishedCall({ session: { onInfo: (request) => left.push(request) } });

    alice.sends("INFO");
    alice.sends("INFO");
    alice.hangsUp();

    expect(left).toHaveLength(2);
    expect(() => left[0]?.accept()).toThrow(/cannot send 200/);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
    `);
  });

  test("our own BYE does the same [BYE-15.1.2-c]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.hangsUp();
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 487 --|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
        0.0  |-- 200 -------------------->|
    `);
  });

  test("after it the re-INVITE cannot be accepted", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    alice.hangsUp();

    expect(() => bob.accepts({ answer: secondAnswer })).toThrow(/cannot send 200/);
    alice.acknowledges();
  });

  test("a re-INVITE of ours that is under way when a BYE comes is seen to its end", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.hangsUp();
    alice.answers("INVITE", 200, { answer: secondOffer });

    expect(bob.session.signalingState).toBe("Closed");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
    `);
  });

  test("a re-INVITE of ours that only ever got a 100 is waited for no longer than 64*T1 after the end", () => {
    const told: number[] = [];
    const { alice, bob, core, wait, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
    alice.answers("INVITE", 100);
    wait(60_000);
    alice.hangsUp();
    wait(31_999);
    expect(told).toEqual([]);
    wait(1);

    expect(told).toEqual([408]);
    expect(core.transactions.transactions).toEqual([]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 100 -------------------->|
       60.0  |-- BYE -------------------->|
       60.0  |                            | onBye
       60.0  |<-------------------- 200 --|
       60.0  |                            | Terminated
    `);
  });

  test("so it is after a BYE of ours, and a 2xx that comes in that time gets its ACK", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 180);
    bob.hangsUp();
    alice.answers("BYE", 200);
    wait(20_000);
    alice.answers("INVITE", 200, { answer: secondOffer });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 180 -------------------->|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
       20.0  |-- 200 answer ------------->|
       20.0  |<-------------------- ACK --|
    `);
  });
});
