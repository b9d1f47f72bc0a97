import { describe, expect, test } from "vitest";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { URI } from "../../src/message/grammar/uri.js";
import { callFlow } from "../testing/flow.js";

const CONTACT = "sip:bob@df7jal23ls0d.invalid;transport=ws";

/** A callee that cannot be reached but by the connection that it has made. */
const browser = (protocol: string): CallFlow => {
  const uri = new URI("sip", "bob", "df7jal23ls0d.invalid", undefined, { transport: "ws" });
  return callFlow({
    protocol,
    configuration: { contact: { uri, toString: () => `<${CONTACT}>` } },
    alice: { requestUri: CONTACT },
  });
};

/** Lets promises settle; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe.each(["WS", "WSS"])("a callee behind a WebSocket proxy (RFC 7118, section 8.2), over %s", (protocol) => {
  test("everything goes by the connection, and no name is looked up [EXT-7118-1]", () => {
    const { alice, bob, wait, wire, ladder } = browser(protocol);
    const destinations = new Set<string>();
    wire.onMessage(({ from, destination }) => {
      if (from === "callee") destinations.add(`${destination.host}:${destination.port}`);
    });
    const via = [
      `SIP/2.0/${protocol} proxy.example.com:80;branch=z9hG4bKproxy`,
      "SIP/2.0/UDP 203.0.113.22:5060;branch=z9hG4bKalice;received=203.0.113.22",
    ];
    const recordRoute = "<sip:proxy.example.com;transport=ws;lr>";

    alice.invites({ offer, via, headers: { "Record-Route": recordRoute, Contact: "<sip:alice@203.0.113.22>" } });
    bob.rings();
    wait(1_000);
    bob.accepts({ answer });
    alice.acknowledges({ routes: [] });
    wait(1_000);
    bob.hangsUp();
    alice.answers("BYE", 200);

    const [accepted, bye] = [alice.received(200, "INVITE"), alice.received("BYE")];
    expect(accepted.getHeaders("Contact")).toEqual([`<${CONTACT}>`]);
    expect(accepted.getHeaders("Via")).toEqual(via);
    expect(accepted.getHeaders("Record-Route")).toEqual([recordRoute]);
    expect([bye.requestUri, bye.getHeaders("Route")]).toEqual(["sip:alice@203.0.113.22", [recordRoute]]);
    expect(bye.getHeader("Via")).toMatch(new RegExp(`^SIP/2\\.0/${protocol} `));
    // The proxy's end of the one connection there is.
    expect([...destinations]).toEqual(["192.0.2.1:5060"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        1.0  |<------------- 200 answer --|
        1.0  |                            | AckWait
        1.0  |-- ACK -------------------->|
        1.0  |                            | onAck, Confirmed
        2.0  |<-------------------- BYE --|
        2.0  |                            | Terminated
        2.0  |-- 200 -------------------->|
    `);
  });

  test("the connection is lost while it rings: the application is told, and nobody is called back [EXT-7118-2]", async () => {
    const { alice, bob, core, wait, wire, ladder } = browser(protocol);
    const destinations = new Set<string>();
    wire.onMessage(({ from, destination }) => {
      if (from === "callee") destinations.add(`${destination.host}:${destination.port}`);
    });

    alice.invites({ offer, headers: { Contact: "<sip:alice@203.0.113.22>" } });
    bob.rings();
    wire.fails("*", { times: Infinity, from: "callee" });
    wait(1_000);
    bob.accepts({ answer });
    await settle();
    bob.lookAtSessions();
    for (let second = 0; second < 70; second += 1) {
      wait(1_000);
      await settle();
    }

    expect([...destinations]).toEqual(["192.0.2.1:5060"]);
    expect(bob.session.sessionState).toBe("Terminated");
    expect([core.dialogs.size, core.transactions.size]).toEqual([0, 0]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        1.0  |x------------- 200 answer --|
        1.0  |                            | AckWait, onTransportError
        1.5  |x------------- 200 answer --|
        2.0  |                            | onTransportError
        2.5  |x------------- 200 answer --|
        3.0  |                            | onTransportError
        4.5  |x------------- 200 answer --|
        5.0  |                            | onTransportError
        8.5  |x------------- 200 answer --|
        9.0  |                            | onTransportError
       12.5  |x------------- 200 answer --|
       13.0  |                            | onTransportError
       16.5  |x------------- 200 answer --|
       17.0  |                            | onTransportError
       20.5  |x------------- 200 answer --|
       21.0  |                            | onTransportError
       24.5  |x------------- 200 answer --|
       25.0  |                            | onTransportError
       28.5  |x------------- 200 answer --|
       29.0  |                            | onTransportError
       32.5  |x------------- 200 answer --|
       33.0  |                            | onAckTimeout
       33.0  |x-------------------- BYE --|
       33.0  |                            | Terminated, onTransportError
    `);
  });
});

describe("an INVITE by the second of two ways to the same callee (RFC 5626, section 9.3)", () => {
  const again = { from: "Alice <sip:alice@example.org>", fromTag: "a11ce", callId: "fx-call-1", cseq: 1001 };

  test.each(["UDP", "TCP", "WS"])(
    "while the first is open, over %s: 482, and it rings once [EXT-5626-1]",
    (protocol) => {
      const { alice, bob, joinedBy, ladder } = callFlow({ protocol });
      const { caller: edge } = joinedBy("edge", again);

      alice.invites({ offer });
      bob.rings();
      edge.invites({ offer });
      edge.acknowledges();
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(bob.requests).toHaveLength(1);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                       bob                        edge
          0.0  |-- INVITE offer ----------->|                            |
          0.0  |                            | onInvite                   |
          0.0  |<-------------------- 180 --|                            |
          0.0  |                            | Early                      |
          0.0  |                            |<----------- INVITE offer --|
          0.0  |                            |-- 482 -------------------->|
          0.0  |                            |<-------------------- ACK --|
          0.0  |<------------- 200 answer --|                            |
          0.0  |                            | AckWait                    |
          0.0  |-- ACK -------------------->|                            |
          0.0  |                            | onAck, Confirmed           |
          0.0  |-- BYE -------------------->|                            |
          0.0  |                            | onBye                      |
          0.0  |<-------------------- 200 --|                            |
          0.0  |                            | Terminated                 |
      `);
    },
  );

  test.each(["UDP", "TCP", "WS"])("when the first is gone, over %s: it is served [EXT-5626-1]", (protocol) => {
    const { alice, bob, joinedBy, wait, ladder } = callFlow({ protocol });
    const { caller: edge } = joinedBy("edge", again);

    alice.invites({ offer });
    bob.rejects(480);
    alice.acknowledges();
    wait(5_000);
    edge.invites({ offer });
    bob.accepts({ answer });
    edge.acknowledges();
    edge.hangsUp();

    expect(bob.requests).toHaveLength(2);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                        edge
        0.0  |-- INVITE offer ----------->|                            |
        0.0  |                            | onInvite                   |
        0.0  |<-------------------- 480 --|                            |
        0.0  |-- ACK -------------------->|                            |
        5.0  |                            |<----------- INVITE offer --|
        5.0  |                            | onInvite                   |
        5.0  |                            |-- 200 answer ------------->|
        5.0  |                            | AckWait                    |
        5.0  |                            |<-------------------- ACK --|
        5.0  |                            | onAck, Confirmed           |
        5.0  |                            |<-------------------- BYE --|
        5.0  |                            | onBye                      |
        5.0  |                            |-- 200 -------------------->|
        5.0  |                            | Terminated                 |
    `);
  });
});
