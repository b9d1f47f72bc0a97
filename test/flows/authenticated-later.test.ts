import { describe, expect, test } from "vitest";
import { answer, CountingRandom, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type DigestSecret } from "../../src/user-agent/digest/digest-options.js";
import { answerTo, type AnswerOptions, challengeOf, deskOf } from "../user-agent/digest/support.js";
import { callFlow } from "../testing/flow.js";

interface SlowFlow extends CallFlow {
  /** Alice is challenged, and asks again with credentials; the look-up is open when this returns. */
  readonly invitesWithCredentials: (options?: AnswerOptions) => void;
  /** The look-up ends; what follows from it has happened when this returns. */
  readonly finds: (secret: DigestSecret | undefined) => Promise<void>;
  readonly fails: (error: Error) => Promise<void>;
  /** Whom was looked for. */
  readonly lookups: readonly string[];
}

/** A call whose caller is looked up in a place that answers when the test says so. */
function slowFlow(options: CallFlowOptions = {}): SlowFlow {
  const lookups: string[] = [];
  let settle: { resolve(secret: DigestSecret | undefined): void; reject(error: Error): void } | undefined;
  const { challenger } = deskOf({
    lookup: (user) => {
      lookups.push(user);
      return new Promise<DigestSecret | undefined>((resolve, reject) => (settle = { resolve, reject }));
    },
  });
  const flow = callFlow({ ...options, configuration: { ...options.configuration, authenticator: challenger } });
  const { alice } = flow;
  return {
    ...flow,
    invitesWithCredentials: (answerOptions) => {
      alice.invites({ offer });
      alice.acknowledges();
      flow.ladder.clear();
      alice.invites({ offer, headers: { Authorization: answerTo(challengeOf(alice.received(401)), answerOptions) } });
    },
    finds: (secret) => {
      settle?.resolve(secret);
      return turns();
    },
    fails: (error) => {
      settle?.reject(error);
      return turns();
    },
    lookups,
  };
}

/** Lets everything happen that follows from a promise. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe("RFC 7616 §3.6 a user who is looked up somewhere else", () => {
  test("meanwhile there is a 100 and nothing else, copies are absorbed; then it rings, once [AUT-7616-3.6-a] [AUT-3261-22.2-b]", async () => {
    const { alice, bob, wait, ladder, ...flow } = slowFlow();

    flow.invitesWithCredentials();
    wait(500);
    alice.repeats("INVITE");
    wait(2_500);
    await flow.finds("wonderland");
    bob.rings();
    alice.repeats("INVITE");
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.2  |<-------------------- 100 --|
        0.5  |-- INVITE offer ----------->|
        0.5  |<-------------------- 100 --|
        3.0  |                            | onInvite
        3.0  |<-------------------- 180 --|
        3.0  |                            | Early
        3.0  |-- INVITE offer ----------->|
        3.0  |<-------------------- 180 --|
        3.0  |<------------- 200 answer --|
        3.0  |                            | AckWait
        3.0  |-- ACK -------------------->|
        3.0  |                            | onAck, Confirmed
        3.0  |-- BYE -------------------->|
        3.0  |                            | onBye
        3.0  |<-------------------- 200 --|
        3.0  |                            | Terminated
    `);
    expect(flow.lookups).toEqual(["alice"]);
    expect(bob.request.authenticatedUser).toBe("alice");
    expect(bob.requests).toHaveLength(1);
  });

  test("who has sent a wrong password is challenged in the transaction: repeated until the ACK [AUT-7616-3.6-a] [OVL-3261-17.1-a]", async () => {
    const { alice, bob, wait, ladder, ...flow } = slowFlow();

    flow.invitesWithCredentials({ password: "wrong" });
    await flow.finds("wonderland");
    wait(500);
    alice.repeats("INVITE");
    alice.acknowledges();
    wait(1_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 401 --|
        0.5  |<-------------------- 401 --|
        0.5  |-- INVITE offer ----------->|
        0.5  |<-------------------- 401 --|
        0.5  |-- ACK -------------------->|
    `);
    expect(challengeOf(alice.received(401))["stale"]).toBeUndefined();
    expect(flow.lookups).toEqual(["alice"]);
    expect(bob.requests).toEqual([]);
  });

  test("a CANCEL meanwhile works, and nobody is alerted afterwards [AUT-3261-22.1-b]", async () => {
    const { alice, bob, wait, ladder, ...flow } = slowFlow();

    flow.invitesWithCredentials();
    wait(300);
    alice.cancels();
    alice.acknowledges();
    await flow.finds("wonderland");
    wait(1_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.2  |<-------------------- 100 --|
        0.3  |-- CANCEL ----------------->|
        0.3  |<-------------------- 200 --|
        0.3  |<-------------------- 487 --|
        0.3  |-- ACK -------------------->|
    `);
    expect(bob.requests).toEqual([]);
  });

  test("a look-up that fails is a 500, and the application is told", async () => {
    const { alice, bob, wait, ladder, diagnostics, end, ...flow } = slowFlow();

    flow.invitesWithCredentials();
    wait(300);
    await flow.fails(new Error("no database"));
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.2  |<-------------------- 100 --|
        0.3  |<-------------------- 500 --|
        0.3  |-- ACK -------------------->|
    `);
    expect(bob.requests).toEqual([]);
    expect(diagnostics.slice(1).map(({ message }) => message)).toEqual([
      "authenticator threw: Error: no database",
      "INVITE answered 500: handler-failed",
    ]);
    end({ errors: 1 });
  });

  test.each([
    [undefined, 10_000],
    [2_000, 2_000],
  ])("one that never ends is a 500: with a limit of %s, after %s ms", async (authenticationTimeout, duration) => {
    const { alice, bob, wait, diagnostics, end, ...flow } = slowFlow({ configuration: { authenticationTimeout } });

    flow.invitesWithCredentials();
    wait(duration - 1);
    const before = alice.responses.map(({ statusCode }) => statusCode);
    wait(1);
    alice.acknowledges();
    await flow.finds("wonderland");

    expect(before).toEqual([401, 100]);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 100, 500]);
    expect(bob.requests).toEqual([]);
    expect(diagnostics.slice(1).map(({ message }) => message)).toEqual([
      "INVITE got no answer from the authenticator in time",
      "INVITE answered 500: handler-failed",
    ]);
    end({ errors: 1 });
  });

  test.each([0, -1, NaN])("%s is no limit: a TypeError before anything works", (authenticationTimeout) => {
    expect(() => new UserAgentCore({ authenticationTimeout })).toThrow("cannot use authenticationTimeout");
  });

  test("another request than INVITE waits alike, and is answered once", async () => {
    const { alice, ladder, ...flow } = slowFlow();
    alice.sends("MESSAGE");
    const Authorization = answerTo(challengeOf(alice.received(401)), { method: "MESSAGE" });

    alice.sends("MESSAGE", { headers: { Authorization } });
    alice.repeats("MESSAGE");
    await flow.finds("wonderland");
    alice.repeats("MESSAGE");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- MESSAGE ---------------->|
        0.0  |<-------------------- 401 --|
        0.0  |-- MESSAGE ---------------->|
        0.0  |-- MESSAGE ---------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- MESSAGE ---------------->|
        0.0  |<-------------------- 200 --|
    `);
    expect(flow.lookups).toEqual(["alice"]);
  });

  test("a copy that comes by another way meanwhile is merged", async () => {
    const { alice, bob, ...flow } = slowFlow();

    flow.invitesWithCredentials();
    alice.sendsText((alice.sent.at(-1) ?? "").replace(/branch=\w+/, "branch=z9hG4bKfork"));
    await flow.finds("wonderland");
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 482, 486]);
    expect(flow.lookups).toEqual(["alice"]);
  });

  test("who is let in is looked at like anybody else", async () => {
    const { alice, core, bob, ...flow } = slowFlow({ configuration: { acceptRequestUri: () => false } });

    flow.invitesWithCredentials();
    await flow.finds("wonderland");

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 404]);
    expect([core.transactions.size, bob.requests]).toEqual([1, []]);
  });

  test("a refusal that cannot be sent is a 500 [AUT-3261-22.2-a]", async () => {
    const refusal = { code: "unauthenticated", statusCode: 401 } as const;
    const authenticator = { authenticate: () => Promise.resolve({ kind: "challenge", refusal } as const) };
    const { alice, end } = callFlow({ configuration: { authenticator } });

    alice.invites({ offer });
    await turns();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([500]);
    end({ errors: 1 });
  });

  test("what the authenticator does not want to know, after all, is let in without a user", async () => {
    const { alice, bob } = callFlow({
      configuration: { authenticator: { authenticate: () => Promise.resolve(undefined) } },
    });

    alice.invites({ offer });
    await turns();
    bob.rejects();
    alice.acknowledges();

    expect(bob.request.authenticatedUser).toBeUndefined();
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486]);
  });

  test("a bug of ours that shows only then is told, and no promise fails unheard", async () => {
    const random = new CountingRandom();
    const { diagnostics, end, ...flow } = slowFlow({ random });
    flow.invitesWithCredentials();
    random.token = () => {
      throw new Error("no more tags");
    };

    await flow.finds("wonderland");

    expect(diagnostics.at(-1)).toMatchObject({ reason: "internal-error", message: "a bug: Error: no more tags" });
    end({ errors: 1 });
  });

  test("a core that is disposed of meanwhile answers nobody", async () => {
    const { alice, core, bob, clock, ...flow } = slowFlow();

    flow.invitesWithCredentials();
    const disposal = core.dispose();
    await flow.finds("wonderland");

    expect(disposal).toEqual({ sessions: 0, requests: 1, transactions: 1 });
    expect([alice.responses.length, bob.requests.length, clock.pendingNames]).toEqual([1, 0, []]);
  });
});
