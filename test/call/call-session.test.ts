import { describe, expect, test } from "vitest";
import { type Call, type CallSession, RequestRefusedError, SessionStateError } from "../../src/index.js";
import { answer, type Caller, offer } from "../../src/testing/index.js";
import { handled, outcome } from "./handled.js";

const changed = answer.replace("bob 1 1", "bob 1 2");

/** A call that stands, and its session. */
async function standing() {
  const flow = handled(async (call) => {
    await call.answer(answer);
  });
  flow.alice.invites({ offer });
  flow.alice.acknowledges();
  await flow.pass();
  const { session } = flow.call();
  if (session === undefined) throw new Error("there is no session");
  return { ...flow, session };
}

describe("RFC 3261 §14.1 a change is offered and waited for", () => {
  test("it gives what the peer has answered", async () => {
    const { alice, session } = await standing();

    const change = session.change(changed);
    alice.answers("INVITE", 200, { answer: offer });

    expect((await change)?.content).toBe(offer);
    expect(session.offer?.content).toBe(changed);
    expect(alice.received("ACK").cseq).toBe(alice.received("INVITE").cseq);
    alice.hangsUp();
  });

  test("it carries what else is given", async () => {
    const { alice, session } = await standing();

    void session.change({ body: sdp(changed), extraHeaders: ["Subject: hold"] });
    alice.answers("INVITE", 200, { answer: offer });

    expect(alice.received("INVITE").getHeader("Subject")).toBe("hold");
    alice.hangsUp();
  });

  test.each([302, 488, 603])("a %d fails it, and the call goes on as it was", async (statusCode) => {
    const { alice, session } = await standing();

    const change = session.change(changed);
    alice.answers("INVITE", statusCode);

    await expect(change).rejects.toThrow(RequestRefusedError);
    await expect(change).rejects.toMatchObject({ code: "SIP_REQUEST_REFUSED", statusCode });
    expect(session.sessionState).toBe("Confirmed");
    expect(session.answer?.content).toBe(answer);
    alice.hangsUp();
  });

  test("both sides at once: it is offered again, up to two seconds later", async () => {
    const { alice, session, pass } = await standing();

    const change = session.change(changed);
    alice.answers("INVITE", 491);
    expect(await outcome(change)).toBe("open");
    await pass(2_000);
    alice.answers("INVITE", 200, { answer: offer });

    expect((await change)?.content).toBe(offer);
    expect(offersOf(alice)).toBe(2);
    alice.hangsUp();
  });

  test("one that is refused so for ever is given up", async () => {
    const { alice, session, pass } = await standing();

    const change = session.change(changed);
    for (let count = 0; count < 11; count += 1) {
      alice.answers("INVITE", 491);
      await pass(2_000);
    }

    await expect(change).rejects.toMatchObject({ statusCode: 491 });
    expect(offersOf(alice)).toBe(11);
    alice.hangsUp();
  });

  test("the peer's own change comes first and is not answered yet: it fails with what stands in the way", async () => {
    const { alice, session, pass } = await standing();
    session.delegate = { onInvite: () => undefined };

    const change = session.change(changed);
    alice.answers("INVITE", 491);
    alice.reinvites({ offer });
    await pass(2_000);

    await expect(change).rejects.toThrow(SessionStateError);
    alice.hangsUp();
  });

  test("the end of the call fails it, and stops what would be offered again", async () => {
    const { alice, session, pass } = await standing();

    const first = session.change(changed);
    alice.answers("INVITE", 491);
    alice.hangsUp();
    await pass();

    await expect(first).rejects.toMatchObject({ code: "SIP_CALL_ENDED", termination: { cause: "remote-bye" } });
    await expect(session.change(changed)).rejects.toMatchObject({ code: "SIP_CALL_ENDED" });
  });

  test("what may not be sent throws at once; nothing has been sent", async () => {
    const { alice, session } = await standing();
    void session.change(changed);

    expect(() => session.change(changed)).toThrow(SessionStateError);
    expect(() => session.change({ body: sdp(changed), extraHeaders: ["Subject: a\r\nb"] })).toThrow();
    expect(offersOf(alice)).toBe(1);
    alice.answers("INVITE", 200, { answer: offer });
    alice.hangsUp();
  });
});

describe("RFC 3264 §8.4 hold and resume", () => {
  test("our last description is offered again, its version one higher, its streams turned", async () => {
    const { alice, session, ladder } = await standing();

    const held = session.hold();
    alice.answers("INVITE", 200, { answer: offer.replace("sendrecv", "recvonly") });
    await held;
    const resumed = session.resume();
    alice.answers("INVITE", 200, { answer: offer });
    await resumed;
    alice.hangsUp();

    const [first, second] = alice.requests.filter(({ method }) => method === "INVITE");
    expect(first?.body).toBe(answer.replace("bob 1 1", "bob 1 2").replace("sendrecv", "sendonly"));
    expect(second?.body).toBe(answer.replace("bob 1 1", "bob 1 3"));
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<---------------- 200 sdp --|
        0.0  |-- ACK -------------------->|
        0.0  |<------------- INVITE sdp --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |<------------- INVITE sdp --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 200 --|
    `);
  });

  test("without a description of ours it is a mistake", async () => {
    let session: CallSession | undefined;
    const { alice, pass } = handled(async (call) => {
      call.ring();
      session = call.session;
      await call.ended;
    });
    alice.invites({ offer });
    await pass();

    expect(() => session?.hold()).toThrow(SessionStateError);
    alice.cancels();
    alice.acknowledges();
  });
});

describe("RFC 3261 §15 at the end of a block the call is hung up", () => {
  test("await using a session sends BYE, and goes on when that is done", async () => {
    const done: string[] = [];
    const { alice, pass } = handled(async (call) => {
      {
        await using session = await call.answer(answer);
        done.push(session.sessionState);
      }
      done.push(String(call.termination?.cause));
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.answers("BYE", 200);

    expect(done).toEqual(["Confirmed", "local-bye"]);
  });

  test("await using a call refuses what was not answered", async () => {
    const { alice, pass, call } = handled(async (incoming) => {
      await using ringing = incoming;
      ringing.ring();
      await ringing.delay(1_000);
    });

    alice.invites({ offer });
    await pass(1_000);
    alice.acknowledges();

    expect(alice.received(480)).toBeDefined();
    expect(call().termination).toMatchObject({ cause: "refused", statusCode: 480 });
  });

  test("await using a call whose ACK is still to come waits for it", async () => {
    const done: string[] = [];
    const { alice, pass } = handled(async (call) => {
      await using answered = call;
      void answered.answer(answer);
      void answered.ended.then(({ cause }) => done.push(cause));
    });

    alice.invites({ offer });
    await pass(1_000);
    expect(done).toEqual([]);
    alice.acknowledges();
    await pass();
    alice.answers("BYE", 200);

    expect(done).toEqual(["local-bye"]);
  });

  test("a handler that fails in such a block hangs up, and is told", async () => {
    const { alice, pass, diagnostics, end } = handled(async (call) => {
      await using session = await call.answer(answer);
      throw new Error(`no disk for ${session.callId}`);
    });

    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.answers("BYE", 200);

    expect(diagnostics).toMatchObject([{ reason: "application-error", error: new Error("no disk for fx-call-1") }]);
    end({ errors: 1 });
  });

  test.each<[string, (call: Call) => Promise<void>]>([
    ["a call", async (call) => call[Symbol.asyncDispose]()],
    ["a session", async (call) => call.session?.[Symbol.asyncDispose]()],
  ])("%s that is over is left at once", async (_what, dispose) => {
    const { alice, pass, call } = handled(async (incoming) => {
      await incoming.answer(answer);
    });
    alice.invites({ offer });
    alice.acknowledges();
    await pass();
    alice.hangsUp();

    expect(await outcome(dispose(call()))).toEqual({ value: undefined });
  });
});

/** How many INVITEs of ours have come, copies left out. */
function offersOf(alice: Caller): number {
  return new Set(alice.requests.filter(({ method }) => method === "INVITE").map(({ cseq }) => cseq)).size;
}

function sdp(content: string) {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}
