import { describe, expect, test } from "vitest";
import { type UserAgentCoreConfiguration } from "../../src/index.js";
import { UserAgentCore } from "../../src/call/user-agent-core.js";
import { DEFAULT_TIMER_VALUES } from "../../src/environment/environment.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { CountingRandom, inviteText, ManualClock, offer } from "../../src/testing/index.js";
import { lastRequest, routedCall, settle, testWay, type TestWay } from "../support/routed-call.js";

const contact = "sip:alice@a1b2.invalid;transport=ws";

/** A call over a WebSocket, and how it ends. */
function callOver(own: TestWay, configuration: UserAgentCoreConfiguration = {}) {
  const ends: string[] = [];
  const call = routedCall({
    own,
    contact,
    configuration,
    delegate: { onTerminated: ({ cause }) => void ends.push(cause) },
  });
  return { ...call, ends };
}

/** An INVITE that rings at a core, and what became of it. */
function ringing(own: TestWay) {
  const ends: string[] = [];
  const clock = new ManualClock();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const environment = { clock, random: new CountingRandom(), timers: DEFAULT_TIMER_VALUES };
  const core = new UserAgentCore(
    { loggerFactory, environment },
    {
      onInvite: (request) => {
        const { session } = request.progress();
        session.delegate = { onTerminated: ({ cause }) => void ends.push(`session ${cause}`) };
        request.delegate = {
          onTerminated: ({ cause }) => void ends.push(`INVITE ${cause}`),
          onTransportError: () => void ends.push("onTransportError"),
        };
      },
    },
  );
  core.receive(inviteText({ protocol: own.protocol, offer }), own);
  return { core, clock, ends };
}

describe("RFC 7118 §5.3 an INVITE whose WebSocket is gone", () => {
  test("is over at once, and says so: transport-lost [WSK-7118-5.3-b]", () => {
    const own = testWay("WS", "203.0.113.7:40000");
    const { core, clock, ends } = ringing(own);

    own.failure = "later";
    own.lose();
    const then = [core.dialogs.size, ...ends];
    clock.advance(37_000);

    expect(then).toEqual([0, "session transport-lost", "INVITE transport-lost"]);
    expect(ends).toHaveLength(2);
    expect([core.transactions.size, clock.pendingNames]).toEqual([0, []]);
  });

  test("rings on where there is another way back", () => {
    const own = Object.assign(testWay("WS", "203.0.113.7:40000"), { fallback: () => [] });
    const { core, ends } = ringing(own);

    own.lose();

    expect([core.dialogs.size, ...ends]).toEqual([1]);
    core.dispose();
  });

  test("over TCP rings on: the answer opens another connection [TRN-28-a]", () => {
    const own = testWay("TCP", "203.0.113.7:40000");
    const { core, ends } = ringing(own);

    own.lose();

    expect([core.dialogs.size, ...ends]).toEqual([1]);
    core.dispose();
  });

  test("is told to who handles it as a promise: the signal aborts, and the call has ended", async () => {
    const own = testWay("WS", "203.0.113.7:40000");
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    const core = new UserAgentCore({ loggerFactory });
    const heard: unknown[] = [];
    core.handleInvite(async (call) => {
      call.ring();
      call.signal.addEventListener("abort", () => heard.push("abort"));
      heard.push((await call.ended).cause);
    });

    core.receive(inviteText({ protocol: "WS", offer }), own);
    await settle();
    own.lose();
    await settle();
    core.dispose();

    expect(heard).toEqual(["abort", "transport-lost"]);
  });
});

describe("RFC 5626 §4.2.1 a call whose WebSocket is gone", () => {
  test("lives on for 32 seconds, and ends as transport-lost", async () => {
    const own = testWay("WS", "203.0.113.7:40000");
    const { core, clock, ends } = callOver(own);

    own.failure = "later";
    own.lose();
    clock.advance(31_999);
    const before = [core.dialogs.size, ...ends];
    clock.advance(1);
    await settle();

    expect(before).toEqual([1]);
    expect([core.dialogs.size, ...ends]).toEqual([0, "transport-lost"]);
  });

  test("is saved by a request that comes by another one, which the call then hangs on", async () => {
    const [own, newer] = [testWay("WS", "203.0.113.7:40000"), testWay("WS", "203.0.113.7:40001")];
    const { core, session, clock, ends, receives } = callOver(own);

    own.failure = "later";
    own.lose();
    clock.advance(20_000);
    receives("INFO", newer);
    clock.advance(60_000);
    const alive = [core.dialogs.size, ...ends];
    newer.lose();
    newer.failure = "later";
    clock.advance(32_000);
    await settle();

    expect(session.sessionState).toBe("Terminated");
    expect(alive).toEqual([1]);
    expect([core.dialogs.size, ...ends]).toEqual([0, "transport-lost"]);
  });

  test.each([
    [5_000, 5_000],
    [0, undefined],
  ])("lives on for %i milliseconds when that is configured; 0: for ever", async (flowRecoveryTimeout, end) => {
    const own = testWay("WS", "203.0.113.7:40000");
    const { core, clock, ends } = callOver(own, { flowRecoveryTimeout });

    own.failure = "later";
    own.lose();
    clock.advance(end ?? 3_600_000);
    await settle();

    expect(ends).toEqual(end === undefined ? [] : ["transport-lost"]);
    core.dispose();
  });

  test("that ends by itself meanwhile is told so, and nothing waits any more", async () => {
    const own = testWay("WS", "203.0.113.7:40000");
    const { session, clock, ends } = callOver(own);

    own.failure = "later";
    own.lose();
    session.bye();
    await settle();

    expect(ends).toEqual(["local-bye"]);
    expect(clock.pendingNames).not.toContain("flowRecovery");
  });

  test("is hung up by a BYE where there is another way to its peer", async () => {
    const [own, other] = [testWay("WS", "203.0.113.7:40000"), testWay("TCP", "192.0.2.9:5060")];
    const { core, clock } = routedCall({ own, contact: "sip:alice@192.0.2.9;transport=tcp", route: () => [other] });

    own.lose();
    clock.advance(32_000);
    await settle();
    core.dispose();

    expect(lastRequest(other).getHeader("reason")).toBe('SIP;cause=503;text="Connection lost"');
  });

  test("no listener is left when it is over", () => {
    const counted = { now: 0 };
    const own = testWay("WS", "203.0.113.7:40000");
    const watch = own.onGone?.bind(own);
    own.onGone = (listener) => {
      counted.now += 1;
      const stop = watch?.(listener);
      return () => {
        counted.now -= 1;
        stop?.();
      };
    };
    const { receives } = callOver(own);
    expect(counted.now).toBe(1);

    receives("BYE");

    expect(counted.now).toBe(0);
  });

  test.each([-1, Number.NaN])("a flowRecoveryTimeout of %d is refused", (flowRecoveryTimeout) => {
    expect(() => new UserAgentCore({ flowRecoveryTimeout })).toThrow(TypeError);
  });
});
