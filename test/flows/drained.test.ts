import { describe, expect, test } from "vitest";
import { ManualClock, offer, SeededRandom } from "../../src/testing/index.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §21.5.4 a core that is drained", () => {
  test("begins nothing new, and serves what is alive to its end [OVL-3261-21.5.4-a] [OVL-5390-6-a]", () => {
    const told: string[] = [];
    const { alice, bob, core, joinedBy, ladder, wait } = establishedCall({
      delegate: { onDrained: () => told.push("onDrained") },
    });
    const { caller: carol } = joinedBy("carol");

    const drain = core.drain();
    carol.invites({ offer });
    carol.acknowledges();
    carol.sends("OPTIONS");
    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    alice.sends("INFO");
    wait(60_000);
    const before = [drain.pending, drain.over, ...told];
    alice.hangsUp();
    wait(31_999);
    const early = [drain.over, ...told];
    wait(1);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            |-- 503 -------------------->|
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            |<---------------- OPTIONS --|
        0.0  |                            |-- 503 -------------------->|
        0.0  |-- INVITE offer ----------->|                            |
        0.0  |                            | onInvite                   |
        0.0  |<------------- 200 answer --|                            |
        0.0  |-- ACK -------------------->|                            |
        0.0  |                            | onAck                      |
        0.0  |-- INFO ------------------->|                            |
        0.0  |                            | onInfo                     |
        0.0  |<-------------------- 200 --|                            |
       60.0  |-- BYE -------------------->|                            |
       60.0  |                            | onBye                      |
       60.0  |<-------------------- 200 --|                            |
       60.0  |                            | Terminated                 |
    `);
    expect(before).toEqual([1, false]);
    expect(early).toEqual([false]);
    expect([drain.pending, drain.over, told]).toEqual([0, true, ["onDrained"]]);
  });

  test("is ended when its time is over: what rings is answered 503, calls get a BYE", () => {
    const { alice, bob, core, joinedBy, ladder } = establishedCall();
    const { caller: carol } = joinedBy("carol");
    carol.invites({ offer });

    const drain = core.drain();
    drain.end();
    carol.acknowledges();
    alice.answers("BYE", 200);
    drain.end();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 503 -------------------->|
        0.0  |<-------------------- BYE --|                            |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | Terminated                 |
        0.0  |-- 200 -------------------->|                            |
    `);
    expect(bob.terminations.map(({ cause }) => cause)).toEqual(["local-bye"]);
  });

  test("an INVITE that rings may be answered, and cancelled", () => {
    const { alice, bob, core, wait } = callFlow();

    alice.invites({ offer });
    bob.rings();
    const drain = core.drain();
    alice.cancels();
    alice.acknowledges();
    wait(32_000);

    expect(alice.received(487).statusCode).toBe(487);
    expect(drain.over).toBe(true);
  });

  test("that has nothing to do is told in a turn of its own, once", () => {
    const told: string[] = [];
    const { core, wait } = callFlow({ delegate: { onDrained: () => told.push("onDrained") } });

    core.drain();
    const atOnce = [...told];
    wait(0);
    core.drain();
    wait(0);

    expect([atOnce, told]).toEqual([[], ["onDrained"]]);
  });

  test("asked twice gives the same, and takes the new time to come back [OVL-5390-5-a]", () => {
    const { alice, core } = callFlow({ random: new SeededRandom(3261) });
    const retryAfter = (): number[] =>
      Array.from({ length: 50 }, (_, i) => {
        alice.invites({ offer, callId: `call-${i}-${alice.responses.length}` });
        return Number(alice.responses.at(-1)?.getHeader("retry-after"));
      });

    const first = core.drain({ retryAfter: 60 });
    const times = retryAfter();
    const second = core.drain({ retryAfter: 1_000 });
    const later = retryAfter();

    expect(second).toBe(first);
    expect([Math.min(...times) >= 60, Math.max(...times) <= 120, new Set(times).size > 10]).toEqual([true, true, true]);
    expect([Math.min(...later) >= 1_000, Math.max(...later) <= 2_000]).toEqual([true, true]);
  });

  test("tells of each refusal, not of copies", () => {
    const { alice, core, diagnostics } = callFlow();

    core.drain({ retryAfter: 5 });
    alice.invites({ offer });
    alice.repeats("INVITE");
    alice.acknowledges();

    const [first, second] = alice.responses.map((response) => response.getHeader("retry-after"));
    expect(second).toBe(first);
    expect(diagnostics.map(({ code, statusCode }) => [code, statusCode])).toEqual([["draining", 503]]);
  });

  test("with limits of its own keeps to them no more: nobody is let in", () => {
    const { alice, core, diagnostics } = callFlow({ configuration: { overload: { pendingInvites: 5, silent: true } } });

    core.drain();
    alice.invites({ offer });
    alice.acknowledges();

    expect(alice.received(503).statusCode).toBe(503);
    expect(diagnostics[0]?.code).toBe("draining");
  });

  test.each([-1, 1.5, NaN])("refuses to say %d seconds, and goes on", (retryAfter) => {
    const { alice, bob, core } = callFlow();

    expect(() => core.drain({ retryAfter })).toThrow(TypeError);
    alice.invites({ offer });
    bob.rejects();
    alice.acknowledges();

    expect(alice.received(486).statusCode).toBe(486);
  });
});

describe("the end of a drain as a promise", () => {
  test("resolves when nothing is left", async () => {
    const { alice, core, wait } = establishedCall();
    const { finished } = core.drain();
    let resolved = false;
    void finished.then(() => (resolved = true));

    alice.hangsUp();
    await Promise.resolve();
    const before = resolved;
    wait(32_000);
    await finished;

    expect([before, resolved]).toEqual([false, true]);
  });

  test("is the same each time, also when it is asked for afterwards", async () => {
    const { core, wait } = callFlow();
    const drain = core.drain();
    wait(0);

    expect(drain.finished).toBe(drain.finished);
    await expect(drain.finished).resolves.toBeUndefined();
  });

  test("resolves when the core is disposed of, which is no news to the delegate", async () => {
    const told: string[] = [];
    const clock = new ManualClock();
    const core = new UserAgentCore({ environment: { clock } }, { onDrained: () => told.push("onDrained") });
    const drain = core.drain();

    core.dispose();

    await expect(drain.finished).resolves.toBeUndefined();
    expect([drain.over, told, clock.pendingNames]).toEqual([true, [], []]);
  });
});
