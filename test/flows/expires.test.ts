import { describe, expect, test } from "vitest";
import { LoggerFactory } from "../../src/environment/logger.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §13.3.1 an INVITE that expires", () => {
  test("gets 487 when its time is up before it is answered", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 10 } });
    bob.rings();
    wait(10_000);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       10.0  |<-------------------- 487 --|
       10.0  |                            | Terminated
       10.0  |-- ACK -------------------->|
    `);
  });

  test("does not once it is answered", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 10 } });
    wait(9_900);
    bob.accepts({ answer });
    wait(200);
    alice.acknowledges();
    wait(60_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        9.9  |<------------- 200 answer --|
        9.9  |                            | AckWait
       10.1  |-- ACK -------------------->|
       10.1  |                            | onAck, Confirmed
       70.1  |-- BYE -------------------->|
       70.1  |                            | onBye
       70.1  |<-------------------- 200 --|
       70.1  |                            | Terminated
    `);
  });

  test("alerts nobody when it has expired already", () => {
    const { alice, ladder } = callFlow();

    alice.invites({ offer, headers: { Expires: 0 } });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
    `);
  });

  test.each(["soon", "-1", "4294967296"])("rings on with an Expires of %s that cannot be read", (expires) => {
    const { alice, bob, wait, core } = callFlow();

    alice.invites({ offer, headers: { Expires: expires } });
    bob.rings();
    wait(50_000);
    const { size } = core.dialogs;
    bob.rejects();
    alice.acknowledges();

    expect(size).toBe(1);
  });
});

describe("RFC 3261 §13.3.1.1 an INVITE that nobody answers", () => {
  test("is refreshed every minute by what was sent last", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(30_000);
    bob.progresses({ answer });
    wait(125_000);
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       30.0  |<------------- 183 answer --|
       90.0  |<------------- 183 answer --|
      150.0  |<------------- 183 answer --|
      155.0  |<-------------------- 486 --|
      155.0  |                            | Terminated
      155.0  |-- ACK -------------------->|
    `);
  });

  test("is refreshed by a 183 of ours where the application has sent nothing", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    wait(61_000);
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
       60.0  |<-------------------- 183 --|
       61.0  |<-------------------- 486 --|
       61.0  |-- ACK -------------------->|
    `);
  });

  test("is refused when the configured time is up", () => {
    const { alice, bob, wait, ladder } = callFlow({ configuration: { answerTimeout: 20_000 } });

    alice.invites({ offer });
    bob.rings();
    wait(20_000);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       20.0  |<-------------------- 480 --|
       20.0  |                            | Terminated
       20.0  |-- ACK -------------------->|
    `);
  });

  test.each([
    ["Expires is sooner", 5, 5_000, 487, "expired"],
    ["both are due at once", 20, 20_000, 487, "expired"],
    ["the configured time is up sooner", 30, 20_000, 480, "answer-timeout"],
    ["Expires cannot be read", "soon", 20_000, 480, "answer-timeout"],
  ])("%s: it is refused then, and not before [LIM-0-0-i]", (_title, expires, due, statusCode, code) => {
    const { alice, bob, wait, diagnostics } = callFlow({ configuration: { answerTimeout: 20_000 } });

    alice.invites({ offer, headers: { Expires: expires } });
    bob.rings();
    wait(due - 1);
    const before = alice.responses.length;
    wait(1);
    alice.acknowledges();

    expect(before).toBe(1);
    expect(alice.received(statusCode).statusCode).toBe(statusCode);
    expect(diagnostics.at(-1)).toMatchObject({ reason: "refused", code, statusCode });
  });

  test("whose time is up is named in a warning [LIM-0-0-i] [LIM-0-0-l]", () => {
    const lines: unknown[] = [];
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.connector = (level, _category, _label, content) => level === "warn" && lines.push(content);
    const { alice, wait, diagnostics } = callFlow({ configuration: { answerTimeout: 20_000, loggerFactory } });

    alice.invites({ offer, callId: "one-of-many" });
    wait(20_000);
    alice.acknowledges();

    expect(diagnostics).toMatchObject([
      { reason: "unanswered", method: "INVITE", callId: "one-of-many" },
      { reason: "refused", code: "answer-timeout", callId: "one-of-many" },
    ]);
    expect(lines).toEqual(["INVITE one-of-many was not answered in 20 s"]);
  });

  test("a re-INVITE gets a 488, which ends no call (RFC 5057 §5.1) [LIM-0-0-i]", () => {
    const { alice, wait, ladder, diagnostics } = establishedCall({ configuration: { answerTimeout: 20_000 } });

    alice.reinvites({ offer: secondOffer });
    wait(20_000);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
       20.0  |<-------------------- 488 --|
       20.0  |-- ACK -------------------->|
       20.0  |-- BYE -------------------->|
       20.0  |                            | onBye
       20.0  |<-------------------- 200 --|
       20.0  |                            | Terminated
    `);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["unanswered", "refused"]);
  });
});
