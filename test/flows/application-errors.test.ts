import { describe, expect, test } from "vitest";
import { type SessionDelegate } from "../../src/dialog/session.js";
import { answer, offer } from "../../src/testing/index.js";
import { type UserAgentCoreDelegate } from "../../src/user-agent/user-agent-core-delegate.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

const oh = (): never => {
  throw new Error("oh");
};

// The type of a handler says nothing of promises; an application may well give one whose promise nobody awaits.
const failing = (async (): Promise<void> => {
  await Promise.resolve();
  oh();
}) as () => void;

/** Lets promises settle; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe("RFC 3261 §21.5.1 an application that throws", () => {
  test("leaves no INVITE without a final response, and is told what it threw [UAS-21.5.1-a]", () => {
    const { alice, ladder, diagnostics, end } = callFlow({ delegate: { onInvite: oh } });

    alice.invites({ offer });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 500 --|
        0.0  |-- ACK -------------------->|
    `);
    expect(diagnostics).toMatchObject([
      { reason: "application-error", message: "onInvite threw: Error: oh" },
      { reason: "refused", code: "handler-failed", statusCode: 500 },
    ]);
    end({ errors: 1 });
  });

  test("after it has answered changes nothing any more [UAS-21.5.1-a]", () => {
    const onInvite: UserAgentCoreDelegate["onInvite"] = (request) => {
      request.reject({ statusCode: 603 });
      oh();
    };
    const { alice, end } = callFlow({ delegate: { onInvite } });

    alice.invites({ offer });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([603]);
    end({ errors: 1 });
  });

  test.each(["onMessage", "onOptions", "onNotify", "onRefer", "onPublish", "onRegister", "onSubscribe"])(
    "in %s answers 500 [UAS-21.5.1-a]",
    (handler) => {
      const { alice, end } = callFlow({ delegate: { [handler]: oh } });

      alice.sends(handler.slice(2).toUpperCase());

      expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([500]);
      end({ errors: 1 });
    },
  );

  test.each(["onInfo", "onMessage", "onNotify", "onRefer", "onUpdate"])(
    "in %s of a session answers 500, and the call goes on [UAS-21.5.1-a]",
    (handler) => {
      const { alice, end } = establishedCall({ session: { [handler]: oh } });

      alice.sends(handler.slice(2).toUpperCase());
      alice.hangsUp();

      expect(alice.responses.map(({ statusCode }) => statusCode).slice(1)).toEqual([500, 200]);
      end({ errors: 1 });
    },
  );

  test("over a BYE loses the call all the same [UAS-21.5.1-a]", () => {
    const { alice, core, end } = establishedCall({ session: { onBye: oh } });

    alice.hangsUp();

    expect(alice.received(500, "BYE").reasonPhrase).toBe("Server Internal Error");
    expect(core.dialogs.size).toBe(0);
    end({ errors: 1 });
  });

  test("over a CANCEL still has the INVITE refused [CAN-9.2-d]", () => {
    const onInvite: UserAgentCoreDelegate["onInvite"] = (request) => {
      request.delegate = { onCancel: oh };
    };
    const { alice, end } = callFlow({ delegate: { onInvite } });

    alice.invites({ offer });
    alice.cancels();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 487]);
    end({ errors: 1 });
  });

  test("over an ACK keeps the call", () => {
    const { alice, bob, end } = callFlow({ session: { onAck: oh } });

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    const { sessionState } = bob.session;
    alice.hangsUp();

    expect(sessionState).toBe("Confirmed");
    end({ errors: 1 });
  });

  test("over whether a request is for us is a 500", () => {
    const { alice, end } = callFlow({ configuration: { acceptRequestUri: oh } });

    alice.invites({ offer });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([500]);
    end({ errors: 1 });
  });
});

describe("RFC 3261 §21.5.1 an application whose promise fails", () => {
  test("leaves no INVITE without a final response [UAS-21.5.1-a]", async () => {
    const { alice, ladder, diagnostics, end } = callFlow({ delegate: { onInvite: failing } });

    alice.invites({ offer });
    await settle();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 500 --|
        0.0  |-- ACK -------------------->|
    `);
    expect(diagnostics).toMatchObject([
      { reason: "application-error", message: "onInvite threw: Error: oh" },
      { reason: "refused", code: "handler-failed", statusCode: 500 },
    ]);
    end({ errors: 1 });
  });

  test.each<[string, SessionDelegate]>([
    ["INFO", { onInfo: failing }],
    ["MESSAGE", { onMessage: failing }],
  ])("leaves no %s without one [UAS-21.5.1-a]", async (method, session) => {
    const { alice, end } = establishedCall({ session });

    alice.sends(method);
    await settle();
    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode).slice(1)).toEqual([500, 200]);
    end({ errors: 1 });
  });

  test("after it has answered changes nothing any more", async () => {
    const { alice, bob, end } = callFlow({ delegate: { onInvite: failing } });

    alice.invites({ offer });
    bob.rejects(603);
    await settle();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([603]);
    end({ errors: 1 });
  });
});
