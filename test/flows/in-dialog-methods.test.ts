import { describe, expect, test } from "vitest";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { type SessionDelegate } from "../../src/dialog/session.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §12.2.2 requests inside a dialog reach its application", () => {
  test.each([
    ["INFO", "onInfo"],
    ["MESSAGE", "onMessage"],
    ["NOTIFY", "onNotify"],
    ["REFER", "onRefer"],
  ] as const)("%s by %s, which answers as it likes", (method, handler) => {
    const seen: string[] = [];
    const session: SessionDelegate = {
      [handler]: (request: IncomingRequest) => {
        seen.push(request.message.method);
        request.accept({ statusCode: 202 });
      },
    };
    const { alice } = establishedCall({ session });

    alice.sends(method);

    expect(seen).toEqual([method]);
    expect(alice.lastResponse?.statusCode).toBe(202);
    alice.hangsUp();
  });

  test.each([
    ["INFO", 469],
    ["MESSAGE", 200],
    ["NOTIFY", 200],
    ["OPTIONS", 200],
    ["PRACK", 400],
    ["REFER", 480],
    ["SUBSCRIBE", 405],
    ["UPDATE", 200],
    ["BREW", 501],
  ])("%s is answered %i where there is no handler", (method, statusCode) => {
    const { alice, bob, wait } = establishedCall();
    bob.session.delegate = undefined;

    alice.sends(method);
    wait();

    expect(alice.lastResponse?.statusCode).toBe(statusCode);
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("a handler that throws is answered 500, and the call goes on", () => {
    const { alice, bob, end } = establishedCall({
      session: {
        onInfo: () => {
          throw new Error("a mistake of the application");
        },
      },
    });

    alice.sends("INFO");

    expect(alice.lastResponse?.statusCode).toBe(500);
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
    end({ errors: 1 });
  });

  test("they are found while the call rings [DLG-12.2.2-i]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.sends("INFO");
    bob.rejects(486);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("one with an unknown extension is refused 420 [DLG-12.2.2-a]", () => {
    const { alice, bob } = establishedCall();

    alice.sends("INFO", { headers: { Require: "foo" } });

    expect(alice.received(420).getHeader("Unsupported")).toBe("foo");
    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test.each(["INVITE", "INFO", "BYE"])(
    "%s with a To tag that nobody knows is answered 481, and is no new call [DLG-12.2.2-b] [DLG-12.2.2-k]",
    (method) => {
      const { alice, bob } = callFlow();

      alice.sends(method, { toTag: "unknown" });

      expect(alice.lastResponse?.statusCode).toBe(481);
      expect(bob.requests).toEqual([]);
    },
  );

  test("an ACK with such a tag is dropped, and that is told [DLG-12.2.2-b]", () => {
    const { alice, diagnostics } = callFlow();

    alice.sends("ACK", { toTag: "unknown" });

    expect(alice.responses).toEqual([]);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["stray-ack"]);
  });
});

describe("RFC 3261 §12.2.2 the order of requests", () => {
  test.each([
    ["a lower number is refused 500 [DLG-12.2.2-c]", [1010, 1009], [200, 500]],
    ["an equal one, in another transaction, too [DLG-12.2.2-e]", [1010, 1010], [200, 500]],
    ["a gap is no fault, and the last number counts [DLG-12.2.2-d]", [1010, 1015, 1014], [200, 200, 500]],
    ["the greatest that fits is above every other [DLG-12.2.2-h]", [1010, 4_294_967_295, 5], [200, 200, 500]],
  ])("%s", (_rule, numbers, statusCodes) => {
    const { alice, bob } = establishedCall();

    for (const cseq of numbers) alice.sends("INFO", { cseq });

    expect(alice.responses.slice(1).map(({ statusCode }) => statusCode)).toEqual(statusCodes);
    expect(bob.session.sessionState).toBe("Confirmed");
    bob.ends();
    alice.answers("BYE", 200);
  });

  test("a number counts also when its request is refused [DLG-12.2.2-g]", () => {
    const { alice } = establishedCall();

    alice.sends("INFO", { cseq: 1011, headers: { Require: "foo" } });
    alice.sends("INFO", { cseq: 1011 });
    alice.sends("INFO", { cseq: 1012 });

    expect(alice.responses.slice(1).map(({ statusCode }) => statusCode)).toEqual([420, 500, 200]);
    alice.hangsUp();
  });

  test("a copy is answered as the first one was, whatever came since", () => {
    const { alice, ladder } = establishedCall();

    const info = alice.sends("INFO");
    alice.sends("MESSAGE");
    alice.sendsText(info);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- MESSAGE ---------------->|
        0.0  |                            | onMessage
        0.0  |<-------------------- 200 --|
        0.0  |-- INFO ------------------->|
        0.0  |<-------------------- 200 --|
    `);
    alice.hangsUp();
  });
});

describe("RFC 3261 §12.2.1.2, RFC 5057 §5.1 our request inside a dialog fails", () => {
  test.each([404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 502, 604])(
    "a %i ends the call with a BYE [DLG-12.2.1.2-a] [DLG-5057.5.1-a]",
    (statusCode) => {
      const { alice, bob } = establishedCall();

      bob.does((session) => session.info());
      alice.answers("INFO", statusCode);
      alice.answers("BYE", 200);

      expect(bob.session.sessionState).toBe("Terminated");
    },
  );

  test.each([400, 405, 415, 420, 488, 500, 501, 503, 603])(
    "a %i is told and ends nothing [DLG-5057.5.1-a]",
    (statusCode) => {
      const told: number[] = [];
      const { alice, bob } = establishedCall();

      bob.does((session) => session.info({ onReject: ({ message }) => told.push(message.statusCode) }));
      alice.answers("INFO", statusCode);

      expect(told).toEqual([statusCode]);
      expect(bob.session.sessionState).toBe("Confirmed");
      alice.hangsUp();
    },
  );

  test("no answer at all is a 408 [DLG-12.2.1.2-a]", () => {
    const { alice, bob, wait, ladder } = establishedCall({ protocol: "TCP" });

    bob.does((session) => session.info());
    wait(32_000);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<------------------- INFO --|
       32.0  |<-------------------- BYE --|
       32.0  |                            | Terminated
       32.0  |-- 200 -------------------->|
    `);
  });

  test("while it rings the INVITE is refused instead, since no BYE may go [DLG-13-a] [BYE-15-a]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.does((session) => session.info());
    alice.answers("INFO", 481);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<------------------- INFO --|
        0.0  |-- 481 -------------------->|
        0.0  |<-------------------- 480 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("before the ACK the BYE waits for it", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({ offer });
    bob.accepts({ answer });
    bob.does((session) => session.info());
    alice.answers("INFO", 481);
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |<------------------- INFO --|
        0.0  |-- 481 -------------------->|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 200 -------------------->|
    `);
  });
});

describe("RFC 3261 §12.2 what the application may ask of a session, by state", () => {
  test.each([
    ["info", "yes yes yes"],
    ["prack", "yes yes yes"],
    ["message", "no yes yes"],
    ["notify", "no yes yes"],
    ["refer", "no yes yes"],
    ["invite", "no no yes"],
    ["bye", "no no yes"],
  ] as const)("%s() while it rings, before the ACK, after it: %s", (method, expected) => {
    const { alice, bob } = callFlow({ automatic: { answer: secondOffer } });
    const attempt = (): string => {
      try {
        bob.session[method]();
        return "yes";
      } catch {
        return "no";
      }
    };

    alice.invites({ offer });
    bob.rings();
    const answers = [attempt()];
    const { session } = bob.does((_session, request) => {
      const response = request.accept({
        body: { contentDisposition: "session", contentType: "application/sdp", content: answer },
      });
      answers.push(attempt());
      return response;
    });
    answers.push(attempt());

    expect(answers.join(" ")).toBe(expected);
    session.end();
  });
});
