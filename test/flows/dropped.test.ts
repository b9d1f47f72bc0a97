import { describe, expect, test } from "vitest";
import { TransactionStateError } from "../../src/errors.js";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const drop = (request: IncomingRequest): void => request.drop();

describe("RFC 3261 §21.5.4 a request that is dropped", () => {
  test("an INVITE gets no response, not even a 100; its copies are absorbed for 64*T1 [OVL-3261-21.5.4-a]", () => {
    const { alice, wait, core, clock, ladder } = callFlow({ delegate: { onInvite: drop } });

    alice.invites({ offer });
    for (const pause of [500, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      wait(pause);
      alice.repeats("INVITE");
    }
    const before = core.transactions.size;
    wait(500);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.5  |-- INVITE offer ----------->|
        1.5  |-- INVITE offer ----------->|
        3.5  |-- INVITE offer ----------->|
        7.5  |-- INVITE offer ----------->|
       15.5  |-- INVITE offer ----------->|
       31.5  |-- INVITE offer ----------->|
    `);
    expect(before).toBe(1);
    expect([core.transactions.size, core.servers.size, clock.pendingNames]).toEqual([0, 0, []]);
  });

  test("over a reliable transport nothing is repeated: it is forgotten at once", () => {
    const { alice, wait, core, clock } = callFlow({ protocol: "TCP", delegate: { onInvite: drop } });

    alice.invites({ offer });
    wait(0);

    expect(alice.responses).toEqual([]);
    expect([core.transactions.size, core.servers.size, clock.pendingNames]).toEqual([0, 0, []]);
  });

  test("its CANCEL gets no response either", () => {
    const told: string[] = [];
    const { alice, diagnostics } = callFlow({
      delegate: {
        onInvite: (request) => {
          request.delegate = { onCancel: () => told.push("onCancel"), onLateCancel: () => told.push("onLateCancel") };
          request.drop();
        },
      },
    });

    alice.invites({ offer });
    alice.cancels();

    expect(alice.responses).toEqual([]);
    expect([told, diagnostics]).toEqual([[], []]);
  });

  test("after it has rung, the early session is over, and each is told once", () => {
    const told: unknown[] = [];
    const { alice, bob, wait, ladder, core } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.does((session, request) => {
      session.delegate = { onTerminated: ({ cause, statusCode }) => told.push(["session", cause, statusCode]) };
      request.delegate = { onTerminated: ({ cause, statusCode }) => told.push(["request", cause, statusCode]) };
      request.drop();
    });
    wait(32_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early, Terminated
    `);
    expect(told).toEqual([
      ["session", "dropped", undefined],
      ["request", "dropped", undefined],
    ]);
    expect(core.dialogs.size).toBe(0);
  });

  test("a reliable provisional response of it is not repeated any more", () => {
    const { alice, bob, wait } = callFlow({ configuration: { capabilities: { optionTags: ["100rel"] } } });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    const { acknowledged } = bob.request.progress({ statusCode: 183, reliable: true });
    bob.request.drop();
    wait(32_000);

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([183]);
    return expect(acknowledged).resolves.toEqual({ kind: "unacknowledged", reason: "ended" });
  });

  test.each(["MESSAGE", "OPTIONS"])("%s gets no response, and no 100 of a response before", (method) => {
    const delegate = { onMessage: drop, onOptions: drop };
    const { alice, wait, core, clock } = callFlow({ delegate });

    alice.sends(method);
    wait(10_000);
    alice.repeats(method);
    wait(22_000);

    expect(alice.responses).toEqual([]);
    expect([core.transactions.size, clock.pendingNames]).toEqual([0, []]);
  });

  test("a MESSAGE that was answered 100 meanwhile is silent from then on", () => {
    const kept: IncomingRequest[] = [];
    const { alice, wait } = callFlow({ delegate: { onMessage: (request) => void kept.push(request) } });

    alice.sends("MESSAGE");
    wait(4_000);
    kept[0]?.drop();
    alice.repeats("MESSAGE");
    wait(32_000);

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([100]);
  });
});

describe("a request that can no longer be dropped", () => {
  test.each([
    ["has been accepted", { accept: true }],
    ["has been refused", { accept: false }],
  ])("one that %s", (_title, { accept }) => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });
    if (accept) bob.accepts({ answer });
    else bob.rejects();

    expect(() => bob.request.drop()).toThrow(TransactionStateError);
    alice.acknowledges();
    if (accept) alice.hangsUp();
  });

  test("one that was cancelled, or dropped before", () => {
    const { alice, bob, wait } = callFlow();
    alice.invites({ offer });
    alice.cancels();

    expect(() => bob.request.drop()).toThrow(/^cannot drop: INVITE server transaction \S+ has been cancelled$/);
    alice.acknowledges();

    alice.invites({ offer, callId: "another" });
    bob.request.drop();
    expect(() => bob.request.drop()).toThrow(/has been dropped$/);
    expect(() => bob.request.reject()).toThrow(/^cannot send 486: .* has been dropped$/);
    wait(32_000);
  });
});

describe("a request inside a dialog may be dropped", () => {
  test("a re-INVITE: all is as before, and the next one is served (RFC 3261 §14.2)", () => {
    const { alice, bob, ladder, wait } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.request.drop();
    wait(1_000);
    alice.reinvites({ offer: secondOffer });
    bob.rejects();
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        1.0  |-- INVITE offer ----------->|
        1.0  |                            | onInvite
        1.0  |<-------------------- 486 --|
        1.0  |-- ACK -------------------->|
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("an INFO: the call may end before and after", () => {
    const { alice, wait, core } = establishedCall({ session: { onInfo: drop } });

    alice.sends("INFO");
    alice.hangsUp();
    wait(32_000);

    expect(alice.responses.map(({ statusCode, method }) => `${statusCode} ${method}`)).toEqual([
      "200 INVITE",
      "200 BYE",
    ]);
    expect(core.transactions.size).toBe(0);
  });
});
