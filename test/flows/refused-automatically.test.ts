import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

/** What the application was told of the requests that the core refused. */
function told({ diagnostics }: CallFlow): unknown[] {
  return diagnostics
    .filter(({ reason }) => reason === "refused")
    .map(({ method, statusCode, code }) => [method, statusCode, code]);
}

const oh = (): void => {
  throw new Error("oh");
};

describe("a request out of a dialog that the core refuses is told, with the reason", () => {
  test.each([
    ["INVITE", { headers: { Require: "foo" } }, 420, "bad-extension"],
    ["INVITE", { headers: { Accept: "text/plain" } }, 406, "answer-not-acceptable"],
    ["INVITE", { body: "?", contentType: "a/b" }, 415, "unsupported-media-type"],
    ["INVITE", { headers: { Contact: undefined } }, 400, "bad-contact"],
    ["OPTIONS", { requestUri: "foo:bar" }, 416, "unsupported-uri-scheme"],
    ["REGISTER", {}, 405, "method-not-allowed"],
    ["NOTIFY", {}, 405, "method-not-allowed"],
    ["FOO", {}, 501, "method-unknown"],
    ["BYE", { toTag: "nobody" }, 481, "no-dialog"],
    ["BYE", {}, 481, "needs-dialog"],
    ["CANCEL", {}, 481, "no-transaction"],
  ])("%s %j: %i %s", (method, options, statusCode, code) => {
    const flow = callFlow();

    flow.alice.sends(method, options);

    expect(told(flow)).toEqual([[method, statusCode, code]]);
    expect(flow.alice.responses.map((response) => response.statusCode)).toEqual([statusCode]);
  });

  test("with its Call-ID and the way it came by", () => {
    const { alice, diagnostics, wire } = callFlow();

    alice.sends("REGISTER", { callId: "one-of-many" });

    expect(diagnostics).toEqual([
      {
        reason: "refused",
        message: "REGISTER answered 405: method-not-allowed",
        code: "method-not-allowed",
        statusCode: 405,
        method: "REGISTER",
        callId: "one-of-many",
        transport: expect.objectContaining({ remote: wire.callee.remote }) as unknown,
      },
    ]);
  });

  test("a copy that came by another way (RFC 3261 §8.2.2.2) is merged", () => {
    const flow = callFlow();

    const invite = flow.alice.invites({ offer });
    flow.alice.sendsText(invite.replace(/branch=\w+/, "branch=z9hG4bKother"));
    flow.bob.rejects();
    flow.alice.acknowledges();

    expect(told(flow)).toEqual([["INVITE", 482, "merged"]]);
  });
});

describe("an INVITE that the core answers in its application's place is told", () => {
  test("Expires runs out", () => {
    const flow = callFlow();

    flow.alice.invites({ offer, headers: { Expires: 5 } });
    flow.wait(5_000);
    flow.alice.acknowledges();

    expect(told(flow)).toEqual([["INVITE", 487, "expired"]]);
  });

  test("the caller takes it back", () => {
    const flow = callFlow();

    flow.alice.invites({ offer });
    flow.alice.cancels();
    flow.alice.acknowledges();

    expect(told(flow)).toEqual([["INVITE", 487, "cancelled"]]);
  });

  test("the caller hangs up before the answer", () => {
    const flow = callFlow();

    flow.alice.invites({ offer });
    flow.bob.rings();
    flow.alice.hangsUp();
    flow.alice.acknowledges();

    expect(told(flow)).toEqual([["INVITE", 487, "dialog-ended"]]);
  });

  test("the application throws", () => {
    const flow = callFlow({ delegate: { onInvite: oh } });

    flow.alice.invites({ offer });
    flow.alice.acknowledges();
    expect(() => flow.end()).toThrow("oh");

    expect(told(flow)).toEqual([["INVITE", 500, "handler-failed"]]);
  });

  test("what the application itself refuses is not told: it knows", () => {
    const flow = callFlow();

    flow.alice.invites({ offer });
    flow.bob.rings();
    flow.bob.ends();
    flow.alice.acknowledges();
    flow.alice.invites({ offer, callId: "another" });
    flow.bob.rejects(487);
    flow.alice.acknowledges();

    expect(told(flow)).toEqual([]);
  });
});

describe("a request inside a dialog that the core refuses is told, with the reason", () => {
  test.each([
    ["SUBSCRIBE", {}, 405, "method-not-allowed"],
    ["INFO", { body: "?", contentType: "a/b" }, 469, "info-package-unknown"],
    ["MESSAGE", { cseq: 1 }, 500, "out-of-order"],
    ["OPTIONS", { headers: { Require: "foo" } }, 420, "bad-extension"],
  ])("%s %j: %i %s", (method, options, statusCode, code) => {
    const flow = establishedCall();
    flow.bob.does((session) => (session.delegate = {}));

    flow.alice.sends(method, options);
    flow.alice.hangsUp();

    expect(told(flow)).toEqual([[method, statusCode, code]]);
  });

  test("a re-INVITE while another one waits (RFC 3261 §14.2)", () => {
    const flow = establishedCall();

    flow.alice.reinvites({ offer: secondOffer });
    flow.alice.reinvites({ offer: secondOffer });
    flow.alice.acknowledges();
    flow.alice.hangsUp();

    expect(told(flow)).toEqual([
      ["INVITE", 500, "invite-pending"],
      ["INVITE", 487, "dialog-ended"],
    ]);
  });
});

describe("docs/refusals.md", () => {
  const codes = /export type RefusalCode =([^;]*);/.exec(readFileSync("src/user-agent/refusal.ts", "utf8"))?.[1] ?? "";
  const named = [...codes.replace(/\/\/.*/g, "").matchAll(/"([\w-]+)"/g)].map(([, code]) => code);
  const documented = [...readFileSync("docs/refusals.md", "utf8").matchAll(/^\| `([\w-]+)` /gm)].map(
    ([, code]) => code,
  );

  test("has every code, and no other", () => {
    expect(named.length).toBeGreaterThan(30);
    expect([...documented].sort()).toEqual([...named].sort());
  });
});
