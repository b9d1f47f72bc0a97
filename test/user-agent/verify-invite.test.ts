import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headers, IncomingResponseMessage, parseMessage } from "../../src/index.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { constructOutgoingResponse } from "../../src/message/outgoing-response.js";
import { type Refusal } from "../../src/user-agent/refusal.js";
import { type InvitePolicy, verifyInvite } from "../../src/user-agent/verify-invite.js";
import { requestOf, uriOf } from "./support.js";

const invite = (options: Parameters<typeof requestOf>[1] = {}): IncomingRequestMessage => requestOf("INVITE", options);

function refusalOf(message: IncomingRequestMessage, policy: InvitePolicy = {}): Refusal | undefined {
  const verdict = verifyInvite(message, policy);
  return verdict.kind === "ok" ? undefined : verdict.refusal;
}

function responseOf(text: string): IncomingResponseMessage {
  const message = parseMessage(text);
  if (message instanceof IncomingResponseMessage) return message;
  throw new Error("no response");
}

describe("verifyInvite says whether an INVITE may be served", () => {
  test("a usual one may", () => {
    expect(verifyInvite(invite({ body: "v=0\r\n" }))).toEqual({ kind: "ok" });
  });

  test.each<[string, Parameters<typeof requestOf>[1], InvitePolicy, number]>([
    ["has no Contact", { headers: { Contact: undefined } }, {}, 400],
    ["has a Contact that is not let in", {}, { acceptTarget: () => false }, 400],
    ["comes where no INVITE is served", {}, { capabilities: { methods: ["OPTIONS"] } }, 405],
    ["asks for another scheme", { requestUri: "tel:+15550100" }, {}, 416],
    [
      "asks for sips where there is none",
      { requestUri: "sips:bob@192.0.2.4", headers: { Contact: "<sips:a@b>" } },
      { capabilities: { schemes: ["sip"] } },
      480,
    ],
    ["asks for somebody else", {}, { acceptRequestUri: (uri) => uri.user === "carol" }, 404],
    ["came by another way, too", {}, { merged: true }, 482],
    ["requires what we do not have", { headers: { Require: "foo" } }, {}, 420],
    ["lacks what we require", {}, { requireReliable: true }, 421],
    ["carries what we do not understand", { body: "?", contentType: "a/b" }, {}, 415],
    ["does not take our answer", { headers: { Accept: "text/plain" } }, {}, 406],
    ["is nothing to an extension", {}, { inspect: [() => ({ code: "replacement-unknown", statusCode: 481 })] }, 481],
    [
      "asks for a session that is too short [TMR-4028-9-a]",
      { headers: { Supported: "timer", "Session-Expires": 200 } },
      { sessionTimers: { minimum: 300 } },
      422,
    ],
    [
      "asks for a session without end [TMR-4028-11-a]",
      { headers: { Supported: "timer", "Session-Expires": "ever" } },
      {},
      400,
    ],
    [
      "requires session timers that are switched off [TMR-4028-7.1-b]",
      { headers: { Require: "timer" } },
      { sessionTimers: false },
      420,
    ],
    ["is from a stranger", {}, { extra: [() => ({ code: "policy", statusCode: 403 })] }, 403],
    ["offers nothing of use", {}, { extra: [() => undefined, () => ({ code: "policy", statusCode: 488 })] }, 488],
  ])("one that %s may not", (_title, options, policy, statusCode) => {
    const message = invite(options);
    const refusal = refusalOf(message, policy);

    expect(refusal?.statusCode).toBe(statusCode);
    expect(constructOutgoingResponse(message, { ...refusal, statusCode, toTag: "t" }).message).toContain(
      `SIP/2.0 ${statusCode} `,
    );
  });

  test("the first check that fails decides, and the later ones are not made", () => {
    const extra = (): never => {
      throw new Error("asked");
    };

    expect(refusalOf(invite({ headers: { Require: "foo" } }), { requireReliable: true, extra: [extra] })?.code).toBe(
      "bad-extension",
    );
  });

  test("the message and what it says stay as they were: a second look gives the same", () => {
    const message = invite({ headers: { Require: "foo, bar" } });
    const text = message.data;

    expect(verifyInvite(message)).toEqual(verifyInvite(message));
    expect(message.data).toBe(text);
  });

  test("what a function of the policy throws is the caller's", () => {
    const acceptRequestUri = (): boolean => {
      throw new Error("no database");
    };

    expect(() => verifyInvite(invite(), { acceptRequestUri })).toThrow("no database");
  });
});

describe("RFC 3262 §4 and RFC 3261 §21.4.16: reliable provisional responses are required", () => {
  test.each([
    ["neither", {}, 421],
    ["Supported", { Supported: "timer, 100REL" }, undefined],
    ["Require", { Require: "100rel" }, undefined],
    ["another tag", { Supported: "timer" }, 421],
    ["a Supported that cannot be read", { Supported: "1 0 0" }, 421],
  ])("the caller says so in %s: %j", (_title, given, statusCode) => {
    const refusal = refusalOf(invite({ headers: given }), {
      capabilities: { optionTags: ["100rel"] },
      requireReliable: true,
    });

    expect(refusal?.statusCode).toBe(statusCode);
    expect(refusal?.extraHeaders).toEqual(statusCode === undefined ? undefined : ["Require: 100rel"]);
  });
});

describe("RFC 3261 §8.2.2.3 any set of option tags", () => {
  const tag = fc.constantFrom("100rel", "timer", "replaces", "foo", "Bar", "x-1");
  const tags = fc.uniqueArray(tag, { maxLength: 6 });
  const line = (list: readonly string[]): string | undefined => (list.length === 0 ? undefined : list.join(", "));

  test("Require decides on 420, naming exactly what is not understood; then 421 on what the caller lacks [ORD-3261-8.2.4-a]", () => {
    fc.assert(
      fc.property(tags, tags, tags, fc.boolean(), (optionTags, supported, required, requireReliable) => {
        const message = invite({ headers: { Supported: line(supported), Require: line(required) } });
        const refusal = refusalOf(message, { capabilities: { optionTags }, requireReliable });

        const unknown = required.filter((one) => !optionTags.includes(one));
        const lacking = requireReliable && ![...supported, ...required].includes("100rel");
        const expected = unknown.length > 0 ? 420 : lacking ? 421 : undefined;
        expect(refusal?.statusCode).toBe(expected);
        if (refusal === undefined) return;
        const response = responseOf(constructOutgoingResponse(message, { ...refusal, toTag: "t" }).message);
        expect(response.all(headers.Unsupported)).toEqual(unknown);
        // RFC 3261 §21.4.16: a 421 is the one refusal with Require.
        expect(response.all(headers.Require)).toEqual(expected === 421 ? ["100rel"] : []);
      }),
      { seed: 3261, numRuns: 500 },
    );
  });
});

describe("the order of RFC 3261 §8.2", () => {
  /** Each is wrong in its own way, and in all ways that come later. */
  const policy: InvitePolicy = {
    acceptRequestUri: () => false,
    acceptTarget: ({ host }) => host !== "127.0.0.1",
    capabilities: { methods: ["INVITE"], optionTags: ["100rel"] },
    requireReliable: true,
    merged: true,
    inspect: [() => ({ code: "replacement-unknown", statusCode: 481 })],
    extra: [() => ({ code: "policy", statusCode: 403 })],
  };
  const everything = {
    requestUri: "foo:bar",
    headers: { Contact: "<sip:a@127.0.0.1>", Require: "foo", Accept: "text/plain" } as Record<
      string,
      string | undefined
    >,
    body: "?",
    contentType: "a/b",
  };

  test("one check after the other, each time the one that failed is put right", () => {
    const steps: [string, Partial<typeof everything>, InvitePolicy][] = [
      ["target-not-allowed", {}, {}],
      [
        "method-not-allowed",
        { headers: { ...everything.headers, Contact: "<sip:a@192.0.2.1>" } },
        { capabilities: { methods: [] } },
      ],
      ["unsupported-uri-scheme", {}, { capabilities: { methods: ["INVITE"], optionTags: ["100rel"] } }],
      ["user-unknown", { requestUri: "sip:bob@192.0.2.4" }, {}],
      ["merged", {}, { acceptRequestUri: () => true }],
      ["bad-extension", {}, { merged: false }],
      ["extension-required", { headers: { Accept: "text/plain" } }, {}],
      ["unsupported-media-type", {}, { requireReliable: false }],
      ["answer-not-acceptable", { contentType: "application/sdp" }, {}],
      ["replacement-unknown", { headers: { Supported: "timer", "Session-Expires": "1" } }, {}],
      ["session-interval-too-small", {}, { inspect: [], sessionTimers: {} }],
      ["policy", { headers: {} }, {}],
      ["ok", {}, { extra: [] }],
    ];
    let [message, rules] = [everything, policy];
    const codes = steps.map(([, better, changed]) => {
      [message, rules] = [
        { ...message, ...better },
        { ...rules, ...changed },
      ];
      return refusalOf(invite(message), rules)?.code ?? "ok";
    });

    expect(codes).toEqual(steps.map(([code]) => code));
  });

  test("another method is looked at in the same order, the application's own checks left out", () => {
    expect(refusalOf(requestOf("OPTIONS"), { extra: policy.extra })).toBeUndefined();
    expect(refusalOf(requestOf("OPTIONS", { requestUri: "foo:bar" }))?.statusCode).toBe(416);
  });

  test("an address of record is not asked for: every user is ours", () => {
    expect(refusalOf(invite({ requestUri: uriOf("sip:anyone@192.0.2.4").toString() }))).toBeUndefined();
  });
});
