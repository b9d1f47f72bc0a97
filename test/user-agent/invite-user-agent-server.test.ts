import { describe, expect, test } from "vitest";
import { Exception, OfferAnswerError } from "../../src/errors.js";
import { type ResponseParts } from "../../src/dialog/incoming-request.js";
import { type IncomingInviteRequest } from "../../src/dialog/session.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { uriOf } from "./support.js";

const sdp = { contentDisposition: "session", contentType: "application/sdp", content: answer };

/** How a call gets into each state; the INVITE is what the test then answers. */
const states: Record<string, (flow: CallFlow) => void> = {
  "nothing sent": () => undefined,
  ringing: ({ bob }) => bob.rings(),
  "ringing with an answer": ({ bob }) => bob.progresses({ answer }),
  accepted: ({ bob }) => bob.accepts({ answer }),
  acknowledged: ({ alice, bob }) => {
    bob.accepts({ answer });
    alice.acknowledges();
  },
  refused: ({ bob }) => bob.rejects(486),
  redirected: ({ bob }) => bob.redirects(["sip:carol@192.0.2.9"]),
  cancelled: ({ alice, bob }) => {
    bob.rings();
    alice.cancels();
  },
  "timed out": ({ bob, wait }) => {
    bob.rejects(486);
    wait(40_000);
  },
  "session disposed of": ({ bob }) => bob.rings().session.dispose(),
  "core disposed of": ({ core }) => core.dispose(),
};

const calls: Record<string, (request: IncomingInviteRequest) => unknown> = {
  "trying()": (request) => request.trying(),
  "progress()": (request) => request.progress(),
  "accept(body)": (request) => request.accept({ body: sdp }),
  "accept()": (request) => request.accept(),
  "redirect()": (request) => request.redirect([uriOf("sip:carol@192.0.2.9")]),
  "reject()": (request) => request.reject(),
};

/** What a call gives: the code that went out, or the code of the error. `-` is SIP_TRANSACTION_STATE. */
// prettier-ignore
const contract: Record<string, readonly string[]> = {
  //                         trying  progress accept(body) accept            redirect reject
  "nothing sent":           ["100",  "180",   "200",       "SIP_OFFER_ANSWER", "302",   "486"],
  "ringing":                ["100",  "180",   "200",       "SIP_OFFER_ANSWER", "302",   "486"],
  "ringing with an answer": ["100",  "180",   "200",       "200",              "302",   "486"],
  "accepted":               ["-",    "-",     "200",       "200",              "-",     "-"],
  "acknowledged":           ["-",    "-",     "-",         "-",                "-",     "-"],
  "refused":                ["-",    "-",     "-",         "-",                "-",     "-"],
  "redirected":             ["-",    "-",     "-",         "-",                "-",     "-"],
  "cancelled":              ["-",    "-",     "-",         "-",                "-",     "-"],
  "timed out":              ["-",    "-",     "-",         "-",                "-",     "-"],
  "session disposed of":    ["100",  "-",     "-",         "-",                "302",   "486"],
  "core disposed of":       ["-",    "-",     "-",         "-",                "-",     "-"],
};

const pairs = Object.entries(contract).flatMap(([state, outcomes]) =>
  Object.keys(calls).map((call, index) => [state, call, outcomes[index] ?? ""] as const),
);

/** Where everything stands that a refused call must leave alone. */
function standing({ alice, bob, core, clock }: CallFlow): unknown {
  const { request } = bob;
  const session = bob.sessions.at(-1);
  return {
    sent: alice.responses.length,
    transactions: core.transactions.transactions.map(({ id, state }) => `${id} ${state}`),
    dialogs: [...core.dialogs.keys()],
    session: [session?.sessionState, session?.signalingState, session?.offer, session?.answer],
    timers: clock.pendingNames,
    delegate: request.delegate,
  };
}

/** What a call leads to: the code that was sent, or the code of the error. */
function outcomeOf({ alice, bob }: CallFlow, call: string): string {
  try {
    calls[call]?.(bob.request);
    return String(alice.lastResponse?.statusCode);
  } catch (error) {
    return error instanceof Exception ? error.code : String(error);
  }
}

describe("RFC 3261 §13.3.1 what an INVITE may be answered with", () => {
  test.each(pairs)("%s: %s gives %s [CAN-9.2-d]", (state, call, outcome) => {
    const flow = callFlow();
    flow.alice.invites({ offer });
    states[state]?.(flow);

    const given = outcomeOf(flow, call);
    flow.core.dispose();

    expect(given).toBe(outcome === "-" ? "SIP_TRANSACTION_STATE" : outcome);
  });

  test.each(pairs.filter(([, , outcome]) => !/^\d/.test(outcome)))("%s: %s changes nothing", (state, call) => {
    const flow = callFlow();
    flow.alice.invites({ offer });
    states[state]?.(flow);
    const before = standing(flow);

    outcomeOf(flow, call);
    const after = standing(flow);
    flow.core.dispose();

    expect(after).toEqual(before);
  });
});

const withHeader = (line: string): ResponseParts => ({ extraHeaders: [line] });

describe("RFC 3261 §8.2.6 what may not be said", () => {
  test.each<[string, (request: IncomingInviteRequest) => unknown]>([
    ["trying with 180", (request) => request.trying({ statusCode: 180 })],
    ["progress with 100", (request) => request.progress({ statusCode: 100 })],
    ["progress with 200", (request) => request.progress({ statusCode: 200 })],
    ["accept with 199", (request) => request.accept({ statusCode: 199, body: sdp })],
    ["accept with 300", (request) => request.accept({ statusCode: 300, body: sdp })],
    ["accept with a fraction", (request) => request.accept({ statusCode: 200.5, body: sdp })],
    ["accept with no number", (request) => request.accept({ statusCode: NaN, body: sdp })],
    ["redirect with 299", (request) => request.redirect([], { statusCode: 299 })],
    ["redirect with 400", (request) => request.redirect([], { statusCode: 400 })],
    ["redirect to the Request-URI [UAS-8.3-b]", (request) => request.redirect([uriOf("sip:bob@192.0.2.4")])],
    ["reject with 399", (request) => request.reject({ statusCode: 399 })],
    ["reject with 700", (request) => request.reject({ statusCode: 700 })],
    ["reject with 401 and no challenge [UAS-22.1-b]", (request) => request.reject({ statusCode: 401 })],
    ["reject with 421 and no Require [UAS-21.4.14-a]", (request) => request.reject({ statusCode: 421 })],
    ["CR and LF in a header", (request) => request.progress(withHeader("Subject: tea\r\nVia: x"))],
    ["LF in a header", (request) => request.accept({ body: sdp, ...withHeader("Subject: tea\nx") })],
    ["CR in a header", (request) => request.reject(withHeader("Subject: tea\rx"))],
    ["NUL in a header", (request) => request.trying(withHeader("Subject: \0"))],
    ["LF in the reason phrase", (request) => request.reject({ reasonPhrase: "Busy\n" })],
    ["CR in User-Agent", (request) => request.progress({ userAgent: "tea\r" })],
    ["LF in Supported", (request) => request.progress({ supported: ["a\nb"] })],
    ["LF in the type of the body", (request) => request.accept({ body: { ...sdp, contentType: "a/b\n" } })],
    ["LF in the disposition", (request) => request.accept({ body: { ...sdp, contentDisposition: "session;x=\n" } })],
    ["a body of no type", (request) => request.progress({ body: { ...sdp, contentType: "" } })],
  ])("%s: TypeError, nothing is sent and nothing changed", (_title, call) => {
    const flow = callFlow();
    flow.alice.invites({ offer });
    const before = standing(flow);

    expect(() => call(flow.bob.request)).toThrow(TypeError);
    const after = standing(flow);
    flow.bob.rejects();
    flow.alice.acknowledges();

    expect(after).toEqual(before);
    expect(flow.alice.lastResponse?.statusCode).toBe(486);
  });

  test("what threw may be tried again", () => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });

    expect(() => bob.request.accept()).toThrow(OfferAnswerError);
    expect(() => bob.request.accept({ body: sdp, ...withHeader("a: b\nc: d") })).toThrow(TypeError);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });
});

/** Frozen to the last string. */
function frozen(options: ResponseParts): ResponseParts {
  Object.freeze(options.extraHeaders);
  Object.freeze(options.supported);
  Object.freeze(options.body);
  return Object.freeze(options);
}

describe("the options of the application", () => {
  const options = frozen({ extraHeaders: ["Subject: tea"], supported: ["timer"], userAgent: "x", body: sdp });
  const contacts = Object.freeze([uriOf("sip:carol@192.0.2.9")]);

  test.each<[string, (request: IncomingInviteRequest) => unknown]>([
    ["trying", (request) => request.trying(frozen({ ...options, body: undefined }))],
    ["progress", (request) => request.progress(options)],
    ["accept", (request) => request.accept(options)],
    ["redirect", (request) => request.redirect(contacts, options)],
    ["reject", (request) => request.reject(options)],
  ])("are never changed by %s, and may be used again", (_title, call) => {
    const { alice, bob, core } = callFlow();
    alice.invites({ offer });

    call(bob.request);
    const { lastResponse } = alice;
    core.dispose();

    expect(lastResponse?.getHeaders("subject")).toEqual(["tea"]);
    expect(lastResponse?.getHeaders("contact").length).toBeLessThan(2);
    expect(lastResponse?.getHeaders("supported")).toEqual(["timer"]);
  });

  test("do not choose the tag: it is one for all responses [UAS-8.2.6.2-c]", () => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });

    bob.rings({ toTag: "mine" });
    bob.accepts({ answer, toTag: "another" });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").toTag).toBe(alice.received(180).toTag);
    expect(alice.received(180).toTag).toBe(bob.sessions[0]?.localTag);
  });
});

describe("what is sent when nothing is said", () => {
  test.each<[string, number, string, (request: IncomingInviteRequest) => unknown]>([
    ["trying", 100, "Trying", (request) => request.trying()],
    ["progress", 180, "Ringing", (request) => request.progress()],
    ["progress with other options", 180, "Ringing", (request) => request.progress(withHeader("a: b"))],
    ["accept", 200, "OK", (request) => request.accept({ body: sdp })],
    ["redirect", 302, "Moved Temporarily", (request) => request.redirect([uriOf("sip:carol@192.0.2.9")])],
    ["reject", 486, "Busy Here", (request) => request.reject()],
    ["reject with other options", 486, "Busy Here", (request) => request.reject(withHeader("a: b"))],
  ])("by %s is %i %s [UAS-21-a] [UAS-21.4.18-a]", (_title, statusCode, reasonPhrase, call) => {
    const { alice, bob, core } = callFlow();
    alice.invites({ offer });

    call(bob.request);
    core.dispose();

    expect(alice.lastResponse).toMatchObject({ statusCode, reasonPhrase });
  });

  test("what is said goes out as it is said", () => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });

    bob.request.reject({ statusCode: 480, reasonPhrase: "Gone Fishing", extraHeaders: ["Retry-After: 60"] });
    alice.acknowledges();

    expect(alice.lastResponse).toMatchObject({ statusCode: 480, reasonPhrase: "Gone Fishing" });
    expect(alice.lastResponse?.getHeader("retry-after")).toBe("60");
  });

  test("the response that is returned is what was sent", () => {
    const { alice, bob, wire, core } = callFlow();
    const sent: unknown[] = [];
    wire.onMessage(({ from, data }) => from === "callee" && sent.push(data));
    alice.invites({ offer });

    const texts = [bob.request.trying(), bob.request.progress(), bob.request.accept({ body: sdp })].map(
      ({ message }) => message,
    );
    core.dispose();

    expect(sent).toEqual(texts);
  });

  test("a description may have parameters in its disposition", () => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });

    bob.accepts({ body: { ...sdp, contentDisposition: "session;handling=required" } });
    const given = bob.request.accept().session.answer;
    alice.acknowledges();
    alice.hangsUp();

    expect(given?.content).toBe(answer);
  });

  test("progress and accept give the same session, again and again", () => {
    const { alice, bob, core } = callFlow();
    alice.invites({ offer });

    const sessions = [bob.rings(), bob.progresses(), bob.accepts({ answer }), bob.accepts()].map(
      ({ session }) => session,
    );

    expect(new Set(sessions).size).toBe(1);
    expect(sessions[0]?.sessionState).toBe("AckWait");
    core.dispose();
  });
});
