import { describe, expect, test } from "vitest";
import { Exception } from "../../src/errors.js";
import { type IncomingRequest, type ResponseParts } from "../../src/dialog/incoming-request.js";
import { type CallFlow, type CallFlowOptions, ManualClock } from "../../src/testing/index.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type OutgoingResponse } from "../../src/message/outgoing-response.js";
import { NonInviteServerTransaction } from "../../src/transaction/non-invite-server-transaction.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { UserAgentServer } from "../../src/user-agent/user-agent-server.js";
import { callFlow } from "../testing/flow.js";
import { flowOf, requestOf, uriOf } from "./support.js";

/** A MESSAGE that waits for its answer. */
function waiting(options: CallFlowOptions = {}): CallFlow & { readonly request: IncomingRequest } {
  const requests: IncomingRequest[] = [];
  const flow = callFlow({ ...options, delegate: { onMessage: (request) => requests.push(request) } });
  flow.alice.sends("MESSAGE", { body: "tea?", contentType: "text/plain" });
  const [request] = requests;
  if (request === undefined) throw new Error("no MESSAGE came");
  return { ...flow, request };
}

const calls: Record<string, (request: IncomingRequest) => OutgoingResponse> = {
  "trying()": (request) => request.trying(),
  "progress()": (request) => request.progress(),
  "accept()": (request) => request.accept(),
  "redirect()": (request) => request.redirect([uriOf("sip:carol@192.0.2.9")]),
  "reject()": (request) => request.reject(),
};

const TSE = "SIP_TRANSACTION_STATE";

/** What a call leads to: the code that was sent, or the code of the error. */
function outcomeOf({ alice, request }: ReturnType<typeof waiting>, call: string): string {
  try {
    calls[call]?.(request);
    return String(alice.lastResponse?.statusCode);
  } catch (error) {
    return error instanceof Exception ? error.code : String(error);
  }
}

describe("RFC 3261 §8.2 what a request other than INVITE may be answered with", () => {
  test.each([
    ["trying()", TSE],
    ["progress()", TSE],
    ["accept()", "200"],
    ["redirect()", "302"],
    ["reject()", "480"],
  ])("at once: %s gives %s", (call, outcome) => {
    const flow = waiting();

    const given = outcomeOf(flow, call);
    const later = outcomeOf(flow, "accept()");

    expect(given).toBe(outcome);
    expect(later).toBe(outcome === TSE ? "200" : TSE);
  });

  test.each(Object.keys(calls))("when it is answered, %s is refused and sends nothing", (call) => {
    const flow = waiting();
    flow.request.reject();

    expect(outcomeOf(flow, call)).toBe(TSE);
    expect(flow.alice.responses.map(({ statusCode }) => statusCode)).toEqual([480]);
  });

  test.each(Object.keys(calls))("when the core is disposed of, %s is refused and sends nothing", (call) => {
    const flow = waiting();
    flow.core.dispose();

    expect(outcomeOf(flow, call)).toBe(TSE);
    expect(flow.alice.responses).toEqual([]);
  });

  test("a 100 over a connection may go at once (RFC 4320 §4.1)", () => {
    const flow = waiting({ protocol: "TCP" });

    expect(outcomeOf(flow, "trying()")).toBe("100");
    expect(outcomeOf(flow, "accept()")).toBe("200");
  });

  test("a 408 is never sent (RFC 4320 §4.2)", () => {
    const { alice, request } = waiting();

    expect(() => request.reject({ statusCode: 408 })).toThrow(Exception);
    request.accept();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200]);
  });

  test.each<[string, (request: IncomingRequest) => unknown]>([
    ["accept with 300", (request) => request.accept({ statusCode: 300 })],
    ["reject with 200", (request) => request.reject({ statusCode: 200 })],
    ["redirect with 200", (request) => request.redirect([], { statusCode: 200 })],
    ["trying with 101", (request) => request.trying({ statusCode: 101 })],
    ["LF in a header", (request) => request.accept({ extraHeaders: ["a: b\nc: d"] })],
    ["407 without a challenge", (request) => request.reject({ statusCode: 407 })],
  ])("%s: TypeError, nothing is sent and nothing changed", (_title, call) => {
    const { alice, request } = waiting();

    expect(() => call(request)).toThrow(TypeError);
    request.accept();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200]);
  });

  test("options are never changed", () => {
    const { alice, request } = waiting();
    const options: ResponseParts = Object.freeze({ extraHeaders: Object.freeze(["Subject: tea"]) });

    request.accept(options);

    expect(alice.received(200).getHeaders("subject")).toEqual(["tea"]);
  });
});

describe("RFC 3261 §21.4.14 what the codes need is filled in", () => {
  test.each([
    [405, "allow", "ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, REFER, UPDATE"],
    [415, "accept", "application/sdp, application/dtmf-relay, multipart/mixed, multipart/alternative"],
    [415, "accept-encoding", "identity"],
  ])("%i has its %s [UAS-21.4.14-a]", (statusCode, header, value) => {
    const { alice, request } = waiting();

    request.reject({ statusCode });

    expect(alice.received(statusCode).getHeaders(header).join(", ")).toBe(value);
  });

  test("a challenge goes out as it is given [UAS-22.1-b]", () => {
    const { alice, request } = waiting();

    request.reject({ statusCode: 401, extraHeaders: ['WWW-Authenticate: Digest realm="tea", nonce="1"'] });

    expect(alice.received(401).getHeader("www-authenticate")).toBe('Digest realm="tea", nonce="1"');
  });

  test("Retry-After goes where it means something [UAS-20.33-a]", () => {
    const forbidden = waiting();
    const unavailable = waiting();

    forbidden.request.reject({ statusCode: 403, extraHeaders: ["Retry-After: 5"] });
    unavailable.request.reject({ statusCode: 480, extraHeaders: ["Retry-After: 5"] });

    expect(forbidden.alice.received(403).hasHeader("retry-after")).toBe(false);
    expect(unavailable.alice.received(480).getHeader("retry-after")).toBe("5");
  });
});

describe("a request that is never answered", () => {
  test("is forgotten when even its sender has given up, and that is told", () => {
    const { alice, wait, core, diagnostics } = waiting();

    wait(32_000);

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([100]);
    expect(core.transactions.size).toBe(0);
    expect(diagnostics).toEqual([
      {
        reason: "unanswered",
        message: "MESSAGE fx-call-1 was not answered in 32 s",
        method: "MESSAGE",
        callId: "fx-call-1",
      },
    ]);
  });

  test.each([
    ["after the configured time it is answered 500 [LIM-0-0-l]", 10_000, [100, 500]],
    ["a time beyond 64*T1 is none: nobody would hear of it (RFC 4320 §4.2)", 40_000, [100]],
  ])("%s", (_title, requestTimeout, responses) => {
    const { alice, wait, core, diagnostics } = callFlow({
      configuration: { requestTimeout },
      delegate: { onMessage: () => undefined },
    });

    alice.sends("MESSAGE");
    wait(10_000);
    wait(54_000);

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual(responses);
    expect(diagnostics[0]).toMatchObject({ reason: "unanswered", method: "MESSAGE", callId: "fx-call-1" });
    expect(core.transactions.size).toBe(0);
  });
});

describe("a server that is made by hand", () => {
  const environment = { clock: new ManualClock() };

  test("takes the way of the core when none is named", () => {
    const flow = flowOf("TCP");
    const core = new UserAgentCore({ environment, transportAccessor: () => flow });

    new UserAgentServer(NonInviteServerTransaction, core, requestOf("MESSAGE")).accept();

    expect(flow.sent).toHaveLength(1);
    core.dispose();
  });

  test("answers with the tag of a request inside a dialog [UAS-8.2.6.2-d]", () => {
    const core = new UserAgentCore({ environment, transportAccessor: () => flowOf("TCP") });
    const message = requestOf("MESSAGE", { toTag: "b0b" });

    const { message: text } = new UserAgentServer(NonInviteServerTransaction, core, message).accept();

    expect(text).toContain("\r\nTo: Bob <sip:bob@example.net>;tag=b0b\r\n");
    expect(message).toBeInstanceOf(IncomingRequestMessage);
    core.dispose();
  });

  test("cannot be made where there is no way at all", () => {
    const core = new UserAgentCore({ environment });

    expect(() => new UserAgentServer(NonInviteServerTransaction, core, requestOf("MESSAGE"))).toThrow("no transport");
    expect(core.transactions.size).toBe(0);
  });
});
