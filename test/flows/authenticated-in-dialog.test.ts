import { describe, expect, test } from "vitest";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { answerTo, type AnswerOptions, challengeOf, deskOf } from "../user-agent/digest/support.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";

const PASSWORDS: Readonly<Record<string, string>> = { alice: "wonderland", carol: "christmas" };

interface AuthenticatedCall extends CallFlow {
  /** Headers with credentials for the challenge that came last. */
  readonly credentials: (options: AnswerOptions) => { readonly headers: { readonly Authorization: string } };
  /** From now on users are found later. */
  readonly becomesSlow: () => void;
}

/** A call of alice's, answered and acknowledged, whose later requests are asked, too. */
function authenticatedCall(options: CallFlowOptions = {}): AuthenticatedCall {
  let slow = false;
  const { challenger } = deskOf({
    lookup: (user) => (slow ? Promise.resolve(PASSWORDS[user]) : PASSWORDS[user]),
  });
  const configuration = { authenticator: challenger, authenticateInDialog: true, ...options.configuration };
  const flow = callFlow({ ...options, configuration });
  const { alice, bob } = flow;
  const credentials: AuthenticatedCall["credentials"] = (answerOptions) => ({
    headers: { Authorization: answerTo(challengeOf(alice.received(401)), answerOptions) },
  });
  alice.invites({ offer });
  alice.acknowledges();
  alice.invites({ offer, ...credentials({}) });
  bob.accepts({ answer });
  alice.acknowledges();
  flow.ladder.clear();
  return { ...flow, credentials, becomesSlow: () => (slow = true) };
}

describe("RFC 3261 §26.1.4 requests in the dialog of a user who is known", () => {
  test("a forged BYE is challenged and the call lives; the user's own ends it [AUT-3261-26.1.4-a] [SEC-3261-26.1.4-b]", () => {
    const { alice, bob, ladder, credentials } = authenticatedCall();

    alice.hangsUp({ branch: "z9hG4bKforged", cseq: 9_999 });
    const state = bob.session.sessionState;
    alice.hangsUp({ cseq: 1_003, ...credentials({ method: "BYE" }) });

    expect(state).toBe("Confirmed");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 401 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("the nonce of the INVITE may be used on [AUT-3261-26.1.4-a] [EXT-8760-1]", () => {
    const { alice, credentials } = authenticatedCall();

    alice.hangsUp(credentials({ method: "BYE", nc: 2 }));

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 200, 200]);
  });

  test("another user's password is not enough [AUT-3261-26.1.4-a]", () => {
    const { alice, bob, credentials } = authenticatedCall();

    alice.hangsUp(credentials({ method: "BYE", user: "carol", password: "christmas", nc: 2 }));
    alice.repeats("BYE");
    const state = bob.session.sessionState;
    alice.hangsUp(credentials({ method: "BYE", nc: 3 }));

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 200, 403, 403, 200]);
    expect(state).toBe("Confirmed");
  });

  test("a re-INVITE is challenged like any other request, and changes nothing [AUT-3261-26.1.4-a] [ORD-3261-8.2-a]", () => {
    const { alice, bob, ladder, credentials } = authenticatedCall();

    alice.reinvites({ offer: secondOffer });
    alice.acknowledges();
    alice.reinvites({ offer: secondOffer, ...credentials({}) });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    alice.hangsUp(credentials({ method: "BYE", nc: 2 }));

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 401 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect(bob.requests.at(-1)?.authenticatedUser).toBe("alice");
  });

  test("over the connection of the INVITE nobody is asked again [AUT-3261-26.1.4-a]", () => {
    const { alice } = authenticatedCall({ protocol: "TCP" });

    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 200, 200]);
  });

  test("over another connection one is [AUT-3261-26.1.4-a]", () => {
    const call = authenticatedCall({ protocol: "TCP" });
    const { callId, remoteTag: fromTag, localTag: toTag } = call.bob.session;
    const { caller: eve } = call.joinedBy("eve");

    eve.sends("BYE", { callId, fromTag, toTag, cseq: 5_000 });

    expect(eve.responses.map(({ statusCode }) => statusCode)).toEqual([401]);
    expect(call.bob.session.sessionState).toBe("Confirmed");
    call.alice.hangsUp();
  });

  test("nobody is asked where that is not wanted [AUT-3261-26.1.4-a]", () => {
    const { alice } = authenticatedCall({ configuration: { authenticateInDialog: false } });

    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 200, 200]);
  });

  test("nor where the INVITE had no user", () => {
    const authenticator = { authenticate: () => undefined };
    const { alice, bob } = callFlow({ configuration: { authenticator, authenticateInDialog: true } });

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });

  test("while the user of a BYE is looked up the call goes on, and copies are absorbed", async () => {
    const { alice, bob, credentials, becomesSlow, ladder } = authenticatedCall();
    becomesSlow();

    alice.hangsUp(credentials({ method: "BYE", nc: 2 }));
    alice.repeats("BYE");
    const state = bob.session.sessionState;
    for (let i = 0; i < 20; i++) await Promise.resolve();
    alice.repeats("BYE");

    expect(state).toBe("Confirmed");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });
});
