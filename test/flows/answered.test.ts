import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1 a call is answered", () => {
  test("a 100 makes no dialog, a 180 an early one, the 200 a confirmed one, and it is the same [DLG-12.1-a] [DLG-12.1.1-k]", () => {
    const { alice, bob, core } = callFlow();
    const dialogs = (): readonly boolean[] => [...core.dialogs.values()].map(({ early }) => early);

    alice.invites({ offer });
    bob.tries();
    const afterTrying = dialogs();
    const ringing = bob.rings();
    const afterRinging = dialogs();
    const accepted = bob.accepts({ answer });
    const afterAccept = dialogs();
    alice.acknowledges();
    alice.hangsUp();

    expect([afterTrying, afterRinging, afterAccept]).toEqual([[], [true], [false]]);
    expect(accepted.session).toBe(ringing.session);
  });

  test("the 2xx names what may come in the call [INV-13.3.1.4-a] [INV-13.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    const accepted = alice.received(200, "INVITE");
    expect(accepted.getHeaders("Allow")).toEqual(expect.arrayContaining(["INVITE", "ACK", "CANCEL", "BYE"]));
    expect(accepted.hasHeader("Supported")).toBe(true);
    expect(accepted.body).toBe(answer);
  });
});

describe("RFC 3261 §12.1.1 a dialog lives as long as the call", () => {
  test("a BYE a quarter of an hour later finds it, though every transaction is long gone [DLG-12.1.1-l]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(900_000);
    const { size } = core.transactions;
    alice.hangsUp();

    expect(size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
      900.0  |-- BYE -------------------->|
      900.0  |                            | onBye
      900.0  |<-------------------- 200 --|
      900.0  |                            | Terminated
    `);
  });
});

describe("RFC 3261 §14 a call in which nobody says anything", () => {
  test("brings nothing on the wire by itself, with or without media [REI-14-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    ladder.clear();
    wait(86_400_000);

    expect(ladder).toHaveLength(0);
    alice.hangsUp();
  });
});

describe("RFC 3261 §13.2.1 offer and answer as the application sees them", () => {
  test("the INVITE offers and the 2xx answers", () => {
    const { alice, bob } = callFlow();
    const seen: unknown[] = [];
    const look = (): unknown =>
      seen.push([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]);

    alice.invites({ offer });
    bob.rings();
    look();
    bob.accepts({ answer });
    look();
    alice.acknowledges();
    alice.hangsUp();
    look();

    expect(seen).toEqual([
      ["HaveRemoteOffer", offer, undefined],
      ["Stable", offer, answer],
      ["Closed", undefined, undefined],
    ]);
  });
});
