import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { CountingRandom, ManualClock, MemoryWire, requestText } from "../../src/testing/index.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { readEverything } from "../fuzz/read-everything.js";
import { requestOf } from "../message/support.js";
import { type Answering, answering } from "../support/answering.js";
import { type Fixture } from "../support/fixtures.js";
import { rawMessage, type RawMessage } from "../support/raw-message.js";
import { malformed, malformedMessages, tortureMessage, tortureMessages } from "./messages.js";

/** What lenient reading serves: the message, what strict reading says is wrong with it, what it says once it is mended, the outcome. */
const MENDED = [
  ["quotbal", "to-unreadable", { to: '"Mr. J. User" <sip:j.user@example.com>' }, "accept 200"],
  ["ltgtruri", "request-uri", { requestUri: "sip:user@example.com" }, "accept 200"],
  ["lwsruri", "start-line", { requestUri: "sip:user@example.com;lr" }, "reject 481"],
  ["lwsstart", "start-line", { requestUri: "sip:user@example.com" }, "accept 200"],
  ["trws", "start-line", { requestUri: "sip:remote-target@example.com" }, "accept 200"],
  ["escruri", "request-uri", { requestUri: "sip:user@example.com" }, "accept 200"],
  ["badaspec", "to-unreadable", { to: '"Watson, Thomas" <sip:t.watson@example.org>' }, "accept 200"],
  ["baddn", "from-unreadable", { to: '"Watson, Thomas" <sip:t.watson@example.org>' }, "accept 200"],
  ["badbranch", "via-branch", { viaBranch: "z9hG4bK" }, "accept 200"],
] as const;

const names = MENDED.map(([name]) => name);
const others = [...tortureMessages.keys()].filter((name) => !names.some((mended) => mended === name));

/** The hostile and broken messages with the same defects. */
const MENDED_TOO: Readonly<Partial<Record<string, string>>> = {
  "double-space": "accept 200",
  "tab-in-start-line": "accept 200",
  "request-uri-angle": "accept 200",
  "unterminated-quote-to": "accept 200",
  "quote-ends-in-backslash": "accept 200",
  "via-cookie-only": "accept 200",
  // RFC 3261 §17: an ACK is never answered, and this one belongs to nothing.
  "unterminated-quote-ack": "discard",
};

describe("the messages of RFC 4475 that lenient reading mends, at the parser", () => {
  test.each(MENDED)("%s: %s is told; read is %j [TOR-4475-3-h]", (name, code, says) => {
    const { octets } = tortureMessage(name);
    const message = requestOf(octets, { lenient: true });

    expect(parseMessage(octets)).toMatchObject({ code, statusCode: 400 });
    expect(message.mended).toMatchObject({ code, request: undefined });
    const { requestUri, viaBranch } = message;
    expect({ requestUri, viaBranch, to: message.getHeader("To") }).toMatchObject(says);
  });

  test.each(names)("%s: all that was not mended stands as it came [TOR-4475-3-h]", (name) => {
    const { octets } = tortureMessage(name);
    const message = requestOf(octets, { lenient: true });
    const raw = rawMessage(octets);

    for (const header of raw.names.filter((known) => known !== "from" && known !== "to")) {
      expect(message.getHeaders(header).join(", ")).toBe(raw.values(header).join(", "));
    }
    expect(Buffer.from(message.bodyBytes).toString("latin1")).toBe(raw.body);
  });

  test("baddn: From is mended as To is [TOR-4475-3-h]", () => {
    const { from, fromTag } = requestOf(tortureMessage("baddn").octets, { lenient: true });

    expect([from.displayName, from.uri.aor, fromTag]).toEqual(["Bell, Alexander", "a.g.bell@example.com", "43"]);
  });

  test("escruri: what the Request-URI had in its headers is nowhere [TOR-4475-3-h]", () => {
    const message = requestOf(tortureMessage("escruri").octets, { lenient: true });

    expect(message.hasHeader("Route")).toBe(false);
    expect(message.ruri.headers).toEqual({});
    expect(message.data).not.toContain("Route");
  });
});

describe.each(["UDP", "WS", "TCP"])("RFC 4475 §3.1.2 a lenient core is given messages by %s", (protocol) => {
  const options = protocol === "TCP" ? { pieces: 7, lenient: true } : { lenient: true };

  test.each(MENDED)("%s: %s is told; read is %j, and the outcome: %s [TOR-4475-3-h]", (name, code, _says, outcome) => {
    const answer = answering(tortureMessage(name).octets, protocol, options);

    expect(answer.outcome).toBe(outcome);
    expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
    expect(answer.diagnostics.filter(({ reason }) => reason !== "refused")).toEqual([
      expect.objectContaining({ reason: "mended", code }),
    ]);
    expect(answer.next).toBe("SIP/2.0 200 OK");
  });

  test.each(others)("%s: is answered as a strict core answers it [TOR-4475-3-h]", (name) => {
    const { octets } = tortureMessage(name);
    const strict = { ...options, lenient: false };

    expect(told(answering(octets, protocol, options))).toEqual(told(answering(octets, protocol, strict)));
  });
});

describe("RFC 3261 §18.3 lenient reading and framing", () => {
  test.each([
    ["clerr", "content-length"],
    ["ncl", "content-length-unreadable"],
    ["mcl01", "header-repeated"],
  ])("%s: %s stays what it is [TOR-4475-3-h] [TOR-4475-3-e]", (name, code) => {
    const { octets } = tortureMessage(name);

    expect(parseMessage(octets, { lenient: true })).toMatchObject({ code, header: "Content-Length", statusCode: 400 });
  });
});

describe("all other messages are read leniently as they are strictly", () => {
  const valid = [...malformedMessages].filter(([name]) => !(name in MENDED_TOO));

  test.each([...others.map((name): [string, Fixture] => [name, tortureMessage(name)]), ...valid])(
    "%s [TOR-4475-3-h]",
    (_name, { octets }) => {
      const lenient = parseMessage(octets, { lenient: true });

      expect(readEverything(lenient)).toBe(readEverything(parseMessage(octets)));
      expect(lenient instanceof ParseFailure ? undefined : lenient.mended).toBeUndefined();
    },
  );

  test.each(Object.entries(MENDED_TOO))("%s: %s, and it is told [TOR-4475-3-h]", (name, outcome) => {
    const answer = answering(malformed(name).octets, "UDP", { lenient: true });

    expect(answer.outcome).toBe(outcome);
    expect(answer.diagnostics[0]).toMatchObject({ reason: "mended" });
    expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
  });
});

describe("RFC 3261 §8.2.6.2 the answer to what was mended", () => {
  test("baddn: has From and To as they were read [TOR-4475-3-h]", () => {
    const { response } = answering(tortureMessage("baddn").octets, "UDP", { lenient: true });

    expect(response?.rows("from")).toEqual(['"Bell, Alexander" <sip:a.g.bell@example.com>;tag=43']);
    expect(response?.rows("to")).toEqual([
      expect.stringMatching(/^"Watson, Thomas" <sip:t\.watson@example\.org>;tag=\S+$/),
    ]);
  });

  test("badbranch: has the Via as it came [TOR-4475-3-h]", () => {
    const { response } = answering(tortureMessage("badbranch").octets, "UDP", { lenient: true });

    expect(response?.rows("via")).toEqual([expect.stringMatching(/^SIP\/2\.0\/UDP 192\.0\.2\.1;branch=z9hG4bK;/)]);
  });
});

describe("RFC 3261 §17.2.3 requests of two calls, all with a branch that is only the cookie, at a lenient core", () => {
  test("have a transaction each, which their copies belong to [TOR-4475-3-h] [MSG-4475-d]", () => {
    const { core, invited, says } = lenientCore();

    for (const callId of ["one", "other", "one", "other"]) says("INVITE", callId);

    expect(invited).toEqual(["one", "other"]);
    expect(core.transactions.size).toBe(2);
  });

  test("are cancelled each for itself [TOR-4475-3-h]", () => {
    const { answers, says } = lenientCore();
    says("INVITE", "one");
    says("INVITE", "other");

    says("CANCEL", "other");

    expect(answers()).toEqual(["one 180", "other 180", "other 200", "other 487"]);
  });

  test("are acknowledged each for itself [TOR-4475-3-h]", () => {
    const { answers, clock, says, toTags } = lenientCore();
    for (const method of ["INVITE", "CANCEL"]) for (const callId of ["one", "other"]) says(method, callId);
    const sent = answers().length;

    says("ACK", "other", toTags.get("other"));
    clock.advance(500);

    // Timer G of the one that has no ACK.
    expect(answers().slice(sent)).toEqual(["one 487"]);
  });
});

/** A lenient core that lets every call ring, and a caller who gives all its requests the same branch. */
function lenientCore() {
  const clock = new ManualClock();
  const wire = new MemoryWire({ clock });
  const responses: RawMessage[] = [];
  const invited: string[] = [];
  const toTags = new Map<string, string>();
  const core = new UserAgentCore(
    { lenient: true, environment: { clock, random: new CountingRandom() } },
    {
      onInvite: (request) => {
        invited.push(request.message.callId);
        request.progress({ statusCode: 180 });
      },
    },
  );
  wire.callee.onMessage = (data, flow) => core.receive(data, flow);
  wire.onMessage(({ from, data }) => {
    if (from === "caller") return;
    const response = rawMessage(data);
    responses.push(response);
    const [, tag] = /;tag=(\S+)$/.exec(String(response.rows("to")[0])) ?? [];
    if (/ 487 /.test(response.startLine)) toTags.set(String(response.rows("call-id")[0]), String(tag));
  });
  return {
    clock,
    core,
    invited,
    /** Of the 487 of each call. */
    toTags,
    answers: () => responses.map(({ startLine, rows }) => `${rows("call-id")[0]} ${startLine.split(" ")[1]}`),
    says: (method: string, callId: string, toTag?: string) =>
      void wire.caller.send(requestText(method, { via: "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK", callId, toTag })),
  };
}

/** What a core did, without what it takes functions to read. */
function told({ outcome, responses, diagnostics, closed, invitations, alive, left, next }: Answering): unknown {
  return {
    ...{ outcome, closed, invitations, alive, left, next },
    responses: responses.map(({ startLine, names, rows, body }) => [startLine, names, names.map(rows), body]),
    diagnostics: diagnostics.map(({ reason, code, offset, header }) => [reason, code, offset, header]),
  };
}
