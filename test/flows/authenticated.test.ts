import { describe, expect, test } from "vitest";
import { answer, type CallerRequestOptions, type CallFlow, offer } from "../../src/testing/index.js";
import { type IncomingInviteRequest } from "../../src/dialog/session.js";
import { type Authentication, type Authenticator } from "../../src/user-agent/authenticator.js";
import { answerTo, type AnswerOptions, challengeOf, challengesIn, deskOf } from "../user-agent/digest/support.js";
import { callFlow } from "../testing/flow.js";

function authenticatedFlow(authenticator: Authenticator = deskOf().challenger): CallFlow {
  return callFlow({ configuration: { authenticator } });
}

/** The header by which Alice answers the challenge that came last. */
function credentials({ alice }: CallFlow, options: AnswerOptions = {}): CallerRequestOptions {
  return { headers: { Authorization: answerTo(challengeOf(alice.received(401)), options) } };
}

describe("RFC 3261 §22.1, RFC 8760 §2.3 a caller is asked for the password", () => {
  test("a whole call: the ACK has the credentials of its INVITE, the BYE counts on [EXT-8760-1] [AUT-3261-22.2-b] [AUT-3261-22.1-c]", () => {
    const flow = authenticatedFlow(deskOf({ algorithms: ["SHA-256", "MD5"] }).challenger);
    const { alice, bob, ladder } = flow;

    alice.invites({ offer });
    alice.acknowledges();
    const first = credentials(flow);
    alice.invites({ offer, ...first });
    bob.rings();
    bob.accepts({ answer });
    alice.acknowledges(first);
    alice.hangsUp(credentials(flow, { method: "BYE", nc: 2 }));

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 401 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect(challengesIn(alice.received(401)).map(({ algorithm }) => algorithm)).toEqual(["SHA-256", "MD5"]);
    expect(bob.requests).toHaveLength(1);
    expect(bob.request.authenticatedUser).toBe("alice");
  });

  test("what is wrong is asked for again, each time by a new challenge [AUT-7616-3.3-c] [AUT-7616-3.4-c]", () => {
    const flow = authenticatedFlow();
    const { alice, bob, diagnostics } = flow;

    alice.invites({ offer });
    alice.invites({ offer, ...credentials(flow, { password: "wrong" }) });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    expect(new Set(alice.responses.map((response) => challengeOf(response)["nonce"])).size).toBe(2);
    expect(bob.requests).toEqual([]);
    expect(diagnostics).toMatchObject([
      { reason: "refused", code: "unauthenticated", statusCode: 401, message: "INVITE answered 401: unauthenticated" },
      { reason: "refused", code: "unauthenticated", statusCode: 401 },
    ]);
  });

  test("whoever is known may still be refused by the application [AUT-3261-22.1-f]", () => {
    const flow = authenticatedFlow();
    const { alice, bob } = flow;

    alice.invites({ offer });
    alice.invites({ offer, ...credentials(flow) });
    bob.rejects(403);
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 403]);
  });

  test.each(["OPTIONS", "MESSAGE", "REFER", "SUBSCRIBE", "PUBLISH", "REGISTER", "BYE", "FOO"])(
    "%s out of a dialog is asked, too, and lives in no transaction",
    (method) => {
      const { alice, core } = authenticatedFlow();

      alice.sends(method);

      expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401]);
      expect(core.transactions.size).toBe(0);
    },
  );

  test("RFC 7616 §3.4: what is malformed is a 400, with what it is about", () => {
    const { alice } = authenticatedFlow();

    alice.invites({ offer, headers: { Authorization: "Digest" } });

    expect(alice.received(400).reasonPhrase).toBe("Malformed Authorization header field");
  });

  test("a request that names a dialog nobody knows is not asked", () => {
    const { alice } = authenticatedFlow();

    alice.sends("BYE", { toTag: "unknown" });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([481]);
  });

  test("what the authenticator does not want to know is let in, without a user", () => {
    const { challenger } = deskOf();
    const { alice, bob, joinedBy } = authenticatedFlow({
      authenticate: (message, { remote }) =>
        remote?.host === "192.0.2.1" ? undefined : challenger.authenticate(message),
    });
    const { caller: eve } = joinedBy("eve");

    eve.invites({ offer });
    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();

    expect(eve.responses.map(({ statusCode }) => statusCode)).toEqual([401]);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486]);
    expect(bob.request.authenticatedUser).toBeUndefined();
  });
});

describe("RFC 3261 §26.3.2.4 a challenge keeps nothing", () => {
  test("each copy gets a 401 with the same tag, none is repeated, and the ACK ends there [AUT-3261-26.3.2.4-a] [UAS-8.2.7-a]", () => {
    const { alice, core, clock, diagnostics, wait, ladder } = authenticatedFlow();

    alice.invites({ offer });
    wait(500);
    alice.repeats("INVITE");
    alice.acknowledges();
    wait(32_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 401 --|
        0.5  |-- INVITE offer ----------->|
        0.5  |<-------------------- 401 --|
        0.5  |-- ACK -------------------->|
    `);
    expect(new Set(alice.responses.map(({ toTag }) => toTag)).size).toBe(1);
    expect([core.transactions.size, core.servers.size, clock.pendingNames]).toEqual([0, 0, []]);
    expect(diagnostics.filter(({ reason }) => reason === "stray-ack")).toEqual([]);
  });
});

describe("RFC 3261 §8.2 the order of checks", () => {
  test.each<[string, CallerRequestOptions]>([
    ["an extension that nobody has", { headers: { Require: "foo" } }],
    ["a body that nobody reads", { body: "x", contentType: "text/x" }],
    ["no Contact", { headers: { Contact: undefined } }],
    ["another scheme", { requestUri: "tel:+15551234" }],
    ["a user who is not here", { requestUri: "sip:carol@192.0.2.4" }],
  ])(
    "a stranger who asks with %s learns nothing but that a password is needed [ORD-3261-8.2-b] [UAS-8.2-a]",
    (_title, options) => {
      const asked: string[] = [];
      const { alice } = callFlow({
        configuration: { authenticator: deskOf().challenger, acceptRequestUri: (uri) => asked.push(String(uri)) < 0 },
      });

      alice.invites({ offer, ...options });

      expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401]);
      expect(asked).toEqual([]);
    },
  );

  test("who is let in is looked at like anybody else; a copy is no replay, but the transaction's [ORD-3261-8.2-b] [OVL-3261-17.1-a]", () => {
    const flow = authenticatedFlow();
    const { alice, wait, ladder } = flow;

    alice.invites({ offer });
    const { headers } = credentials(flow);
    ladder.clear();
    alice.invites({ offer, headers: { ...headers, Require: "foo" } });
    wait(300);
    alice.repeats("INVITE");
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.3  |-- INVITE offer ----------->|
        0.3  |<-------------------- 420 --|
        0.3  |-- ACK -------------------->|
    `);
  });

  test("a request of an unknown method is answered 501 once it is known who sends it", () => {
    const flow = authenticatedFlow();
    const { alice } = flow;

    alice.sends("FOO");
    alice.sends("FOO", credentials(flow, { method: "FOO" }));

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 501]);
  });

  test("the copy of an INVITE that came by another way is merged, not a replay [AUT-3261-22.2-b]", () => {
    const flow = authenticatedFlow();
    const { alice, bob } = flow;

    alice.invites({ offer });
    const first = credentials(flow);
    alice.invites({ offer, ...first });
    alice.invites({ offer, ...first, cseq: 1002, branch: "z9hG4bKfork" });
    bob.rejects();
    alice.acknowledges({ branch: "z9hG4bKfx002", response: alice.received(486) });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 482, 486]);
    expect(bob.requests).toHaveLength(1);
  });

  test("a repetition is the transaction's: the credentials in it are not looked at again [AUT-7616-3.4-a]", () => {
    const flow = authenticatedFlow();
    const { alice, bob } = flow;

    alice.invites({ offer });
    alice.invites({ offer, ...credentials(flow) });
    bob.rings();
    alice.repeats("INVITE");
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 180, 180, 486]);
  });
});

describe("RFC 3261 §22.1 what is never challenged", () => {
  test("a CANCEL [AUT-3261-22.1-b] [UAS-22.1-a]", () => {
    const flow = authenticatedFlow();
    const { alice, bob, ladder } = flow;

    alice.invites({ offer });
    alice.invites({ offer, ...credentials(flow) });
    ladder.clear();
    bob.rings();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("an ACK, with or without credentials, and what belongs to the dialog [AUT-3261-22.1-b] [ACK-22.1-a]", () => {
    const flow = authenticatedFlow();
    const { alice, bob, ladder } = flow;

    alice.invites({ offer });
    alice.invites({ offer, ...credentials(flow) });
    ladder.clear();
    bob.accepts({ answer });
    alice.acknowledges();
    alice.sends("INFO");
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });
});

describe("an authenticator that fails", () => {
  test.each<[string, Authenticator["authenticate"]]>([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    [
      "challenges without a challenge",
      () => ({ kind: "challenge", refusal: { code: "unauthenticated", statusCode: 401 } }),
    ],
    [
      "breaks a line",
      () => ({ kind: "refuse", refusal: { code: "forbidden", statusCode: 403, reasonPhrase: "No\r\nTo: x" } }),
    ],
    // Proof for the assertions: what code without types may give is the point.
    ["forgets the refusal", () => ({ kind: "challenge" }) as unknown as Authentication],
    ["gives something else", () => true as unknown as Authentication],
    ["refuses with a 700", () => ({ kind: "refuse", refusal: { code: "forbidden", statusCode: 700 } })],
  ])("%s: the request is answered 500, and the application told", (_title, authenticate) => {
    const { alice, bob, diagnostics, end } = authenticatedFlow({ authenticate });

    alice.invites({ offer });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([500]);
    expect(bob.requests).toEqual([]);
    expect(diagnostics.map(({ reason }) => reason)).toContain("application-error");
    end({ errors: 1 });
  });
});

describe("asked by the application itself", () => {
  test("in its onInvite, with the refusal at hand and Authentication-Info for the 200 [AUT-3261-22.1-a] [AUT-7616-3.5-a]", () => {
    const { challenger } = deskOf();
    const users: (string | undefined)[] = [];
    const onInvite = (request: IncomingInviteRequest): void => {
      const result = challenger.authenticate(request.message);
      if ("then" in result) return;
      if (result.kind !== "authenticated") return void request.reject(result.refusal);
      users.push(result.user, request.authenticatedUser);
      request.accept({
        body: { contentDisposition: "session", contentType: "application/sdp", content: answer },
        extraHeaders: [result.authenticationInfo()],
      });
    };
    const flow = callFlow({ delegate: { onInvite } });
    const { alice, wait, ladder } = flow;

    alice.invites({ offer });
    wait(500);
    alice.acknowledges();
    alice.invites({ offer, ...credentials(flow) });
    alice.acknowledges();
    alice.hangsUp();
    wait();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 401 --|
        0.5  |<-------------------- 401 --|
        0.5  |-- ACK -------------------->|
        0.5  |-- INVITE offer ----------->|
        0.5  |                            | onInvite
        0.5  |<---------------- 200 sdp --|
        0.5  |-- ACK -------------------->|
        0.5  |-- BYE -------------------->|
        0.5  |<-------------------- 200 --|
    `);
    // The core asked nobody.
    expect(users).toEqual(["alice", undefined]);
    expect(alice.received(200, "INVITE").getHeader("Authentication-Info")).toMatch(/^qop=auth$/);
    expect(alice.received(200, "INVITE").getHeaders("Authentication-Info")).toHaveLength(4);
  });

  test("for a proxy it is a 407 [AUT-3261-22.1-a]", () => {
    const { challenger } = deskOf({ proxy: true });
    const { alice } = callFlow({ delegate: { onInvite: (request) => void request.reject(challenger.challenge()) } });

    alice.invites({ offer });
    alice.acknowledges();

    expect(challengesIn(alice.received(407))).toMatchObject([{ realm: "example.test" }]);
  });
});
