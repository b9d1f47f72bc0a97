import { describe, expect, test } from "vitest";
import { TransactionStateError } from "../../src/errors.js";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { callFlow as flowOver } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";

/** What UDP repeats by itself and the others do not is kept apart, at the end. */
describe.each([
  ["UDP", "<sip:bob@192.0.2.4:5060>"],
  ["TCP", "<sip:bob@192.0.2.4:5060;transport=tcp>"],
  ["WS", "<sip:bob@192.0.2.4:5060;transport=ws>"],
])("the basic calls of RFC 3665 over %s", (protocol, contact) => {
  const callFlow = (options: CallFlowOptions = {}): CallFlow => flowOver({ protocol, ...options });

  test("a call is answered, and hung up by the callee [BCF-3.1] [DLG-12.1-a] [DLG-12.1.1-b] [DLG-12.1.1-i] [DLG-12.2.1.1-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    wait(300);
    bob.rings();
    wait(3_000);
    bob.accepts({ answer });
    alice.acknowledges();
    wait(5_000);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        0.3  |<-------------------- 180 --|
        0.3  |                            | Early
        3.3  |<------------- 200 answer --|
        3.3  |                            | AckWait
        3.3  |-- ACK -------------------->|
        3.3  |                            | onAck, Confirmed
        8.3  |<-------------------- BYE --|
        8.3  |                            | Terminated
        8.3  |-- 200 -------------------->|
    `);
    const [trying, ringing, accepted, bye] = [
      alice.received(100),
      alice.received(180),
      alice.received(200, "INVITE"),
      alice.received("BYE"),
    ];
    expect([trying.toTag, trying.hasHeader("Contact")]).toEqual([undefined, false]);
    expect(accepted.toTag).toBe(ringing.toTag);
    expect([ringing.getHeaders("Contact"), accepted.getHeaders("Contact")]).toEqual([[contact], [contact]]);
    expect([ringing.getHeader("CSeq"), accepted.getHeader("CSeq")]).toEqual(["1001 INVITE", "1001 INVITE"]);
    expect([ringing.body, accepted.body]).toEqual(["", answer]);
    expect(bye.requestUri).toBe("sip:alice@pc1.example.org");
    expect(bye.getHeader("From")).toBe(`<sip:bob@example.net>;tag=${String(accepted.toTag)}`);
    expect(bye.getHeader("To")).toBe("<sip:alice@example.org>;tag=a11ce");
    expect(bye.callId).toBe("fx-call-1");
    // RFC 3261 §12.2.1.1: numbers of our own, which have nothing to do with the caller's.
    expect(bye.getHeader("CSeq")).toBe("1 BYE");
    expect([bye.getHeaders("Route"), bye.getHeader("Max-Forwards")]).toEqual([[], "70"]);
  });

  test("a call goes through two proxies that stay in the way [BCF-3.2] [DLG-12.1.1-a] [DLG-12.1.1-e] [DLG-12.2.1.1-d]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({
      offer,
      via: vias(protocol),
      cseq: 2,
      headers: { "Record-Route": RECORD_ROUTE, "Max-Forwards": 68 },
    });
    bob.rings();
    wait(1_000);
    bob.accepts({ answer });
    // Each proxy has taken its Route away.
    alice.acknowledges({ routes: [] });
    wait(1_000);
    bob.hangsUp();
    alice.answers("BYE", 200);

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
    for (const response of [alice.received(180), alice.received(200, "INVITE")]) {
      expect(response.getHeaders("Record-Route")).toEqual(RECORD_ROUTE);
      expect(response.getHeaders("Via").slice(1)).toEqual(vias(protocol).slice(1));
      expect(response.via.branch).toBe("z9hG4bKp2");
      expect(response.getHeader("CSeq")).toBe("2 INVITE");
    }
    const bye = alice.received("BYE");
    expect(bye.requestUri).toBe("sip:alice@pc1.example.org");
    expect(bye.getHeaders("Route")).toEqual(RECORD_ROUTE);
    expect(bye.getHeaders("Via")).toHaveLength(1);
    expect(bye.getHeader("CSeq")).toBe("1 BYE");
  });

  test("a call that both proxies asked a password for is one call, answered without ringing [BCF-3.3]", () => {
    const { alice, bob, ladder } = callFlow();
    const headers = {
      "Proxy-Authorization": ['Digest username="a", realm="p1"', 'Digest username="a", realm="p2"'],
    };

    alice.invites({ offer, cseq: 3, headers });
    bob.accepts({ answer });
    alice.acknowledges({ headers });
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(alice.received(200, "INVITE").hasHeader("Proxy-Authorization")).toBe(false);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
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

  test("a call comes by the second proxy, the first being dead [BCF-3.4]", () => {
    const { alice, bob, wait, ladder } = callFlow();
    const [, ...further] = vias(protocol);

    // What went to the first proxy was never seen here: same Call-ID, same tag, same number.
    alice.invites({ offer, via: [`SIP/2.0/${protocol} p3.example.net;branch=z9hG4bKp3`, ...further] });
    bob.rings();
    wait(1_000);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(alice.received(200, "INVITE").getHeaders("Via")).toHaveLength(3);
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
        1.0  |-- BYE -------------------->|
        1.0  |                            | onBye
        1.0  |<-------------------- 200 --|
        1.0  |                            | Terminated
    `);
  });

  test("a call that comes by both proxies after all rings once [BCF-3.4]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer, via: `SIP/2.0/${protocol} p1.example.org;branch=z9hG4bKp1` });
    bob.rings();
    alice.invites({ offer, via: `SIP/2.0/${protocol} p2.example.org;branch=z9hG4bKp2`, cseq: 1001 });
    alice.acknowledges();
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(alice.received(482).toTag).not.toBe(alice.received(180).toTag);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 482 --|
        0.0  |-- ACK -------------------->|
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

  test.each([
    ["nothing", []],
    ["the proxy before it", ["<sip:p1.example.org;lr>"]],
  ])(
    "a call comes through an in-between, which puts itself in the caller's place and leaves %s in the way [BCF-3.5] [DLG-12.1.1-g] [DLG-12.2.1.1-c]",
    (_what, recordRoute) => {
      const { alice, bob, wait, ladder } = callFlow();
      const alg = { via: `SIP/2.0/${protocol} 192.0.2.128;branch=z9hG4bKalg` };

      alice.invites({ offer, ...alg, headers: { Contact: "<sip:alg@192.0.2.128>", "Record-Route": recordRoute } });
      bob.rings();
      bob.accepts({ answer });
      alice.acknowledges({ ...alg, routes: [] });
      wait(1_000);
      const { remoteTarget } = bob.session;
      bob.does((session) => session.info());
      alice.answers("INFO", 200);
      alice.hangsUp({ ...alg, routes: [] });

      expect(remoteTarget.toString()).toBe("sip:alg@192.0.2.128");
      expect(alice.received("INFO").requestUri).toBe("sip:alg@192.0.2.128");
      expect(alice.received("INFO").getHeaders("Route")).toEqual(recordRoute);
      expect(ladder).toMatchInlineSnapshot(`
        time   alice                      bob
          0.0  |-- INVITE offer ----------->|
          0.0  |                            | onInvite
          0.0  |<-------------------- 180 --|
          0.0  |                            | Early
          0.0  |<------------- 200 answer --|
          0.0  |                            | AckWait
          0.0  |-- ACK -------------------->|
          0.0  |                            | onAck, Confirmed
          1.0  |<------------------- INFO --|
          1.0  |-- 200 -------------------->|
          1.0  |-- BYE -------------------->|
          1.0  |                            | onBye
          1.0  |<-------------------- 200 --|
          1.0  |                            | Terminated
      `);
    },
  );

  test("a call begins without an offer: the 200 makes it, the ACK answers [BCF-3.6] [INV-13.3.1-d] [INV-13.3.1.4-b]", () => {
    const seen: unknown[] = [];
    const flow = callFlow({ session: { onAck: () => void seen.push(flow.bob.session.answer?.content) } });
    const { alice, bob, wait, ladder } = flow;

    alice.invites();
    bob.rings();
    wait(1_000);
    bob.accepts({ offer: answer });
    const before = [bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content];
    alice.acknowledges({ answer: offer });
    const after = [bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content];
    wait(1_000);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect([alice.received(180).body, alice.received(180).hasHeader("Content-Type")]).toEqual(["", false]);
    expect(before).toEqual(["HaveLocalOffer", answer, undefined]);
    expect(after).toEqual(["Stable", answer, offer]);
    expect(seen).toEqual([offer]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        1.0  |<-------------- 200 offer --|
        1.0  |                            | AckWait
        1.0  |-- ACK answer ------------->|
        1.0  |                            | onAck, Confirmed
        2.0  |<-------------------- BYE --|
        2.0  |                            | Terminated
        2.0  |-- 200 -------------------->|
    `);
  });

  test("our address changes in the middle of a call [BCF-3.7] [REI-14.1-e]", () => {
    const { alice, bob, wait, ladder } = callFlow();
    const moved = secondAnswer.replaceAll("192.0.2.4", "192.0.2.77");

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(1_000);
    bob.reinvites({ offer: moved, extraHeaders: ["Contact: <sip:bob@192.0.2.77>"] });
    alice.answers("INVITE", 200, { answer: secondOffer });
    wait(1_000);
    alice.hangsUp();

    const invite = alice.received("INVITE");
    expect(invite.getHeaders("Contact")).toEqual(["<sip:bob@192.0.2.77>"]);
    expect([invite.requestUri, invite.getHeaders("Route"), invite.getHeader("CSeq")]).toEqual([
      "sip:alice@pc1.example.org",
      [],
      "1 INVITE",
    ]);
    expect([answer, invite.body].map((body) => /^o=.*$/m.exec(body)?.[0].split(" ").slice(0, 3))).toEqual([
      ["o=bob", "1", "1"],
      ["o=bob", "1", "2"],
    ]);
    const ack = alice.received("ACK");
    expect([ack.getHeader("CSeq"), ack.requestUri, ack.body]).toEqual(["1 ACK", "sip:alice@pc1.example.org", ""]);
    // RFC 3261 §12.2.1.2: the caller goes on where we are now, and that is still this call.
    expect(alice.sent.at(-1)).toMatch(/^BYE sip:bob@192\.0\.2\.77 SIP/);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        1.0  |<----------- INVITE offer --|
        1.0  |-- 200 answer ------------->|
        1.0  |<-------------------- ACK --|
        2.0  |-- BYE -------------------->|
        2.0  |                            | onBye
        2.0  |<-------------------- 200 --|
        2.0  |                            | Terminated
    `);
  });

  test("the caller gives up: 200 to the CANCEL, then 487 to the INVITE [BCF-3.8] [CAN-9.2-c] [CAN-9.2-d]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(3_000);
    alice.cancels();
    alice.acknowledges();
    wait(40_000);

    expect(alice.received(200, "CANCEL").toTag).toBe(alice.received(180).toTag);
    expect(alice.received(487).toTag).toBe(alice.received(180).toTag);
    expect([core.transactions.size, core.dialogs.size, alice.requests]).toEqual([0, 0, []]);
    expect(() => bob.accepts({ answer })).toThrow(TransactionStateError);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        3.0  |-- CANCEL ----------------->|
        3.0  |<-------------------- 200 --|
        3.0  |                            | onCancel
        3.0  |<-------------------- 487 --|
        3.0  |                            | Terminated
        3.0  |-- ACK -------------------->|
    `);
  });

  test("busy [BCF-3.9]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rejects(486);
    alice.acknowledges();
    wait(5_000);

    expect(alice.received(486).toTag).toMatch(/^tag-/);
    expect(alice.received(486).hasHeader("Contact")).toBe(false);
    expect([core.transactions.size, core.dialogs.size]).toEqual([0, 0]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
    `);
  });

  test("rings, then is unavailable: the early dialog is gone with it [BCF-3.11] [DLG-12.3-a]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(20_000);
    bob.rejects({ statusCode: 480, extraHeaders: ["Retry-After: 60"] });
    const { size } = core.dialogs;
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(480).toTag).toBe(alice.received(180).toTag);
    expect(alice.received(480).getHeader("Retry-After")).toBe("60");
    expect(size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
       20.0  |<-------------------- 480 --|
       20.0  |                            | Terminated
       20.0  |-- ACK -------------------->|
       20.0  |-- BYE -------------------->|
       20.0  |<-------------------- 481 --|
    `);
  });
});

describe("the basic calls of RFC 3665 over what loses messages", () => {
  test("the 486 is sent again until the ACK, and the transaction goes when it cannot be asked again [BCF-3.9]", () => {
    const { alice, bob, core, wait, ladder } = flowOver();
    const sizes: number[] = [];

    alice.invites({ offer });
    bob.rejects(486);
    wait(2_000);
    alice.acknowledges();
    wait(4_999);
    alice.repeats("ACK");
    sizes.push(core.transactions.size);
    wait(1);
    sizes.push(core.transactions.size);

    // RFC 3261 §17.2.1: timer I is T4.
    expect(sizes).toEqual([1, 0]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.5  |<-------------------- 486 --|
        1.5  |<-------------------- 486 --|
        2.0  |-- ACK -------------------->|
        7.0  |-- ACK -------------------->|
    `);
  });

  test("the callee is down: one call, heard of for the first time with the last of seven INVITEs [BCF-3.10]", () => {
    const { alice, bob, wait, wire, ladder } = flowOver();
    wire.loses("INVITE", { times: 6 });

    alice.invites({ offer });
    for (const gap of [500, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      wait(gap);
      alice.repeats("INVITE");
    }
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer -----------x|
        0.5  |-- INVITE offer -----------x|
        1.5  |-- INVITE offer -----------x|
        3.5  |-- INVITE offer -----------x|
        7.5  |-- INVITE offer -----------x|
       15.5  |-- INVITE offer -----------x|
       31.5  |-- INVITE offer ----------->|
       31.5  |                            | onInvite
       31.5  |<------------- 200 answer --|
       31.5  |                            | AckWait
       31.5  |-- ACK -------------------->|
       31.5  |                            | onAck, Confirmed
       31.5  |-- BYE -------------------->|
       31.5  |                            | onBye
       31.5  |<-------------------- 200 --|
       31.5  |                            | Terminated
    `);
  });

  test("the callee is back in time for two of them: still one call [BCF-3.10]", () => {
    const { alice, bob, wait, wire, ladder } = flowOver();
    wire.loses("INVITE", { times: 5 });

    alice.invites({ offer });
    for (const gap of [500, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      wait(gap);
      alice.repeats("INVITE");
    }
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(bob.requests).toHaveLength(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer -----------x|
        0.5  |-- INVITE offer -----------x|
        1.5  |-- INVITE offer -----------x|
        3.5  |-- INVITE offer -----------x|
        7.5  |-- INVITE offer -----------x|
       15.5  |-- INVITE offer ----------->|
       15.5  |                            | onInvite
       15.7  |<-------------------- 100 --|
       31.5  |-- INVITE offer ----------->|
       31.5  |<-------------------- 100 --|
       31.5  |<------------- 200 answer --|
       31.5  |                            | AckWait
       31.5  |-- ACK -------------------->|
       31.5  |                            | onAck, Confirmed
       31.5  |-- BYE -------------------->|
       31.5  |                            | onBye
       31.5  |<-------------------- 200 --|
       31.5  |                            | Terminated
    `);
  });
});

const RECORD_ROUTE = ["<sip:p2.example.net;lr;foo=bar>;x=1", "<sip:p1.example.org;lr>"];

/** Of an INVITE that two proxies have passed on. */
function vias(protocol: string): readonly string[] {
  return [
    `SIP/2.0/${protocol} p2.example.net:5060;branch=z9hG4bKp2`,
    `SIP/2.0/${protocol} p1.example.org:5060;branch=z9hG4bKp1;received=192.0.2.111`,
    `SIP/2.0/${protocol} pc1.example.org:5060;branch=z9hG4bKpc1;received=192.0.2.101`,
  ];
}
