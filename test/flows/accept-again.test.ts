import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1.4 accept() again", () => {
  test("before the ACK sends the same 2xx again, in the same session [INV-13.3-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    const first = bob.accepts({ answer });
    wait(100);
    const second = bob.does((_session, request) => request.accept());
    alice.acknowledges();
    alice.hangsUp();

    expect(second.session).toBe(first.session);
    expect(second.message).toBe(first.message);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.1  |<------------- 200 answer --|
        0.1  |-- ACK -------------------->|
        0.1  |                            | onAck, Confirmed
        0.1  |-- BYE -------------------->|
        0.1  |                            | onBye
        0.1  |<-------------------- 200 --|
        0.1  |                            | Terminated
    `);
  });

  test("after the ACK throws, and nothing is sent", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    ladder.clear();

    expect(() => bob.accepts({ answer })).toThrow(/cannot send 200/);
    expect(ladder).toHaveLength(0);
    alice.hangsUp();
  });

  test("after a BYE that came instead of the ACK throws", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.hangsUp();

    expect(() => bob.accepts({ answer })).toThrow(/cannot send 200/);
  });

  test("another final response after the 2xx throws, and nothing is sent [INV-13.3-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    ladder.clear();

    expect(() => bob.rejects(486)).toThrow(/cannot send 486/);
    expect(() => bob.redirects(["sip:bob@example.com"])).toThrow(/cannot send 302/);
    expect(() => bob.rings()).toThrow(/cannot send 180/);
    expect(ladder).toHaveLength(0);
    alice.acknowledges();
    alice.hangsUp();
  });
});
