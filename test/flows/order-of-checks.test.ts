import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer, type CallFlow, offer, requestText } from "../../src/testing/index.js";
import { headers } from "../../src/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const codesOf = ({ alice }: CallFlow): number[] => alice.responses.map(({ statusCode }) => statusCode);

describe("RFC 3261 §8.2 a request that is refused leaves no trace", () => {
  test("a re-INVITE with a good description and a bad Require: target, description and call are as before [ORD-3261-8.2-a]", () => {
    const { alice, bob, ladder } = establishedCall();
    const before = bob.does((session) => [session.offer?.content, session.answer?.content, session.signalingState]);

    alice.reinvites({ offer: secondOffer, headers: { Require: "foo", Contact: "<sip:alice@elsewhere.example>" } });
    alice.acknowledges();
    const after = bob.does((session) => [session.offer?.content, session.answer?.content, session.signalingState]);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.0  |-- ACK -------------------->|
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
    expect(after).toEqual(before);
    expect(alice.received("BYE").ruri.host).toBe("pc1.example.org");
  });

  test("an INVITE: no transaction, no dialog, no timer [ORD-3261-8.2-a]", () => {
    const { alice, core, clock } = callFlow();

    alice.invites({ offer, headers: { Require: "foo" } });

    expect([core.transactions.size, core.dialogs.size, clock.pendingNames]).toEqual([0, 0, []]);
  });
});

describe("RFC 3261 §8.2 strangers learn nothing before they have said who they are", () => {
  const authenticator = {
    authenticate: () => ({
      kind: "challenge" as const,
      refusal: {
        code: "unauthenticated" as const,
        statusCode: 401,
        extraHeaders: ['WWW-Authenticate: Digest realm="tea", nonce="1"'],
      },
    }),
  };

  test.each([
    ["a method", "FOO", {}],
    ["a scheme", "OPTIONS", { requestUri: "foo:bar" }],
    ["an extension", "INVITE", { headers: { Require: "foo" } }],
    ["a body", "INVITE", { body: "?", contentType: "a/b" }],
    ["a Contact", "INVITE", { headers: { Contact: undefined } }],
  ])("%s that is not served: 401 all the same [ORD-3261-8.2-b]", (_title, method, options) => {
    const flow = callFlow({ configuration: { authenticator } });

    flow.alice.sends(method, options);

    expect(codesOf(flow)).toEqual([401]);
  });
});

describe("RFC 3261 §8.2.2.3 what is not required of whom", () => {
  test("CANCEL and ACK are not asked what they require [ORD-3261-8.2.2.3-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    alice.cancels({ headers: { Require: "foo" } });
    alice.acknowledges({ headers: { Require: "foo" } });
    alice.invites({ offer, callId: "another" });
    bob.accepts({ answer });
    alice.acknowledges({ callId: "another", headers: { Require: "foo" } });
    alice.hangsUp({ callId: "another" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
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

  test("Proxy-Require is for proxies: it is never looked at [ORD-3261-8.2.2.3-a]", () => {
    const flow = callFlow();

    flow.alice.sends("OPTIONS", { headers: { "Proxy-Require": "foo" } });

    expect(codesOf(flow)).toEqual([200]);
  });
});

describe("RFC 3261 §8.2.4 extensions are applied for whom has them", () => {
  const tags = fc.uniqueArray(fc.constantFrom("100rel", "timer", "replaces", "foo", "199"), { maxLength: 5 });
  const line = (list: readonly string[]): string | undefined => (list.length === 0 ? undefined : list.join(", "));

  test("no response requires what the request has not named, and each that applies 100rel says so [ORD-3261-8.2.4-a]", () => {
    fc.assert(
      fc.property(tags, tags, fc.boolean(), (supported, required, answered) => {
        const flow = callFlow({
          configuration: { capabilities: { optionTags: ["100rel", "timer"] } },
          atEnd: () => undefined,
        });
        const { alice, bob } = flow;
        alice.invites({
          offer,
          headers: { Supported: line(supported), Require: line(required), "Session-Expires": 1_800 },
        });
        if (bob.requests.length > 0) {
          bob.request.progress({ statusCode: 183, reliable: "if-supported" });
          if (answered) bob.accepts({ answer });
          else bob.rejects();
        }

        const named: readonly string[] = [...supported, ...required];
        for (const response of alice.responses) {
          const requires = response.all(headers.Require).map(String);
          expect(requires.filter((tag) => !named.includes(tag))).toEqual([]);
          expect(requires.includes("100rel")).toBe(response.hasHeader("RSeq"));
          // RFC 4028 §9: who refreshes without having said that it can, is not told to.
          const refreshed = response.getHeader("Session-Expires")?.includes("refresher=uac") === true;
          expect(requires.includes("timer")).toBe(refreshed);
        }
        flow.core.dispose();
      }),
      { seed: 3261, numRuns: 200 },
    );
  });
});

describe("what belongs to other elements", () => {
  test.each([';x;y="a;b"', ';oc;oc-algo="loss,rate"', ";alias;z=<", ";received-by=%41"])(
    "Via parameters %s are given back to the letter [LOP-5393-4.2-a] [OVL-7339-4.1-a]",
    (parameters) => {
      const { alice } = callFlow();
      const via = [
        "SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx1",
        `SIP/2.0/TCP p2.example.org;branch=z9hG4bKp2${parameters.replace("z=<", "z=1")}`,
      ];

      alice.sends("OPTIONS", { via });

      expect(alice.received(200).getHeaders("Via").at(-1)).toBe(via[1]);
    },
  );

  test("a top Via that offers overload control gets it back without a word [OVL-7339-4.1-a]", () => {
    const { alice } = callFlow();

    alice.sends("OPTIONS", { via: 'SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx1;oc;oc-algo="loss"' });

    expect(alice.received(200).getHeader("Via")).toMatch(/;oc;oc-algo="loss"(?:;received=192\.0\.2\.1)?$/);
  });

  test("Max-Breadth is no reason to refuse [OVL-5393-5.3.5-a]", () => {
    const flow = callFlow();

    flow.alice.invites({ offer, headers: { "Max-Breadth": 1 } });
    flow.bob.rejects(486);
    flow.alice.acknowledges();

    expect(codesOf(flow)).toEqual([486]);
  });

  test("nor is Max-Forwards 0 (RFC 4475 §3.3.11) [LOP-4475-3.3.11-a]", () => {
    const flow = callFlow();

    flow.alice.sends("OPTIONS", { headers: { "Max-Forwards": 0 } });

    expect(codesOf(flow)).toEqual([200]);
  });

  test("an INVITE that comes by two ways rings once: the other copy is 482 [LOP-3261-8.2.2.2-a]", () => {
    const flow = callFlow();
    const { alice, bob } = flow;

    alice.sendsText(requestText("INVITE", { branch: "z9hG4bKone", body: offer }));
    alice.sendsText(requestText("INVITE", { branch: "z9hG4bKtwo", body: offer }));
    bob.rejects();
    alice.sendsText(requestText("ACK", { branch: "z9hG4bKone", toTag: alice.received(486).toTag }));

    expect(codesOf(flow)).toEqual([482, 486]);
    expect(bob.requests).toHaveLength(1);
  });
});
