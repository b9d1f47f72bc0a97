import { describe, expect, test } from "vitest";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { NonInviteServerTransaction } from "../../src/transaction/non-invite-server-transaction.js";
import { requestOf, settle, Surroundings } from "./support.js";

function receive(method: string) {
  const around = new Surroundings();
  const successor = new Surroundings();
  const { transport, clock } = around;
  const kind = method === "INVITE" ? InviteServerTransaction : NonInviteServerTransaction;
  const transaction = new kind(requestOf(method), transport, around);
  return { around, successor, transport, clock, transaction };
}

describe("RFC 3261 §17.2 a server transaction with nothing left but its duty to the peer", () => {
  test("forgets its request, repeats its response, and tells its new user of its end", () => {
    const { around, successor, transport, clock, transaction } = receive("BYE");
    transaction.receiveResponse(200, "SIP/2.0 200 OK");

    transaction.settle(successor);
    expect(transaction).toMatchObject({ request: undefined, settled: true, method: "BYE", lastStatusCode: 200 });

    transaction.receiveRequest(requestOf("BYE"));
    clock.advance(32_000);

    expect(transport.texts).toEqual(["SIP/2.0 200 OK", "SIP/2.0 200 OK"]);
    expect(around.heard).toEqual(["Completed"]);
    expect(successor.heard).toEqual(["Terminated"]);
  });

  test("an accepted INVITE absorbs; what was sent is not kept (RFC 6026 §7.1)", () => {
    const { successor, transport, transaction } = receive("INVITE");
    transaction.receiveResponse(200, "SIP/2.0 200 OK");

    transaction.settle(successor);
    transaction.receiveRequest(requestOf("INVITE"));
    (transaction as InviteServerTransaction).retransmitAcceptedResponse();

    expect(transport.texts).toEqual(["SIP/2.0 200 OK"]);
    expect(transaction.lastStatusCode).toBe(200);
  });

  test("while an arrow is being followed its user hears of it to the end", () => {
    const { around, successor, transport, transaction } = receive("BYE");
    transport.fate = () => {
      throw new Error("the wire is cut");
    };
    around.onStateChange = () => transaction.settle(successor);

    transaction.receiveResponse(200, "SIP/2.0 200 OK");

    expect(around.heard).toEqual(["transportError"]);
    expect(successor.heard).toEqual([]);
    expect(transaction.settled).toBe(true);
  });

  test("what was sent before, and fails later, is told to whom it concerns", async () => {
    const { around, successor, transport, transaction } = receive("BYE");
    transport.fate = () => Promise.reject(new Error("the wire is cut"));
    transaction.receiveResponse(200, "SIP/2.0 200 OK");

    transaction.settle(successor);
    await settle();

    expect(around.heard).toEqual(["Completed", "transportError"]);
    expect(successor.heard).toEqual([]);
  });
});
