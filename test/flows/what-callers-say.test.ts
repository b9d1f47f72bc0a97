import { describe, expect, test } from "vitest";
import { formatPrivacy } from "../../src/message/header/privacy.js";
import { formatReason } from "../../src/message/header/reason.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const ALERT = "<urn:alert:service:call-waiting>";

describe("RFC 7462 §4.1 Alert-Info", () => {
  test("may stand in any provisional response but the 100 [ALT-7462-4.1-a]", () => {
    const { alice, bob, core } = callFlow();
    const extraHeaders = [`Alert-Info: ${ALERT}`];

    alice.invites({ offer });
    expect(() => bob.request.trying({ extraHeaders })).toThrow(TypeError);
    for (const statusCode of [180, 182, 199]) bob.progresses({ statusCode, extraHeaders });
    core.dispose();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 182, 199]);
    for (const response of alice.responses) expect(response.getHeader("Alert-Info")).toBe(ALERT);
  });

  test("of a stranger is told to the application and looked at by nobody else [ALT-3261-20.4-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { "Alert-Info": "<http://attacker.example/ring.wav>" } });
    wait(5_000);
    bob.rejects();
    alice.acknowledges();

    expect(bob.requests[0]?.message.getHeader("Alert-Info")).toBe("<http://attacker.example/ring.wav>");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        5.0  |<-------------------- 486 --|
        5.0  |-- ACK -------------------->|
    `);
  });

  test("in a re-INVITE rings nothing: it is a change of the call like any other [ALT-3261-14.2-a]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: { "Alert-Info": ALERT } });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
    alice.hangsUp();
  });
});

describe("RFC 5373 §3 Answer-Mode", () => {
  test("who requires it and is not understood gets 420 [ANM-5373-4.3.3-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { Require: "answermode", "Answer-Mode": "Auto;require" } });
    alice.acknowledges();

    expect(alice.received(420).getHeader("Unsupported")).toBe("answermode");
    expect(bob.requests).toEqual([]);
  });

  test("the 200 does not tell how the call was answered; and no call is answered by itself [ANM-5373-5.1-a] [ANM-5373-4-a]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer, headers: { "Answer-Mode": "Auto", "Priv-Answer-Mode": "Auto" } });
    wait(10_000);
    const unanswered = alice.responses.filter(({ statusCode }) => statusCode >= 200);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(unanswered).toEqual([]);
    expect(alice.received(200, "INVITE").hasHeader("Answer-Mode")).toBe(false);
    expect(alice.received(200, "INVITE").hasHeader("Priv-Answer-Mode")).toBe(false);
  });
});

describe("RFC 3323 §4.2 privacy", () => {
  test("Proxy-Require: privacy is no business of the callee's [PRV-3323-4.2-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { "Proxy-Require": "privacy", Privacy: "id;critical" } });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").statusCode).toBe(200);
  });

  test("Require: privacy does not exist [PRV-3323-4.2-b]", () => {
    const { alice } = callFlow();

    alice.invites({ offer, headers: { Require: "privacy" } });
    alice.acknowledges();

    expect(alice.received(420).getHeader("Unsupported")).toBe("privacy");
  });

  test("what the callee wants goes into its response [PRV-3323-4.2-c]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer, extraHeaders: [`Privacy: ${formatPrivacy(["id"])}`] });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").getHeader("Privacy")).toBe("id");
  });
});

describe("RFC 6432 §3 Reason in a response", () => {
  test("goes with any response but the 100, and changes nothing [RSN-6432-3-a]", () => {
    const { alice, bob } = callFlow();
    const extraHeaders = [`Reason: ${formatReason([{ protocol: "Q.850", cause: 17 }])}`];

    alice.invites({ offer });
    expect(() => bob.request.trying({ extraHeaders })).toThrow(TypeError);
    bob.rejects({ statusCode: 486, extraHeaders });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486]);
    expect(alice.received(486).getHeader("Reason")).toBe("Q.850;cause=17");
  });
});

describe("RFC 5009 §8 P-Early-Media", () => {
  test("changes nothing about offer and answer [EMD-5009-8-c]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { "P-Early-Media": "inactive" } });
    bob.accepts({ answer });
    alice.acknowledges();

    expect(alice.received(200, "INVITE").body).toBe(answer);
    expect([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]).toEqual([
      "Stable",
      offer,
      answer,
    ]);
    alice.hangsUp();
  });
});
