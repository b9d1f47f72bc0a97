import { describe, expect, test } from "vitest";
import { type Call, CallEndedError, TransactionStateError, UserAgentCore } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { handled } from "./handled.js";

describe("RFC 3261 §13.3.1 a call is handled in one function", () => {
  test("it rings, is answered after a time and hung up at the end of the block", async () => {
    const { alice, pass, ladder } = handled(async (call) => {
      call.ring();
      await call.delay(3_000);
      await using session = await call.answer(answer);
      await call.delay(1_000);
      session.info();
    });

    alice.invites({ offer });
    await pass(3_000);
    alice.acknowledges();
    await pass(1_000);
    alice.answers("INFO", 200);
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 180 --|
        3.0  |<---------------- 200 sdp --|
        3.0  |-- ACK -------------------->|
        4.0  |<------------------- INFO --|
        4.0  |<-------------------- BYE --|
        4.0  |-- 200 -------------------->|
        4.0  |-- 200 -------------------->|
    `);
  });

  test("one that is answered goes on when the handler has returned", async () => {
    const { alice, call, pass } = handled(async (incoming) => {
      await incoming.answer(answer);
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass(60_000);

    expect(call().session?.sessionState).toBe("Confirmed");
    alice.hangsUp();
    expect(call().termination?.cause).toBe("remote-bye");
  });

  test("one that is answered and not waited for goes on, too", async () => {
    const { alice, call, pass } = handled((incoming) => void incoming.answer(answer));

    alice.invites({ offer });
    await pass();
    alice.acknowledges();
    await pass();

    expect(call().session?.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test.each<[string, undefined | number, number]>([
    ["480", undefined, 480],
    ["what was configured", 603, 603],
  ])("one that is left is refused with %s", async (_what, unanswered, statusCode) => {
    const { alice, call, pass, diagnostics } = handled((incoming) => void incoming.ring(), {
      handling: unanswered === undefined ? {} : { unanswered },
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(alice.received(statusCode)).toBeDefined();
    expect(call().termination).toMatchObject({ cause: "refused", statusCode });
    expect(diagnostics).toEqual([]);
  });

  test("one whose 2xx waits for a PRACK is not left", async () => {
    const { alice, call, pass } = handled((incoming) => {
      incoming.progress({ statusCode: 183, reliable: true, ...described(answer) });
      void incoming.answer();
    });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    await pass(100);
    alice.pracks();
    alice.acknowledges();

    expect(call().session?.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test.each([399, 700, 480.5])("a refusal of %d is a mistake", (unanswered) => {
    const core = new UserAgentCore();

    expect(() => core.handleInvite(() => undefined, { unanswered })).toThrow(TypeError);
  });

  test.each<[string, () => Promise<void> | void]>([
    [
      "throws",
      () => {
        throw new Error("no disk");
      },
    ],
    ["fails later", async () => Promise.reject(new Error("no disk"))],
  ])("one whose handler %s is answered 500, and told", async (_how, handler) => {
    const { alice, pass, diagnostics, end } = handled(handler);

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(alice.received(500)).toBeDefined();
    expect(diagnostics).toMatchObject([
      { reason: "application-error", error: new Error("no disk") },
      { reason: "refused", code: "handler-failed", statusCode: 500 },
    ]);
    end({ errors: 1 });
  });

  test("one that was answered is hung up when its handler fails, with a Reason [RSN-3326-2-a]", async () => {
    const { alice, call, pass, diagnostics, end } = handled(async (incoming) => {
      await incoming.answer(answer);
      throw new Error("no disk");
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toBe('SIP;cause=500;text="Server Internal Error"');
    expect(call().termination?.cause).toBe("local-bye");
    expect(diagnostics).toMatchObject([{ reason: "application-error" }]);
    end({ errors: 1 });
  });

  test.each<[string, (signal: AbortSignal) => Promise<void>]>([
    [
      "the end itself",
      async (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    ],
    [
      "an error that the end has caused",
      async (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted", { cause: signal.reason }))),
        ),
    ],
  ])("a handler that fails with %s has done nothing wrong", async (_what, wait) => {
    const { alice, pass, diagnostics } = handled(async (call) => {
      call.ring();
      await wait(call.signal);
    });

    alice.invites({ offer });
    alice.cancels();
    alice.acknowledges();
    await pass();

    expect(alice.received(487)).toBeDefined();
    expect(diagnostics).not.toContainEqual(expect.objectContaining({ reason: "application-error" }));
  });

  test("what else a handler fails with after the end is told", async () => {
    const { alice, pass, diagnostics, end } = handled(async (call) => {
      await call.ended;
      throw new Error("no disk");
    });

    alice.invites({ offer });
    alice.cancels();
    alice.acknowledges();
    await pass();

    expect(diagnostics).toContainEqual(expect.objectContaining({ reason: "application-error" }));
    end({ errors: 1 });
  });

  test("the delegate has the INVITEs again when no handler is set, and everything else meanwhile", async () => {
    const told: string[] = [];
    class Delegate {
      readonly #told = told;
      onMessage(): void {
        this.#told.push("MESSAGE");
      }
    }
    const { alice, core, pass, calls } = handled((call) => call.refuse(486));
    core.delegate = new Delegate();

    alice.sends("MESSAGE");
    alice.invites({ offer });
    await pass();
    alice.acknowledges();
    core.handleInvite(undefined);
    core.delegate = { onInvite: (request) => request.reject({ statusCode: 603 }) };
    alice.invites({ offer, callId: "another", cseq: 5 });
    alice.acknowledges();

    expect(told).toEqual(["MESSAGE"]);
    expect(calls).toHaveLength(1);
    expect(alice.received(603)).toBeDefined();
  });

  test("an OPTIONS is answered as an INVITE would be: it is taken", () => {
    const { alice } = handled((call) => call.refuse());

    alice.sends("OPTIONS");

    expect(alice.received(200)).toBeDefined();
  });
});

describe("RFC 3261 §13.3.1.3 a handler says no", () => {
  test.each<[string, Parameters<Call["refuse"]>[0], number]>([
    ["by default", undefined, 486],
    ["by a number", 603, 603],
    ["with more", { statusCode: 404, reasonPhrase: "Nobody" }, 404],
  ])("%s", async (_how, options, statusCode) => {
    const { alice, pass, call } = handled((incoming) => incoming.refuse(options));

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(alice.received(statusCode)).toBeDefined();
    expect(call().termination).toMatchObject({ cause: "refused", statusCode });
  });

  test("it sends the caller elsewhere", async () => {
    const { alice, pass, call } = handled((incoming) =>
      incoming.redirect(["sip:carol@example.org", incoming.caller.uri]),
    );

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(alice.received(302).getHeaders("Contact")).toEqual([
      expect.stringContaining("sip:carol@example.org"),
      expect.stringContaining("sip:alice@example.org"),
    ]);
    expect(call().termination?.cause).toBe("redirected");
  });

  test("what is no URI is a mistake; nothing has been sent", async () => {
    const thrown: unknown[] = [];
    const { alice, pass } = handled((call) => {
      try {
        call.redirect("carol");
      } catch (error) {
        thrown.push(error);
      }
      call.refuse(404);
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(thrown).toEqual([expect.any(TypeError)]);
    expect(alice.received(404)).toBeDefined();
  });

  test("who calls is what From says", async () => {
    const { alice, pass, call } = handled((incoming) => incoming.refuse());

    alice.invites({ offer, from: '"Alice L." <sip:alice@example.org>' });
    await pass();
    alice.acknowledges();

    expect(call().caller.displayName).toBe("Alice L.");
    expect(call().caller.friendlyName).toBe("Alice L.");
    expect(String(call().caller.uri)).toBe("sip:alice@example.org");
  });
});

describe("RFC 3261 §9.2 what is done after the end", () => {
  test("progress fails with the end, a refusal and an end do nothing, an answer is a promise that fails", async () => {
    const { alice, pass, call, diagnostics } = handled(async (incoming) => {
      await incoming.ended;
    });
    alice.invites({ offer });
    alice.cancels();
    alice.acknowledges();
    await pass();

    expect(() => call().ring()).toThrow(CallEndedError);
    expect(() => call().progress(answer)).toThrow(CallEndedError);
    expect(() => call().refuse()).not.toThrow();
    expect(() => call().redirect("sip:carol@example.org")).not.toThrow();
    expect(() => call().end()).not.toThrow();
    await expect(call().answer(answer)).rejects.toMatchObject({
      code: "SIP_CALL_ENDED",
      message: "the call has ended: cancelled, 487",
      termination: { cause: "cancelled", statusCode: 487 },
    });
    await expect(call().delay(1)).rejects.toThrow(CallEndedError);
    expect(diagnostics).not.toContainEqual(expect.objectContaining({ reason: "application-error" }));
  });

  test("a refusal of what was answered is a mistake", async () => {
    const { alice, pass, call } = handled(async (incoming) => {
      await incoming.answer(answer);
    });
    alice.invites({ offer });
    alice.acknowledges();
    await pass();

    expect(() => call().refuse()).toThrow(TransactionStateError);
    alice.hangsUp();
  });

  test("an answer that may not be given throws at once, and may be given again", async () => {
    const thrown: unknown[] = [];
    const { alice, pass, call } = handled((incoming) => {
      try {
        void incoming.answer();
      } catch (error) {
        thrown.push(error);
      }
      void incoming.answer(answer);
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(thrown).toMatchObject([{ code: "SIP_OFFER_ANSWER" }]);
    expect(call().session?.answer?.content).toBe(answer);
    alice.hangsUp();
  });

  test("two answers before the ACK are one 2xx, sent twice, and one session", async () => {
    const { alice, pass, call } = handled(async (incoming) => {
      const [first, second] = await Promise.all([incoming.answer(answer), incoming.answer()]);
      expect(first).toBe(second);
      first.end();
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.answers("BYE", 200);

    expect(call().termination?.cause).toBe("local-bye");
  });
});

describe("the SIP.js-shaped API beside the handler", () => {
  test("a session that the request itself has accepted is the call's", async () => {
    const { alice, pass, call } = handled(async ({ request, ended }) => {
      request.progress();
      request.accept(described(answer));
      await ended;
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(call().session?.answer?.content).toBe(answer);
    alice.hangsUp();
    expect(call().termination?.cause).toBe("remote-bye");
  });

  test("a delegate of one's own, of request or session, keeps nothing from the call", async () => {
    const told: string[] = [];
    const { alice, pass, call } = handled(async (incoming) => {
      incoming.request.delegate = { onTerminated: () => told.push("INVITE") };
      const session = await incoming.answer(answer);
      session.delegate = { onTerminated: ({ cause }) => told.push(cause) };
      await incoming.ended;
      told.push("ended");
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.hangsUp();
    await pass();

    expect(told).toEqual(["remote-bye", "ended"]);
    expect(call().signal.aborted).toBe(true);
  });

  test("the early dialog that is answered is the call's session", async () => {
    const { alice, pass, call } = handled(async ({ request, ended }) => {
      request.progress();
      const other = request.openEarlyDialog();
      other.progress();
      other.accept(described(answer));
      await ended;
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(call().session?.sessionState).toBe("Confirmed");
    alice.hangsUp();
    expect(call().termination?.cause).toBe("remote-bye");
  });
});

function described(content: string) {
  return { body: { contentDisposition: "session", contentType: "application/sdp", content } };
}
