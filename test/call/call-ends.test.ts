import { describe, expect, test } from "vitest";
import { CallEndedError, type Call, type Termination } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { handled, type HandledFlow, outcome } from "./handled.js";

type Way = readonly [string, (flow: HandledFlow) => Promise<void> | void, Partial<Termination>];

/** Everything that a call can be asked for, and what has become of it when the call is over. */
function watch(call: Call) {
  const { signal, ended } = call;
  const aborts: unknown[] = [];
  signal.addEventListener("abort", () => aborts.push(signal.reason));
  return { signal, ended, aborts, delay: call.delay(10_000_000) };
}

async function expectEnd(flow: HandledFlow, seen: ReturnType<typeof watch>, termination: Partial<Termination>) {
  const call = flow.call();
  expect(call.termination).toMatchObject(termination);
  expect(await seen.ended).toBe(call.termination);
  expect(seen.aborts).toEqual([expect.any(CallEndedError)]);
  expect(seen.aborts[0]).toMatchObject({ code: "SIP_CALL_ENDED", termination: call.termination });
  expect(seen.signal.reason).toBe(seen.aborts[0]);
  expect(await outcome(seen.delay)).toEqual({ error: seen.aborts[0] });
  // What is asked for afterwards knows it, too.
  expect(await call.ended).toBe(call.termination);
  expect(call.signal.aborted).toBe(true);
}

describe("RFC 3326 §3.1 a handled call tells its end, while it rings", () => {
  test.each<Way>([
    ["by CANCEL", ({ alice }) => void alice.cancels(), { cause: "cancelled", statusCode: 487 }],
    [
      "by a CANCEL that says that it was answered elsewhere [RSN-3326-3.1-a]",
      ({ alice }) => void alice.cancels({ headers: { Reason: 'SIP;cause=200;text="Call completed elsewhere"' } }),
      { cause: "answered-elsewhere", statusCode: 487, reasons: [expect.objectContaining({ cause: 200 })] as never },
    ],
    ["by an early BYE", ({ alice }) => void alice.hangsUp(), { cause: "remote-bye", statusCode: 487 }],
    ["by its Expires", ({ wait }) => wait(20_000), { cause: "expired", statusCode: 487 }],
    ["by a refusal", ({ call }) => call().refuse(486), { cause: "refused", statusCode: 486 }],
    ["by a redirection", ({ call }) => call().redirect("sip:carol@example.org"), { cause: "redirected" }],
    ["by us", ({ call }) => call().end(), { cause: "refused", statusCode: 480 }],
    ["by us, with a code", ({ call }) => call().end({ statusCode: 603 }), { cause: "refused", statusCode: 603 }],
  ])("%s", async (_how, end, termination) => {
    const flow = handled(async (call) => {
      call.ring();
      await call.ended;
    });
    flow.alice.invites({ offer, headers: { Expires: 20 } });
    await flow.pass();
    const seen = watch(flow.call());

    flow.wire.together(() => void end(flow));
    flow.alice.acknowledges();

    await expectEnd(flow, seen, termination);
  });

  test("when nothing has been sent yet, by us", async () => {
    const { alice, call, pass } = handled((incoming) => incoming.end());

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(call().termination).toMatchObject({ cause: "refused", statusCode: 480 });
    expect(call().session).toBeUndefined();
  });

  test("when its first early dialog is gone already, by us", async () => {
    const { alice, call, pass } = handled((incoming) => {
      incoming.ring();
      incoming.session?.dispose();
      incoming.end();
    });

    alice.invites({ offer });
    await pass();
    alice.acknowledges();

    expect(call().termination).toMatchObject({ cause: "refused", statusCode: 480 });
  });

  test("by a reliable response that is never acknowledged", async () => {
    const flow = handled(async (call) => {
      call.ring({ reliable: true });
      await call.ended;
    });
    flow.alice.invites({ offer, headers: { Supported: "100rel" } });
    await flow.pass();
    const seen = watch(flow.call());

    await flow.pass(32_000);
    flow.alice.acknowledges();

    await expectEnd(flow, seen, { cause: "prack-timeout", statusCode: 504 });
  });
});

describe("RFC 3261 §13.3.1.4 an answer waits for its ACK", () => {
  test.each<Way>([
    [
      "fails when the ACK never comes",
      async ({ pass, alice }) => {
        await pass(32_000);
        alice.answers("BYE", 200);
      },
      { cause: "ack-timeout" },
    ],
    ["fails on a BYE before it", ({ alice }) => void alice.hangsUp(), { cause: "remote-bye" }],
    ["fails when the session is forgotten", ({ call }) => call().session?.dispose(), { cause: "disposed" }],
    ["fails when the core is forgotten", ({ core }) => void core.dispose(), { cause: "disposed" }],
    [
      "fails when we end the call meanwhile, which waits for it",
      ({ alice, call }) => {
        call().end();
        expect(call().termination).toBeUndefined();
        alice.acknowledges();
        alice.answers("BYE", 200);
      },
      { cause: "local-bye" },
    ],
  ])("%s", async (_how, end, termination) => {
    let answered: Promise<unknown> | undefined;
    const flow = handled(async (call) => {
      answered = call.answer(answer);
      await call.ended;
    });
    flow.alice.invites({ offer });
    await flow.pass();
    const seen = watch(flow.call());
    expect(answered && (await outcome(answered))).toBe("open");

    await end(flow);

    await expectEnd(flow, seen, termination);
    await expect(answered).rejects.toBe(seen.signal.reason);
  });

  test("fails when the ACK has no answer to our offer", async () => {
    let answered: Promise<unknown> | undefined;
    const flow = handled(async (call) => {
      answered = call.answer(offer);
      await answered;
    });
    flow.alice.invites();
    await flow.pass();

    flow.alice.acknowledges();
    flow.alice.answers("BYE", 200);

    await expect(answered).rejects.toMatchObject({ termination: { cause: "missing-answer" } });
    expect(flow.diagnostics).toEqual([]);
  });
});

describe("RFC 3261 §15 a handled call tells its end, once it is established", () => {
  test.each<Way>([
    [
      "by BYE, with what it says",
      ({ alice }) => void alice.hangsUp({ headers: { Reason: "Q.850;cause=16" } }),
      { cause: "remote-bye", reasons: [expect.objectContaining({ protocol: "Q.850", cause: 16 })] as never },
    ],
    [
      "by our BYE",
      ({ alice, call }) => {
        call().end();
        alice.answers("BYE", 200);
      },
      { cause: "local-bye" },
    ],
    [
      "when the peer knows nothing of it",
      ({ alice, call }) => {
        call().session?.info();
        alice.answers("INFO", 481);
        alice.answers("BYE", 200);
      },
      { cause: "peer-gone" },
    ],
    ["when the core is forgotten", ({ core }) => void core.dispose(), { cause: "disposed" }],
  ])("%s", async (_how, end, termination) => {
    const flow = handled(async (call) => {
      await call.answer(answer);
    });
    flow.alice.invites({ offer });
    flow.alice.acknowledges();
    await flow.pass();
    const seen = watch(flow.call());

    await end(flow);

    await expectEnd(flow, seen, termination);
  });
});

describe("what nobody asks for is not made", () => {
  test("a call that ends with open promises that nobody looks at has no unhandled rejection", async () => {
    const { alice, pass } = handled((call) => {
      void call.delay(5_000);
      void call.answer(answer);
    });

    alice.invites({ offer });
    await pass();
    alice.hangsUp();
    await pass();

    expect(alice.received(200)).toBeDefined();
  });

  test("two hundred calls of every kind leave no timer, no transaction and no dialog", async () => {
    const { alice, core, clock, pass } = handled(async (call) => {
      const { user } = call.request.message.ruri;
      call.ring();
      if (user === "left") return;
      if (user === "cancelled") return call.delay(1_000);
      const session = await call.answer(answer);
      if (user === "ended") return session.end();
      for await (const request of session.requests) request.accept();
    });

    for (let number = 0; number < 200; number += 1) {
      const kind = ["left", "cancelled", "ended", "read"][number % 4] ?? "left";
      alice.invites({
        offer,
        requestUri: `sip:${kind}@192.0.2.4`,
        callId: `call-${number}`,
        fromTag: `tag-${number}`,
        cseq: 1,
      });
      if (kind === "cancelled") alice.cancels();
      else if (kind !== "left") alice.acknowledges();
      await Promise.resolve();
    }
    await pass(64_000);
    core.dispose();

    expect([core.transactions.size, core.dialogs.size, core.servers.size, clock.pending]).toEqual([0, 0, 0, 0]);
  });
});
