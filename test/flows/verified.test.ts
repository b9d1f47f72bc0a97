import { describe, expect, test } from "vitest";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { isPublicTarget } from "../../src/user-agent/public-target.js";
import { type RequestCheck } from "../../src/user-agent/request-policy.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

function codes({ diagnostics }: CallFlow): unknown[] {
  return diagnostics.filter(({ reason }) => reason === "refused").map(({ code }) => code);
}

const barStrangers: RequestCheck = (message) =>
  message.from.uri.user === "alice" ? undefined : { code: "policy", statusCode: 403 };

describe("RFC 3261 §8.2 an INVITE is looked at before anybody rings", () => {
  test("the application's own checks come last, and nobody is asked after a refusal", () => {
    const asked: string[] = [];
    const flow = callFlow({
      configuration: {
        inviteChecks: [barStrangers, (message) => void asked.push(message.from.uri.user ?? "")],
      },
    });

    flow.alice.invites({ offer, from: "<sip:mallory@example.org>" });
    flow.alice.acknowledges();
    flow.alice.invites({ offer, headers: { Require: "foo" } });
    flow.alice.acknowledges();
    flow.alice.invites({ offer });
    flow.bob.rejects();
    flow.alice.acknowledges();

    expect(flow.ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 403 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
    `);
    expect(codes(flow)).toEqual(["policy", "bad-extension"]);
    expect(asked).toEqual(["alice"]);
  });

  test("they are not asked about a re-INVITE", () => {
    const flow = establishedCall({ configuration: { inviteChecks: [barStrangers] } });

    flow.alice.reinvites({ offer: secondOffer, from: "<sip:mallory@example.org>" });
    flow.bob.rejects();
    flow.alice.acknowledges();
    flow.alice.hangsUp();

    expect(flow.bob.requests).toHaveLength(2);
  });

  test.each<[string, RequestCheck]>([
    [
      "throws",
      () => {
        throw new Error("oh");
      },
    ],
    ["gives a status code that no refusal has", () => ({ code: "policy", statusCode: 200 })],
    ["gives a status code that no response has", () => ({ code: "policy", statusCode: 700 })],
    ["gives what breaks a line", () => ({ code: "policy", statusCode: 403, reasonPhrase: "a\r\nb: c" })],
    ["leaves out what the code needs", () => ({ code: "policy", statusCode: 401 })],
  ])("one that %s is a 500 [UAS-21.5.1-a] [SEC-3261-26-a]", (_title, check) => {
    const flow = callFlow({ configuration: { inviteChecks: [check] } });

    flow.alice.invites({ offer });
    flow.alice.acknowledges();

    expect(flow.alice.received(500).statusCode).toBe(500);
    expect(codes(flow)).toEqual(["handler-failed"]);
    expect(flow.diagnostics.map(({ reason }) => reason)).toContain("application-error");
    expect(() => flow.end()).toThrow();
  });

  test("reliable provisional responses may be asked for: 421 where the caller has none (RFC 3262 §4)", () => {
    const flow = callFlow({ configuration: { requireReliable: true, capabilities: { optionTags: ["100rel"] } } });

    flow.alice.invites({ offer });
    flow.alice.acknowledges();

    expect(flow.alice.received(421).getHeader("require")).toBe("100rel");
    expect(codes(flow)).toEqual(["extension-required"]);
    expect(flow.core.transactions.size).toBe(0);
  });
});

describe("RFC 3261 §26.1.5 where requests of ours may go", () => {
  const configuration = { acceptTarget: isPublicTarget };

  test.each([
    { Contact: "<sip:alice@127.0.0.1:22>" },
    { "Record-Route": "<sip:[::1];lr>" },
    { "Record-Route": "<sip:p1.example.org;lr>, <sip:169.254.169.254;lr>" },
  ])("%j is refused with 400 where the guard is set [SEC-3261-26.1.5-d]", (given) => {
    const flow = callFlow({ configuration });

    flow.alice.invites({ offer, headers: given });
    flow.alice.acknowledges();

    expect(flow.alice.received(400).reasonPhrase).toBe("Target Not Allowed");
    expect(codes(flow)).toEqual(["target-not-allowed"]);
  });

  test("a re-INVITE cannot move the call there either, and the call goes on [SEC-3261-26.1.5-d] [ORD-3261-8.2-a]", () => {
    const { alice, bob, ladder } = establishedCall({ configuration });

    alice.reinvites({ offer: secondOffer, headers: { Contact: "<sip:alice@127.0.0.1:22>" } });
    alice.acknowledges();
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 400 --|
        0.0  |-- ACK -------------------->|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
    expect(alice.received("BYE").ruri.host).toBe("pc1.example.org");
  });

  test("without it every target is taken", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { Contact: "<sip:alice@127.0.0.1:22>" } });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").statusCode).toBe(200);
  });
});
