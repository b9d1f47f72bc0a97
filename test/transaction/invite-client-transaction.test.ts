import { describe, expect, test } from "vitest";
import { cancelFor } from "../../src/message/cancel-for.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { InviteClientTransaction } from "../../src/transaction/invite-client-transaction.js";
import { NonInviteClientTransaction } from "../../src/transaction/non-invite-client-transaction.js";
import { failures, type Options, settle, Surroundings } from "./support.js";

const INVITE = new OutgoingRequestMessage({
  method: "INVITE",
  requestUri: "sip:alice@192.0.2.4:5062;line=1",
  via: "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKre;rport",
  routes: ["<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>"],
  from: "<sip:bob@example.com>;tag=b",
  to: "<sip:alice@example.com>;tag=a",
  callId: "c1@192.0.2.4",
  cseq: 7,
  contact: "<sip:bob@192.0.2.1>",
  body: { contentDisposition: "session", contentType: "application/sdp", content: "v=0\r\n" },
});

function response(statusCode: number, toTag = "a"): IncomingResponseMessage {
  const message = parseMessage(
    [
      `SIP/2.0 ${statusCode} Whatever`,
      "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKre;rport=5060;received=192.0.2.1",
      "From: <sip:bob@example.com>;tag=b",
      `To: "Alice" <sip:alice@example.com>;tag=${toTag}`,
      "Call-ID: c1@192.0.2.4",
      "CSeq: 7 INVITE",
      "Content-Length: 0",
      "",
      "",
    ].join("\r\n"),
  );
  if (!(message instanceof IncomingResponseMessage)) throw new Error("the test's own response is unreadable");
  return message;
}

function sendInvite(options?: Options) {
  const around = new Surroundings(options);
  const transaction = new InviteClientTransaction(INVITE, around.transport, around);
  const methods = (): (string | undefined)[] => around.transport.texts.map((text) => text.split(" ")[0]);
  return { around, clock: around.clock, transport: around.transport, heard: around.heard, transaction, methods };
}

describe("RFC 3261 §17.1, RFC 3261 §17.1.1, RFC 6026 §7.2 INVITE client transaction", () => {
  test("repeats over UDP twice as late each time, without a ceiling, and reports a timeout after 64*T1 [ICT-17.1.1-a] [ICT-17.1.1-b]", () => {
    const { clock, transport, transaction, heard, methods } = sendInvite();

    transaction.start();
    clock.advance(31_999);
    expect(heard).toEqual([]);
    clock.advance(1);

    expect(transport.times).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(new Set(methods())).toEqual(new Set(["INVITE"]));
    expect(heard).toEqual(["Terminated", "timeout"]);
    expect(clock.pending).toBe(0);
  });

  test("does not repeat over TCP, and reports a timeout all the same [ICT-17.1.1-a]", () => {
    const { clock, transport, transaction, heard } = sendInvite({ protocol: "TCP" });

    transaction.start();
    clock.advance(32_000);

    expect(transport.times).toEqual([0]);
    expect(heard).toEqual(["Terminated", "timeout"]);
  });

  test("stops repeating at a provisional and then waits without end [ICT-17.1.1-a] [ICT-17.1.1-b]", () => {
    const { clock, transport, transaction, heard } = sendInvite();
    transaction.start();
    clock.advance(600);

    transaction.receiveResponse(response(180));
    transaction.receiveResponse(response(180));
    clock.advance(3_600_000);

    expect(transport.times).toEqual([0, 500]);
    expect(heard).toEqual(["Proceeding", "180", "180"]);
    expect(clock.pending).toBe(0);
  });

  test("gives a refusal to the user once, and sends an ACK for it and for each repetition [ICT-17.1.1-c]", () => {
    const { transaction, heard, methods } = sendInvite();
    transaction.start();

    transaction.receiveResponse(response(491));
    transaction.receiveResponse(response(491));

    expect(methods()).toEqual(["INVITE", "ACK", "ACK"]);
    expect(heard).toEqual(["Completed", "491"]);
  });

  test("sends the ACK over TCP too [ICT-17.1.1-c]", () => {
    const { clock, transaction, heard, methods } = sendInvite({ protocol: "TCP" });
    transaction.start();

    transaction.receiveResponse(response(486));
    transaction.receiveResponse(response(486));
    clock.advance(0);
    transaction.receiveResponse(response(486));

    expect(methods()).toEqual(["INVITE", "ACK", "ACK"]);
    expect(heard).toEqual(["Completed", "486", "Terminated"]);
  });

  test("makes the ACK from the INVITE, and its To from the response [ICT-17.1.1.3-a]", () => {
    const { transport, transaction } = sendInvite();
    transaction.start();
    transaction.receiveResponse(response(491, "other"));

    const ack = parseMessage(transport.texts[1] ?? "");

    expect(ack).toBeInstanceOf(IncomingRequestMessage);
    if (!(ack instanceof IncomingRequestMessage)) return;
    expect(ack.method).toBe("ACK");
    expect(ack.requestUri).toBe("sip:alice@192.0.2.4:5062;line=1");
    expect(ack.getHeaders("Via")).toEqual(["SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKre;rport"]);
    expect(ack.getHeaders("Route")).toEqual(["<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>"]);
    expect(ack.getHeader("From")).toBe("<sip:bob@example.com>;tag=b");
    expect(ack.getHeader("To")).toBe('"Alice" <sip:alice@example.com>;tag=other');
    expect(ack.getHeader("Call-ID")).toBe("c1@192.0.2.4");
    expect(ack.getHeader("CSeq")).toBe("7 ACK");
    expect(ack.body).toBe("");
  });

  test("stays in Completed for 32 s over UDP, whatever T1 is, also after a provisional [ICT-6026.8.4-a]", () => {
    const { clock, transaction, heard } = sendInvite({ timers: { T1: 100 } });
    transaction.start();
    transaction.receiveResponse(response(180));
    transaction.receiveResponse(response(491));

    clock.advance(31_999);
    expect(transaction.state).toBe("Completed");
    clock.advance(1);

    expect(heard.at(-1)).toBe("Terminated");
    expect(clock.pending).toBe(0);
  });

  test.each(["UDP", "TCP"])(
    "gives every 2xx to the user, acknowledges none, and ends after 64*T1 over %s [ICT-6026.7.2-a]",
    (protocol) => {
      const { clock, transaction, heard, methods } = sendInvite({ protocol });
      transaction.start();

      transaction.receiveResponse(response(200, "one"));
      transaction.receiveResponse(response(200, "one"));
      transaction.receiveResponse(response(200, "two"));
      transaction.receiveResponse(response(180));
      transaction.receiveResponse(response(486));
      clock.advance(31_999);
      expect(transaction.state).toBe("Accepted");
      clock.advance(1);

      expect(methods()).toEqual(["INVITE"]);
      expect(heard).toEqual(["Accepted", "200", "200", "200", "Terminated"]);
    },
  );

  test.each(failures)("ends, and says so once, when send %s [CT-17.1.4-a]", async (_, fate) => {
    const { clock, transport, transaction, heard } = sendInvite();
    transport.fate = fate;

    transaction.start();
    await settle();

    expect(heard).toEqual(["Terminated", "transportError"]);
    expect(clock.pending).toBe(0);
  });

  test.each(failures)("gives the refusal to the user before it ends because the ACK's send %s", async (_, fate) => {
    const { transport, transaction, heard } = sendInvite();
    transaction.start();
    transport.fate = fate;

    transaction.receiveResponse(response(486));
    await settle();

    expect(heard).toEqual(["Completed", "486", "Terminated", "transportError"]);
  });
});

describe("RFC 3261 §9.1 the CANCEL of an INVITE of ours", () => {
  test("has the INVITE's Request-URI, top Via alone, Route, From, To, Call-ID and CSeq number, and no Require [CAN-9.1-a]", () => {
    const around = new Surroundings();
    const cancel = cancelFor(INVITE);
    new NonInviteClientTransaction(cancel, around.transport, around).start();

    const message = parseMessage(around.transport.texts[0] ?? "");

    expect(message).toBeInstanceOf(IncomingRequestMessage);
    if (!(message instanceof IncomingRequestMessage)) return;
    expect(message.method).toBe("CANCEL");
    expect(message.requestUri).toBe(INVITE.requestUri);
    for (const name of ["Via", "Route", "From", "To", "Call-ID"]) {
      expect(message.getHeaders(name)).toEqual(INVITE.getHeaders(name));
    }
    expect(message.getHeader("CSeq")).toBe("7 CANCEL");
    expect(message.hasHeader("Require")).toBe(false);
    expect(cancel.viaBranch).toBe(INVITE.viaBranch);
  });
});
