import { describe, expect, test } from "vitest";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { type Session } from "../../src/dialog/session.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §15.1.2 a BYE is received", () => {
  test("is answered 200, and the session is over [BYE-15.1.2-b]", () => {
    const { alice, core, ladder } = establishedCall();

    alice.hangsUp();

    expect(core.dialogs.size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("is answered 200 where the application says nothing to it [BYE-15.1.2-b] [NIST-17.1-a]", () => {
    const { alice, bob, wait } = establishedCall();
    bob.session.delegate = undefined;

    alice.hangsUp();
    wait();

    expect(alice.lastResponse?.statusCode).toBe(200);
    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("a copy of it gets a copy of the answer", () => {
    const { alice, ladder } = establishedCall();

    alice.hangsUp();
    alice.repeats("BYE");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 200 --|
    `);
  });

  test.each([
    ["with unknown tags", { toTag: "unknown" }],
    ["without a To tag", { toTag: undefined }],
  ])("%s it is answered 481 [BYE-15.1.2-a]", (_how, options) => {
    const { alice, bob } = establishedCall();

    alice.hangsUp(options);

    expect(alice.lastResponse?.statusCode).toBe(481);
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("a second one, in another transaction, finds no dialog [DLG-12.2.2-e]", () => {
    const { alice, ladder } = establishedCall();

    alice.hangsUp();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 481 --|
    `);
  });

  test("is matched by its tags, whatever its From says [DLG-12.2-a]", () => {
    const { alice, bob } = establishedCall();

    alice.hangsUp({ from: "Carol <sip:carol@example.com>", to: "<sip:nobody@example.com>" });

    expect(alice.lastResponse?.statusCode).toBe(200);
    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("before the ACK it ends the call, and the 2xx is not repeated any more [BYE-15.1.2-e]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(300);
    alice.hangsUp();
    wait(100);
    alice.acknowledges();
    wait(10_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.3  |-- BYE -------------------->|
        0.3  |                            | onBye
        0.3  |<-------------------- 200 --|
        0.3  |                            | Terminated
        0.4  |-- ACK -------------------->|
    `);
  });

  test("with a lower number than the last request it is answered 500, and the call goes on [BYE-12.2.2-a] [DLG-12.2.2-c]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.sends("INFO", { cseq: 1020 });
    alice.hangsUp({ cseq: 1019 });
    const { sessionState } = bob.session;
    alice.hangsUp({ cseq: 1021 });

    expect(sessionState).toBe("Confirmed");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });
});

describe("RFC 3261 §15.1.1 a BYE is sent", () => {
  test("the session is over before the answer comes, the dialog when it has come [BYE-15.1.1-a] [DLG-12.3-c]", () => {
    const { alice, bob, core } = establishedCall();

    bob.hangsUp();
    const sizes = [core.dialogs.size];
    const { sessionState, signalingState } = bob.session;
    alice.answers("BYE", 200);
    sizes.push(core.dialogs.size);

    expect([sessionState, signalingState]).toEqual(["Terminated", "Closed"]);
    expect(sizes).toEqual([1, 0]);
  });

  test.each([404, 408, 481, 500])("a %i ends it all the same [BYE-15.1.1-b]", (statusCode) => {
    const { alice, bob, core } = establishedCall();

    bob.hangsUp();
    alice.answers("BYE", statusCode);

    expect(core.dialogs.size).toBe(0);
    expect(alice.requests.filter(({ method }) => method === "BYE")).toHaveLength(1);
  });

  test("no answer at all ends it after 64*T1, and no other BYE is sent [BYE-15.1.1-b]", () => {
    const told: number[] = [];
    const { bob, core, wait, ladder } = establishedCall();

    bob.hangsUp({ delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
    wait(40_000);

    expect(told).toEqual([408]);
    expect(core.dialogs.size).toBe(0);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.5  |<-------------------- BYE --|
        1.5  |<-------------------- BYE --|
        3.5  |<-------------------- BYE --|
        7.5  |<-------------------- BYE --|
       11.5  |<-------------------- BYE --|
       15.5  |<-------------------- BYE --|
       19.5  |<-------------------- BYE --|
       23.5  |<-------------------- BYE --|
       27.5  |<-------------------- BYE --|
       31.5  |<-------------------- BYE --|
    `);
  });

  test("a way that is broken ends it too [BYE-15.1.1-b]", async () => {
    const told: number[] = [];
    const { bob, core, wire } = establishedCall();
    wire.fails("BYE");

    bob.hangsUp({ delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
    await Promise.resolve();

    expect(told).toEqual([503]);
    expect(core.dialogs.size).toBe(0);
  });

  test("one that asks for a password is sent again with it, in the same dialog [RAC-D] [DLG-8.1.3.5-a]", () => {
    const { alice, bob, core, ladder } = establishedCall();
    const extraHeaders = ['Authorization: Digest username="bob"'];

    bob.hangsUp({ delegate: { onReject: () => bob.session.bye(undefined, { extraHeaders }) } });
    alice.answers("BYE", 401, { headers: { "WWW-Authenticate": 'Digest realm="a", nonce="n"' } });
    const { size } = core.dialogs;
    alice.answers("BYE", 200);

    expect(size).toBe(1);
    expect(core.dialogs.size).toBe(0);
    expect(alice.requests.map((request) => [request.getHeader("CSeq"), request.hasHeader("Authorization")])).toEqual([
      ["1 BYE", false],
      ["2 BYE", true],
    ]);
    expect(alice.requests[0]?.viaBranch).not.toBe(alice.requests[1]?.viaBranch);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 401 -------------------->|
        0.0  |<-------------------- BYE --|
        0.0  |-- 200 -------------------->|
    `);
  });

  test("where the application has no password, the call is over without [RAC-D]", () => {
    const { alice, bob, core } = establishedCall();

    bob.hangsUp();
    alice.answers("BYE", 407, { headers: { "Proxy-Authenticate": 'Digest realm="a", nonce="n"' } });

    expect(core.dialogs.size).toBe(0);
    expect(() => bob.session.bye()).toThrow(/cannot send BYE/);
  });
});

describe("RFC 3261 §8.2.6 a BYE that its application leaves alone", () => {
  test("ends the session, and is forgotten when even the peer has given up", () => {
    const left: IncomingRequest[] = [];
    const sessions: Session[] = [];
    const { alice, bob, core, wait } = establishedCall({ session: { onBye: (request) => left.push(request) } });
    sessions.push(bob.session);

    alice.hangsUp();
    const { size } = core.transactions;
    wait(32_000);

    expect(left).toHaveLength(1);
    expect(sessions.map(({ sessionState }) => sessionState)).toEqual(["Terminated"]);
    expect([size, core.transactions.size]).toEqual([2, 0]);
  });

  test("may still be answered after the session is over", () => {
    const left: IncomingRequest[] = [];
    const { alice, wait } = establishedCall({ session: { onBye: (request) => left.push(request) } });

    alice.hangsUp();
    wait(1_000);
    left[0]?.accept();

    expect(alice.lastResponse?.statusCode).toBe(200);
  });
});

describe("RFC 3261 §22.2 a BYE that our application wants to see credentials for", () => {
  test("leaves the call as it is; the one that has them ends it [RAC-D]", () => {
    const causes: string[] = [];
    const challenge = ['WWW-Authenticate: Digest realm="example.net", nonce="1"'];
    const { alice, bob } = establishedCall({
      session: {
        onBye: (request) =>
          request.message.hasHeader("Authorization")
            ? request.accept()
            : request.reject({ statusCode: 401, extraHeaders: challenge }),
        onTerminated: ({ cause }) => causes.push(cause),
      },
    });

    alice.hangsUp();
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp({ headers: { Authorization: 'Digest username="alice"' } });

    expect(alice.responses.map(({ statusCode }) => statusCode).slice(1)).toEqual([401, 200]);
    expect(causes).toEqual(["remote-bye"]);
  });
});
