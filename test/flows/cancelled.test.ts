import { describe, expect, test } from "vitest";
import { TransactionStateError } from "../../src/errors.js";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §9.2 CANCEL", () => {
  test("before anything was sent: both responses have one tag [CAN-9.2-g] [CAN-9.2-i]", () => {
    const { alice } = callFlow();

    alice.invites({ offer });
    alice.cancels();
    alice.acknowledges();

    expect(alice.received(200, "CANCEL").toTag).toBeDefined();
    expect(alice.received(200, "CANCEL").toTag).toBe(alice.received(487, "INVITE").toTag);
    expect(alice.responses.filter(({ method }) => method === "CANCEL")).toHaveLength(1);
  });

  test("and the 487 are two transactions: each goes its own way [CAN-9.2-j]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.cancels();
    wait(600);
    alice.repeats("CANCEL");
    wait(2_000);
    alice.acknowledges();
    wait(1_000);
    alice.repeats("CANCEL");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.5  |<-------------------- 487 --|
        0.6  |-- CANCEL ----------------->|
        0.6  |<-------------------- 200 --|
        1.5  |<-------------------- 487 --|
        2.6  |-- ACK -------------------->|
        3.6  |-- CANCEL ----------------->|
        3.6  |<-------------------- 200 --|
    `);
  });

  test("is found by branch and sent-by: another one belongs to nothing [CAN-9.2-a] [CAN-9.2-b]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.cancels({ branch: "z9hG4bKother" });
    alice.cancels({ via: "SIP/2.0/UDP pc2.example.org;branch=z9hG4bKfx001" });
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
    expect(alice.received(481).reasonPhrase).toBe("Call/Transaction Does Not Exist");
  });

  test("without the cookie is found by all that names the INVITE [CAN-9.2-a]", () => {
    const { alice, bob, ladder } = callFlow({ alice: { via: "SIP/2.0/UDP pc1.example.org" } });

    alice.invites({ offer });
    bob.rings();
    alice.cancels({ callId: "another" });
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("for nothing at all gets 481, copies too [CAN-9.2-b]", () => {
    const { alice, ladder } = callFlow();

    alice.sends("CANCEL");
    alice.repeats("CANCEL");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
    `);
    expect(new Set(alice.responses.map(({ toTag }) => toTag)).size).toBe(1);
  });

  test("may require what it likes [UAS-8.2.2.3-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.cancels({ headers: { Require: "foo", "Proxy-Require": "foo" } });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 200, 487]);
  });

  test("may be answered by the application with another refusal", () => {
    const { alice, bob, ladder } = callFlow({
      delegate: {
        onInvite: (request) => {
          request.delegate = { ...request.delegate, onCancel: () => request.reject({ statusCode: 603 }) };
        },
      },
    });

    alice.invites({ offer });
    bob.rings();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 603 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("may not be overruled by accepting [CAN-9.2-d]", () => {
    const thrown: unknown[] = [];
    const { alice, bob } = callFlow({
      delegate: {
        onInvite: (request) => {
          const onCancel = (): void => {
            try {
              request.accept({
                body: { contentDisposition: "session", contentType: "application/sdp", content: answer },
              });
            } catch (error) {
              thrown.push(error);
            }
          };
          request.delegate = { onCancel };
        },
      },
    });

    alice.invites({ offer });
    bob.rings();
    alice.cancels();
    alice.acknowledges();

    expect(thrown).toEqual([expect.any(TransactionStateError)]);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 200, 487]);
  });

  test("of another request than an INVITE has no effect [CAN-9.2-f]", () => {
    const requests: IncomingRequest[] = [];
    const { alice, ladder, diagnostics } = callFlow({
      delegate: { onOptions: (request) => requests.push(request) },
    });

    alice.sends("OPTIONS", { branch: "z9hG4bKfx009" });
    alice.sends("CANCEL", { branch: "z9hG4bKfx009", cseq: 1001 });
    requests[0]?.accept();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- OPTIONS ---------------->|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
    `);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["late-cancel"]);
  });
});

describe("RFC 3261 §9.2 CANCEL of a re-INVITE", () => {
  test("leaves the call as it was, its numbers too [CAN-9.2-k] [CAN-9.2-i]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    alice.sends("CANCEL", { branch: "z9hG4bKfx003", cseq: 1002 });
    alice.acknowledges();
    alice.sends("INFO", { cseq: 1003 });
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
  });

  test("that has been answered changes nothing [CAN-9.2-e]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.sends("CANCEL", { branch: "z9hG4bKfx003", cseq: 1002 });
    wait(500);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onLateCancel
        0.5  |<------------- 200 answer --|
        0.5  |-- ACK -------------------->|
        0.5  |                            | onAck
        0.5  |-- BYE -------------------->|
        0.5  |                            | onBye
        0.5  |<-------------------- 200 --|
        0.5  |                            | Terminated
    `);
  });
});

describe("RFC 3261 §9.1 CANCEL of our own re-INVITE", () => {
  test("waits for a provisional response, and repeats what names the INVITE [CAN-9.1-a]", () => {
    const { alice, bob, wait, ladder } = establishedCall();

    const invite = bob.reinvites({ offer: secondOffer, extraHeaders: ["Require: timer"] });
    invite.cancel();
    wait(100);
    alice.answers("INVITE", 100);
    alice.answers("CANCEL", 200);
    alice.answers("INVITE", 487);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.1  |-- 100 -------------------->|
        0.1  |<----------------- CANCEL --|
        0.1  |-- 200 -------------------->|
        0.1  |-- 487 -------------------->|
        0.1  |<-------------------- ACK --|
        0.1  |-- BYE -------------------->|
        0.1  |                            | onBye
        0.1  |<-------------------- 200 --|
        0.1  |                            | Terminated
    `);
    const [sent, cancel] = [alice.received("INVITE"), alice.received("CANCEL")];
    expect(cancel.getHeaders("via")).toEqual([sent.getHeader("via")]);
    expect(cancel.requestUri).toBe(sent.requestUri);
    expect(["call-id", "to", "from", "route"].map((name) => cancel.getHeader(name))).toEqual(
      ["call-id", "to", "from", "route"].map((name) => sent.getHeader(name)),
    );
    expect(cancel.getHeader("cseq")).toBe("1 CANCEL");
    expect(cancel.hasHeader("require")).toBe(false);
  });

  test("gives up 64*T1 later, when no final response comes [CAN-9.1-b]", () => {
    const { alice, bob, wait, core } = establishedCall();
    const told: number[] = [];

    const invite = bob.reinvites({
      offer: secondOffer,
      delegate: { onReject: ({ message }) => told.push(message.statusCode) },
    });
    alice.answers("INVITE", 100);
    invite.cancel();
    alice.answers("CANCEL", 200);
    wait(32_000);
    const left = core.transactions.transactions.filter(({ kind }) => kind === "ict");
    alice.hangsUp();

    expect(told).toEqual([408]);
    expect(left).toEqual([]);
  });
});
