import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §13.3.1.4 the ACK to a 2xx", () => {
  test("has a branch of its own, stops the repeats, and has no effect a second time [ACK-13.3-a] [ACK-13.3-c]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(700);
    alice.acknowledges();
    alice.acknowledges();
    alice.repeats("ACK");
    wait(10_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |<------------- 200 answer --|
        0.7  |-- ACK -------------------->|
        0.7  |                            | onAck, Confirmed
        0.7  |-- ACK -------------------->|
        0.7  |-- ACK -------------------->|
       10.7  |-- BYE -------------------->|
       10.7  |                            | onBye
       10.7  |<-------------------- 200 --|
       10.7  |                            | Terminated
    `);
  });

  test("counts for the INVITE whose number it carries [ACK-13.3-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges({ cseq: 1002 });
    wait(500);
    alice.acknowledges();
    wait(5_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.5  |<------------- 200 answer --|
        0.5  |-- ACK -------------------->|
        0.5  |                            | onAck, Confirmed
        5.5  |-- BYE -------------------->|
        5.5  |                            | onBye
        5.5  |<-------------------- 200 --|
        5.5  |                            | Terminated
    `);
  });

  test("is exempt from the order of numbers: a late one stops the first 2xx [ACK-13.3-b]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    const response = alice.received(200);
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    wait(600);
    alice.acknowledges({ response });
    wait(5_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.5  |<------------- 200 answer --|
        0.6  |-- ACK -------------------->|
        0.6  |                            | onAck, Confirmed
        5.6  |-- BYE -------------------->|
        5.6  |                            | onBye
        5.6  |<-------------------- 200 --|
        5.6  |                            | Terminated
    `);
  });

  test("does not move the target [ACK-12.2-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges({ headers: { Contact: "<sip:alice@elsewhere.example.org>" } });
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc1.example.org");
  });

  test("without the answer that it owes ends the call [ACK-13.2.1-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites();
    bob.accepts({ offer: answer });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE ----------------->|
        0.0  |                            | onInvite
        0.0  |<-------------- 200 offer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });

  test("with the answer that it owes completes the session [ACK-13.2.1-a]", () => {
    const { alice, bob } = establishedCall({ invite: {} });

    expect(bob.session.offer?.content).toBe(answer);
    expect(bob.session.answer?.content).toBe(offer);
    alice.hangsUp();
  });

  test("that nobody can use is the session's to judge, and is not answered [ACK-22.1-a]", () => {
    const acknowledged: (string | undefined)[] = [];
    const onAck = ({ message }: { message: { getHeader(name: string): string | undefined } }): void =>
      void acknowledged.push(message.getHeader("content-type"));
    const { alice, bob, ladder } = callFlow({ session: { onAck } });

    alice.invites({ offer });
    bob.accepts({ answer });
    ladder.clear();
    alice.acknowledges({ body: "?", contentType: "text/x", headers: { Require: "foo", "Content-Encoding": "br" } });
    alice.hangsUp();

    expect(acknowledged).toEqual(["text/x"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });
});
