import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

/** An INVITE as an RFC 2543 phone writes it: no branch cookie, no From tag. */
function oldInvite(): string {
  return [
    "INVITE sip:bob@192.0.2.4 SIP/2.0",
    "Via: SIP/2.0/UDP pc1.example.org",
    "From: Alice <sip:alice@example.org>",
    "To: Bob <sip:bob@example.net>",
    "Call-ID: fx-call-1",
    "CSeq: 1 INVITE",
    "Contact: <sip:alice@pc1.example.org>",
    "Max-Forwards: 70",
    "Content-Type: application/sdp",
    `Content-Length: ${offer.length}`,
    "",
    offer,
  ].join("\r\n");
}

function inOldDialog(method: string, cseq: number, toTag: string): string {
  return [
    `${method} sip:bob@192.0.2.4 SIP/2.0`,
    "Via: SIP/2.0/UDP pc1.example.org",
    "From: Alice <sip:alice@example.org>",
    `To: Bob <sip:bob@example.net>;tag=${toTag}`,
    "Call-ID: fx-call-1",
    `CSeq: ${cseq} ${method}`,
    "Max-Forwards: 70",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
}

describe("RFC 3261 §12.1.1 a caller without a From tag (RFC 2543)", () => {
  test("is acknowledged and hangs up as any other [DLG-12.1.1-j] [DLG-12-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.sendsText(oldInvite());
    bob.accepts({ answer });
    const { toTag = "" } = alice.received(200, "INVITE");
    alice.sendsText(inOldDialog("ACK", 1, toTag));
    alice.sendsText(inOldDialog("BYE", 2, toTag));

    expect(bob.session.remoteTag).toBe("");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE sdp ------------->|
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

  test("is sent no To tag [DLG-12.1.1-j] [DLG-12.2.1.1-a]", () => {
    const { alice, bob } = callFlow();

    alice.sendsText(oldInvite());
    bob.accepts({ answer });
    alice.sendsText(inOldDialog("ACK", 1, alice.received(200, "INVITE").toTag ?? ""));
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("To")).toBe("<sip:alice@example.org>");
  });
});
