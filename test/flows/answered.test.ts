import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §13.3.1 a call is answered", () => {
  test("rings, is answered, and is hung up by the callee [BCF-3.1]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
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
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        3.0  |<------------- 200 answer --|
        3.0  |                            | AckWait
        3.0  |-- ACK -------------------->|
        3.0  |                            | onAck, Confirmed
        8.0  |<-------------------- BYE --|
        8.0  |                            | Terminated
        8.0  |-- 200 -------------------->|
    `);
  });

  test("each message carries what a dialog needs [BCF-3.1] [DLG-12.1-a] [DLG-12.1.1-b] [DLG-12.1.1-i] [DLG-12.2.1.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.accepts({ answer });
    alice.acknowledges();
    bob.hangsUp();
    alice.answers("BYE", 200);

    const ringing = alice.received(180);
    const accepted = alice.received(200, "INVITE");
    const bye = alice.received("BYE");
    expect(accepted.toTag).toBe(ringing.toTag);
    expect(ringing.getHeaders("Contact")).toEqual(["<sip:bob@192.0.2.4:5060>"]);
    expect(accepted.getHeaders("Contact")).toEqual(["<sip:bob@192.0.2.4:5060>"]);
    expect(bye.requestUri).toBe("sip:alice@pc1.example.org");
    expect(bye.getHeader("From")).toBe(`<sip:bob@example.net>;tag=${String(accepted.toTag)}`);
    expect(bye.getHeader("To")).toBe("<sip:alice@example.org>;tag=a11ce");
    expect(bye.callId).toBe("fx-call-1");
    expect(bye.getHeader("CSeq")).toBe("1 BYE");
    expect(bye.getHeaders("Route")).toEqual([]);
  });

  test("a 100 makes no dialog, a 180 an early one, the 200 a confirmed one, and it is the same [DLG-12.1-a] [DLG-12.1.1-k]", () => {
    const { alice, bob, core } = callFlow();
    const dialogs = (): readonly boolean[] => [...core.dialogs.values()].map(({ early }) => early);

    alice.invites({ offer });
    bob.tries();
    const afterTrying = dialogs();
    const ringing = bob.rings();
    const afterRinging = dialogs();
    const accepted = bob.accepts({ answer });
    const afterAccept = dialogs();
    alice.acknowledges();
    alice.hangsUp();

    expect([afterTrying, afterRinging, afterAccept]).toEqual([[], [true], [false]]);
    expect(accepted.session).toBe(ringing.session);
  });

  test("the 2xx names what may come in the call [INV-13.3.1.4-a] [INV-13.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    const accepted = alice.received(200, "INVITE");
    expect(accepted.getHeaders("Allow")).toEqual(expect.arrayContaining(["INVITE", "ACK", "CANCEL", "BYE"]));
    expect(accepted.hasHeader("Supported")).toBe(true);
    expect(accepted.body).toBe(answer);
  });

  test("a call that two proxies were asked a password for is one call, answered without ringing [BCF-3.3]", () => {
    const { alice, bob, ladder } = callFlow();
    const headers = {
      "Proxy-Authorization": ['Digest username="a", realm="p1"', 'Digest username="a", realm="p2"'],
    };

    alice.invites({ offer, cseq: 3, headers });
    bob.accepts({ answer });
    alice.acknowledges({ headers });
    alice.hangsUp();

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

  test("a call that comes by two proxies rings once [BCF-3.4]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer, via: "SIP/2.0/UDP p1.example.org;branch=z9hG4bKp1" });
    alice.invites({ offer, via: "SIP/2.0/UDP p2.example.org;branch=z9hG4bKp2", cseq: 1001 });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 482 --|
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

  test("a call is heard of for the first time after seven tries, and is one call [BCF-3.10]", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.loses("INVITE", { times: 6 });

    alice.invites({ offer });
    for (const gap of [500, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      wait(gap);
      alice.repeats("INVITE");
    }
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

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
});

describe("RFC 3261 §12.1.1 a dialog lives as long as the call", () => {
  test("a BYE a quarter of an hour later finds it, though every transaction is long gone [DLG-12.1.1-l]", () => {
    const { alice, bob, core, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    wait(900_000);
    const { size } = core.transactions;
    alice.hangsUp();

    expect(size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
      900.0  |-- BYE -------------------->|
      900.0  |                            | onBye
      900.0  |<-------------------- 200 --|
      900.0  |                            | Terminated
    `);
  });
});

describe("RFC 3261 §14 a call in which nobody says anything", () => {
  test("brings nothing on the wire by itself, with or without media [REI-14-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    ladder.clear();
    wait(86_400_000);

    expect(ladder).toHaveLength(0);
    alice.hangsUp();
  });
});

describe("RFC 3261 §13.2.1 offer and answer as the application sees them", () => {
  test("the INVITE offers and the 2xx answers", () => {
    const { alice, bob } = callFlow();
    const seen: unknown[] = [];
    const look = (): unknown =>
      seen.push([bob.session.signalingState, bob.session.offer?.content, bob.session.answer?.content]);

    alice.invites({ offer });
    bob.rings();
    look();
    bob.accepts({ answer });
    look();
    alice.acknowledges();
    alice.hangsUp();
    look();

    expect(seen).toEqual([
      ["HaveRemoteOffer", offer, undefined],
      ["Stable", offer, answer],
      ["Closed", undefined, undefined],
    ]);
  });
});
