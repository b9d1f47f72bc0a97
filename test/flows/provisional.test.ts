import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1.1 progress", () => {
  test("any number of 1xx, in one dialog [INV-13.3.1.1-a]", () => {
    const { alice, bob, core, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.progresses();
    bob.rings();
    const dialogs = core.dialogs.size;
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(dialogs).toBe(1);
    expect(new Set(alice.responses.slice(0, 4).map(({ toTag }) => toTag)).size).toBe(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<-------------------- 183 --|
        0.0  |<-------------------- 180 --|
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

  test("the last one is sent again every minute, counted from the last new one, until the final [INV-13.3.1.1-b] [INV-13.3.1.1-c]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(30_000);
    bob.progresses({ statusCode: 183 });
    wait(130_000);
    bob.accepts({ answer });
    alice.acknowledges();
    wait(120_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       30.0  |<-------------------- 183 --|
       90.0  |<-------------------- 183 --|
      150.0  |<-------------------- 183 --|
      160.0  |<------------- 200 answer --|
      160.0  |                            | AckWait
      160.0  |-- ACK -------------------->|
      160.0  |                            | onAck, Confirmed
      280.0  |-- BYE -------------------->|
      280.0  |                            | onBye
      280.0  |<-------------------- 200 --|
      280.0  |                            | Terminated
    `);
  });

  test("where the application is silent a 183 goes out [INV-13.3.1.1-d]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    wait(60_000);
    bob.rejects(480);
    alice.acknowledges();

    expect(alice.received(183).body).toBe("");
    expect(alice.received(183).toTag).toBe(alice.received(480).toTag);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
       60.0  |<-------------------- 183 --|
       60.0  |<-------------------- 480 --|
       60.0  |-- ACK -------------------->|
    `);
  });
});

describe("RFC 3261 §13.3.1 Expires", () => {
  test("an INVITE that rings longer is answered 487 [INV-13.3.1-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 5 } });
    bob.rings();
    wait(5_000);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        5.0  |<-------------------- 487 --|
        5.0  |                            | Terminated
        5.0  |-- ACK -------------------->|
    `);
  });

  test("an INVITE that is accepted in time stays accepted, and the call has no end [INV-13.3.1-a] [INV-13.3.1-b]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 5 } });
    bob.rings();
    wait(4_000);
    bob.accepts({ answer });
    alice.acknowledges();
    ladder.clear();
    wait(60_000);

    expect(bob.session.sessionState).toBe("Confirmed");
    expect(ladder).toHaveLength(0);
    alice.hangsUp();
  });

  test("0 is over at once, and nobody is alerted [INV-13.3.1-c]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 0 } });
    alice.acknowledges();

    expect(bob.requests).toEqual([]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
    `);
  });
});

describe("RFC 3261 §12.3 a refusal ends the early dialog", () => {
  test("an offer that is not liked: 488, with the reason that the application gives [INV-13.3.1.3-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rejects({ statusCode: 488, extraHeaders: ['Warning: 304 bob "no such codec"'] });
    alice.acknowledges();

    expect(alice.received(488).getHeader("Warning")).toBe('304 bob "no such codec"');
  });

  test.each([300, 301, 302])("a %i says where else to try [INV-13.3.1.2-a]", (statusCode) => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.redirects(["sip:bob@example.com;transport=tcp", "sip:bob@example.org"], { statusCode });
    alice.acknowledges();

    expect(alice.received(statusCode).getHeaders("Contact")).toEqual([
      "<sip:bob@example.com;transport=tcp>",
      "<sip:bob@example.org>",
    ]);
  });
});
