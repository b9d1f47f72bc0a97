import { describe, expect, test, vi } from "vitest";
import { type Flow } from "../../src/environment/flow.js";
import { answer, inviteText, offer, requestText } from "../../src/testing/index.js";
import { formatLadder, formatMermaid, type TraceEvent } from "../../src/trace/index.js";
import { HIDDEN } from "../../src/message/redact-message.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";

function traced(): { events: TraceEvent[]; configuration: { trace: (event: TraceEvent) => void } } {
  const events: TraceEvent[] = [];
  return { events, configuration: { trace: (event) => events.push(event) } };
}

const startLines = (events: readonly TraceEvent[]): string[] =>
  events.map(({ direction, text }) => `${direction} ${text.slice(0, text.indexOf("\r\n"))}`);

describe("the trace hook is told of every message", () => {
  test("in and out, repetitions included, in order and with times: what crossed the wire", () => {
    const { events, configuration } = traced();
    const { alice, bob, wait } = callFlow({ configuration });

    alice.invites({ offer });
    wait(500);
    alice.repeats("INVITE");
    bob.accepts({ answer });
    wait(700);
    alice.acknowledges();
    bob.reinvites({ offer: secondOffer });
    alice.answers("INVITE", 200, { answer });
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(formatLadder(events, { us: "bob", nameOf: () => "alice" })).toMatchInlineSnapshot(`
      "time   alice                      bob
        0.0  |-- INVITE sdp ------------->|
        0.2  |<-------------------- 100 --|
        0.5  |-- INVITE sdp ------------->|
        0.5  |<-------------------- 100 --|
        0.5  |<---------------- 200 sdp --|
        1.0  |<---------------- 200 sdp --|
        1.2  |-- ACK -------------------->|
        1.2  |<------------- INVITE sdp --|
        1.2  |-- 200 sdp ---------------->|
        1.2  |<-------------------- ACK --|
        1.2  |<-------------------- BYE --|
        1.2  |-- 200 -------------------->|"
    `);
    expect(events.map(({ time }) => time)).toEqual([...events.map(({ time }) => time)].sort((a, b) => a - b));
  });

  test("without a transaction, too, and what cannot be read, and responses to nothing", () => {
    const { events, configuration } = traced();
    const { alice } = callFlow({ configuration });

    alice.sends("REGISTER");
    alice.sends("ACK");
    alice.sendsText(
      "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\nTo: <sip:a@b>;tag=1\r\nFrom: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n",
    );
    alice.sendsText("\u0001 nonsense\r\n\r\n");

    expect(startLines(events)).toEqual([
      "in REGISTER sip:bob@192.0.2.4 SIP/2.0",
      "out SIP/2.0 405 Method Not Allowed",
      "in ACK sip:bob@192.0.2.4 SIP/2.0",
      "in SIP/2.0 200 OK",
      "in \u0001 nonsense",
    ]);
  });

  test("with the way it came by, and goes", () => {
    const { events, configuration } = traced();
    const { alice, wire } = callFlow({ configuration });

    alice.sends("OPTIONS");

    expect(events.map(({ flow }) => flow.remote)).toEqual([wire.callee.remote, { host: "192.0.2.1", port: 5060 }]);
  });

  test("octets are shown as text", () => {
    const { events, configuration } = traced();
    const { core, wire } = callFlow({ configuration });

    core.receive(
      new TextEncoder().encode(requestText("OPTIONS", { from: '"Zoë" <sip:zoe@example.org>' })),
      wire.callee,
    );

    expect(events[0]?.text).toContain('"Zoë"');
  });

  test("credentials and media keys are hidden, in and out [SEC-3261-26-a]", () => {
    const { events, configuration } = traced();
    const { alice, bob } = callFlow({ configuration });
    const secret = "0123456789abcdef0123456789abcdef";

    alice.invites({
      offer: `${offer}a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}\r\n`,
      headers: { Authorization: `Digest username="alice", response="${secret}"` },
    });
    bob.accepts({ answer: `${answer}a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}\r\n` });
    alice.acknowledges();
    alice.hangsUp();

    expect(events.some(({ text }) => text.includes(secret))).toBe(false);
    expect(events.filter(({ text }) => text.includes(HIDDEN))).toHaveLength(2);
  });

  test("one message that was read by somebody else is told once, when it is handed in", () => {
    const { events, configuration } = traced();
    const { alice, bob, core, wire } = callFlow({ configuration });
    alice.invites({ offer });
    const { message } = bob.request;
    bob.rejects();
    alice.acknowledges();
    events.length = 0;

    core.receiveIncomingRequestFromTransport(message, wire.callee);

    expect(startLines(events)).toEqual(["in INVITE sip:bob@192.0.2.4 SIP/2.0"]);
  });

  test("one that throws is told as a diagnostic, and the call goes on", () => {
    const { alice, bob, diagnostics, end } = callFlow({
      configuration: {
        trace: () => {
          throw new Error("disk full");
        },
      },
    });

    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();

    expect(alice.received(486).statusCode).toBe(486);
    expect(new Set(diagnostics.map(({ message }) => message))).toEqual(new Set(["trace threw: Error: disk full"]));
    expect(() => end()).toThrow("disk full");
  });

  test("nothing is built when it is not set", () => {
    const decode = vi.spyOn(TextDecoder.prototype, "decode");
    const { core, wire } = callFlow();
    const octets = new TextEncoder().encode(inviteText({ headers: { Require: "foo" } }));

    core.receive(octets, wire.callee);
    const without = decode.mock.calls.length;
    decode.mockClear();
    const { configuration } = traced();
    const flow = callFlow({ configuration });
    flow.core.receive(octets, flow.wire.callee);
    const withIt = decode.mock.calls.length;
    decode.mockRestore();

    expect(withIt).toBe(without + 1);
  });
});

describe("a trace is drawn", () => {
  /** Carol calls while Alice rings. */
  function twoCalls(): readonly TraceEvent[] {
    const { events, configuration } = traced();
    const { alice, bob, joinedBy, wait } = callFlow({ configuration });
    const { caller: carol } = joinedBy("carol");
    alice.invites({ offer });
    bob.rings();
    const first = bob.request;
    wait(1_000);
    carol.invites({ offer });
    bob.rejects();
    carol.acknowledges();
    bob.turnsTo(first);
    bob.rejects();
    alice.acknowledges();
    return events;
  }

  test("as a ladder: by address, the first peer left of us, the others right", () => {
    expect(formatLadder(twoCalls())).toMatchInlineSnapshot(`
      "time   192.0.2.1:5060             core             192.0.2.11:5060
        0.0  |-- INVITE sdp ------------->|                            |
        0.0  |<-------------------- 180 --|                            |
        1.0  |                            |<------------- INVITE sdp --|
        1.0  |                            |-- 486 -------------------->|
        1.0  |                            |<-------------------- ACK --|
        1.0  |<-------------------- 486 --|                            |
        1.0  |-- ACK -------------------->|                            |"
    `);
  });

  test("as a ladder in another order, with names", () => {
    const nameOf = ({ remote }: Flow): string => (remote?.host === "192.0.2.1" ? "alice" : "carol");

    expect(formatLadder(twoCalls(), { us: "bob", parties: ["carol", "alice", "bob"], nameOf, decimals: 2 }))
      .toMatchInlineSnapshot(`
      "time    carol                      alice                        bob
        0.00  |                            |-- INVITE sdp ------------->|
        0.00  |                            |<-------------------- 180 --|
        1.00  |-- INVITE sdp ------------------------------------------>|
        1.00  |<------------------------------------------------- 486 --|
        1.00  |-- ACK ------------------------------------------------->|
        1.00  |                            |<-------------------- 486 --|
        1.00  |                            |-- ACK -------------------->|"
    `);
  });

  test("as a sequence diagram", () => {
    expect(formatMermaid(twoCalls())).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant p1 as 192.0.2.1:5060
        participant p2 as core
        participant p3 as 192.0.2.11:5060
        p1->>p2: INVITE sdp (0.0 s)
        p2->>p1: 180 (0.0 s)
        p3->>p2: INVITE sdp (1.0 s)
        p2->>p3: 486 (1.0 s)
        p3->>p2: ACK (1.0 s)
        p2->>p1: 486 (1.0 s)
        p1->>p2: ACK (1.0 s)"
    `);
  });
});
