import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { over, TRANSPORTS } from "./over.js";

describe.each(TRANSPORTS)("an early BYE over %s", (protocol) => {
  const { callFlow } = over(protocol);

  describe("RFC 3261 §15.1.2 a BYE comes while the call rings", () => {
    test("it is answered 200, and the INVITE 487 [BYE-15.1.2-d] [RAC-A] [RAC-3.1.3] [DLG-12.2.2-i]", () => {
      const { alice, bob, core, ladder } = callFlow();

      alice.invites({ offer });
      bob.rings();
      alice.hangsUp();
      alice.acknowledges();

      expect(alice.received(487).toTag).toBe(alice.received(180).toTag);
      expect(core.dialogs.size).toBe(0);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
    });

    test("with a CANCEL on its heels there is still one 487 [RAC-A]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.rings();
      alice.hangsUp();
      alice.cancels();
      alice.acknowledges();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.0  |-- ACK -------------------->|
    `);
    });

    test("after it the INVITE cannot be answered any more", () => {
      const { alice, bob } = callFlow();

      alice.invites({ offer });
      bob.rings();
      alice.hangsUp();

      expect(() => bob.accepts({ answer })).toThrow(/cannot send 200/);
      alice.acknowledges();
    });
  });

  describe("a forked call that one branch has lost (RFC 5407, appendix A)", () => {
    test("is answered here all the same, and ended by the caller at once [RAC-A]", () => {
      const { alice, bob, ladder } = callFlow();

      // The caller has ended the early dialog of another branch; this one's 200 was under way.
      alice.invites({ offer });
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["remote-bye"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
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

    test("is ended even before the ACK of it arrives [RAC-A]", () => {
      const { alice, bob, wait, wire, ladder } = callFlow();
      wire.delays("ACK", 100);

      alice.invites({ offer });
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();
      wait(40_000);

      expect(bob.terminations.map(({ cause }) => cause)).toEqual(["remote-bye"]);
      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK --...                |
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.1  |                ...-- ACK ->|
    `);
    });

    test("the other way round there is one 487 as well, and the BYE finds nothing to end any more [RAC-A]", () => {
      const { alice, bob, ladder } = callFlow();

      alice.invites({ offer });
      bob.rings();
      alice.cancels();
      alice.hangsUp();
      alice.acknowledges();

      expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- ACK -------------------->|
    `);
    });
  });
});
