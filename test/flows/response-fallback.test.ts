import { describe, expect, test } from "vitest";
import { type Sender, type Ways } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type IncomingCallRequest } from "../../src/dialog/session.js";
import { inviteText, offer, requestText } from "../../src/testing/index.js";
import { type TraceEvent } from "../../src/user-agent/trace-event.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { settle, testWay, type TestWay } from "../support/routed-call.js";

/** An INVITE that has come by a way which is broken now, and what is known of further ways. */
function broken(own: TestWay, fallback?: (sender: Sender) => Ways, via = `SIP/2.0/TCP 192.0.2.9:5070;branch=z9hG4bK1`) {
  const senders: Sender[] = [];
  const errors: string[] = [];
  const traced: TraceEvent[] = [];
  const requests: IncomingCallRequest[] = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore(
    { loggerFactory, trace: (event) => void traced.push(event) },
    {
      onInvite: (request) => {
        request.delegate = { onTransportError: ({ message }) => void errors.push(message) };
        requests.push(request);
      },
    },
  );
  if (fallback !== undefined) {
    own.fallback = (sender) => {
      senders.push(sender);
      return fallback(sender);
    };
  }
  core.receive(inviteText({ via, offer }), own);
  own.failure = "later";
  const [request] = requests;
  if (request === undefined) throw new Error("no INVITE");
  return { core, request, senders, errors, traced };
}

const connection = (): TestWay => testWay("TCP", "192.0.2.1:40000");

describe("RFC 3261 §18.2.2, RFC 3263 §5 a response whose connection is gone", () => {
  test("goes by the next way, which the top Via tells, and nobody hears of an error [TRN-18.2.2-b]", async () => {
    const [first, second] = [testWay("TCP", "192.0.2.1:5070"), testWay("TCP", "192.0.2.9:5070")];
    first.failure = "later";
    const { core, request, senders, errors, traced } = broken(connection(), () => Promise.resolve([first, second]));

    request.progress();
    await settle();
    core.dispose();

    expect(senders).toEqual([{ received: "192.0.2.1", host: "192.0.2.9", port: 5070 }]);
    expect(second.sent.map((text) => text.slice(0, 11))).toEqual(["SIP/2.0 180"]);
    expect(errors).toEqual([]);
    expect(traced.map(({ direction, flow }) => `${direction} ${flow.remote?.port ?? 0}`)).toEqual([
      "in 40000",
      "out 40000",
      "out 5070",
      "out 5070",
    ]);
  });

  test.each(["at once", "later"] as const)(
    "is told as one error when all ways have failed, %s; the transaction stays [IST-17.2.4-a] (RFC 3261 §17.2.4)",
    async (failure) => {
      const ways = [testWay("TCP", "192.0.2.1:5070"), testWay("TCP", "192.0.2.9:5070")];
      for (const way of ways) way.failure = failure;
      const { core, request, errors } = broken(connection(), () => ways);

      request.progress();
      await settle();

      expect(errors).toEqual(["no way"]);
      expect(core.transactions.transactions.map(({ state }) => state)).toEqual(["Proceeding"]);
      core.dispose();
    },
  );

  test.each<[string, () => Ways]>([
    ["there is none", () => []],
    ["none can be found", () => Promise.reject(new Error("NXDOMAIN"))],
    [
      "who is asked fails",
      () => {
        throw new Error("a bug of the router");
      },
    ],
  ])("is told as that error when %s", async (_what, fallback) => {
    const { core, request, errors } = broken(connection(), fallback);

    request.progress();
    await settle();
    core.dispose();

    expect(errors).toEqual(["no way"]);
  });

  test("over WebSocket goes nowhere else: nobody is called back [WSK-7118-5.3-b] [TRN-18.2.2-c]", async () => {
    const { core, request, errors } = broken(
      testWay("WS", "192.0.2.1:40000"),
      undefined,
      "SIP/2.0/WS a1b2.invalid;branch=z9hG4bK1",
    );

    request.progress();
    await settle();
    core.dispose();

    expect(errors).toEqual(["no way"]);
  });

  test("without a transaction goes by the next way, too (RFC 3261 §8.2.7)", async () => {
    const own = connection();
    const other = testWay("TCP", "192.0.2.9:5070");
    const { core } = broken(own, () => [other]);

    core.receive(requestText("BYE", { protocol: "TCP", toTag: "nobody", callId: "other", branch: "z9hG4bK7" }), own);
    await settle();
    core.dispose();

    expect(other.sent.map((text) => text.slice(0, 11))).toEqual(["SIP/2.0 481"]);
  });
});
