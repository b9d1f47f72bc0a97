import { describe, expect, test } from "vitest";
import { SessionStateError } from "../../src/errors.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

function ringing(): CallFlow {
  const flow = callFlow();
  flow.alice.invites({ offer });
  flow.bob.rings();
  flow.ladder.clear();
  return flow;
}

function unacknowledged(): CallFlow {
  const flow = callFlow();
  flow.alice.invites({ offer });
  flow.bob.accepts({ answer });
  flow.ladder.clear();
  return flow;
}

describe("RFC 3261 §15 our user hangs up", () => {
  test("while it rings: the INVITE is refused, and there is no BYE [INV-15-a] [BYE-15-a]", () => {
    const { alice, bob, core, wait, ladder } = ringing();

    bob.ends();
    alice.acknowledges();
    wait(40_000);

    expect(core.dialogs.size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- 480 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("while it rings, with a word of its own", () => {
    const { alice, bob } = ringing();

    bob.does((session) => session.end({ statusCode: 603, extraHeaders: ["Reason: Q.850;cause=21"] }));
    alice.acknowledges();

    expect(alice.received(603).getHeader("Reason")).toBe("Q.850;cause=21");
  });

  test("before the ACK: the BYE waits for it [BYE-15-b]", () => {
    const { alice, bob, wait, ladder } = unacknowledged();

    wait(100);
    bob.ends();
    wait(1_000);
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.5  |<------------- 200 answer --|
        1.1  |-- ACK -------------------->|
        1.1  |                            | onAck
        1.1  |<-------------------- BYE --|
        1.1  |                            | Terminated
        1.1  |-- 200 -------------------->|
    `);
  });

  test("before an ACK that never comes: the BYE goes after 64*T1 [BYE-15-b]", () => {
    const { alice, bob, wait, ladder } = unacknowledged();

    bob.does((session) => session.end({ extraHeaders: ["Reason: SIP;cause=408"] }));
    wait(30_000);
    ladder.clear();
    wait(2_000);
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toBe("SIP;cause=408");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       31.5  |<------------- 200 answer --|
       32.0  |                            | onAckTimeout
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.0  |-- 200 -------------------->|
    `);
  });

  test("before the ACK, and a BYE comes instead of it: nothing of ours follows", () => {
    const { alice, bob, wait, ladder } = unacknowledged();

    bob.ends();
    alice.hangsUp();
    alice.acknowledges();
    wait(40_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("in a call: a BYE, and hanging up twice is hanging up once", () => {
    const { alice, bob, ladder } = establishedCall();

    bob.ends();
    bob.ends();
    alice.answers("BYE", 200);
    bob.ends();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });

  test("from within onAck: at once", () => {
    const flow = callFlow({ session: { onAck: () => flow.bob.session.end() } });
    const { alice, bob, ladder } = flow;

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });
});

describe("RFC 3261 §15 bye() where no BYE may be sent throws, and nothing is sent", () => {
  test.each([
    ["while it rings [BYE-15-a]", ringing, "Early"],
    ["before the ACK [BYE-15-b]", unacknowledged, "AckWait"],
  ])("%s", (_when, start, state) => {
    const { alice, bob, core, ladder } = start();

    expect(() => bob.session.bye()).toThrow(SessionStateError);

    expect(bob.session.sessionState).toBe(state);
    expect(ladder).toHaveLength(0);
    bob.session.dispose();
    core.dispose();
    expect(alice.requests).toEqual([]);
  });

  test("a second time", () => {
    const { alice, bob } = establishedCall();

    bob.hangsUp();
    expect(() => bob.session.bye()).toThrow(SessionStateError);

    expect(alice.requests).toHaveLength(1);
    alice.answers("BYE", 200);
    expect(() => bob.session.bye()).toThrow(SessionStateError);
  });

  test("after the peer's", () => {
    const { alice, bob } = establishedCall();

    alice.hangsUp();

    expect(() => bob.session.bye()).toThrow(/cannot send BYE: session .* is Terminated/);
    expect(alice.requests).toEqual([]);
  });
});

describe("a session that is disposed of", () => {
  test("says nothing to the peer, who is told 481 when it asks", () => {
    const { alice, bob, core, ladder } = establishedCall();

    bob.does((session) => session.dispose());
    alice.hangsUp();

    expect(core.dialogs.size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 481 --|
    `);
  });

  test("refuses whatever is asked of it, and end() does nothing", () => {
    const { alice, bob } = establishedCall();
    const { session } = bob;

    session.dispose();
    session.dispose();
    session.end();

    const asked = [
      () => session.bye(),
      () => session.info(),
      () => session.invite(),
      () => session.message(),
      () => session.notify(),
      () => session.prack(),
      () => session.refer(),
    ];
    for (const ask of asked) expect(ask).toThrow(SessionStateError);
    expect(alice.requests).toEqual([]);
  });

  test("before the ACK stops repeating the 2xx", () => {
    const { alice, bob, wait, ladder } = unacknowledged();

    bob.does((session) => session.dispose());
    wait(5_000);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |                            | Terminated
        5.0  |-- ACK -------------------->|
    `);
  });

  test("while it rings leaves the INVITE to be refused, and not to be accepted", () => {
    const { alice, bob, ladder } = ringing();

    bob.does((session) => session.dispose());
    expect(() =>
      bob.request.accept({ body: { contentDisposition: "session", contentType: "application/sdp", content: answer } }),
    ).toThrow(/cannot send 200/);
    bob.rejects(480);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |                            | Terminated
        0.0  |<-------------------- 480 --|
        0.0  |-- ACK -------------------->|
    `);
  });
});
