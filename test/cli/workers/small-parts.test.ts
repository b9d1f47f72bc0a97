import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Flow } from "../../../src/index.js";
import { type NodeTransport } from "../../../src/adapters/node/index.js";
import { ContactFlow } from "../../../src/cli/workers/contact-flow.js";
import { isOrder, isReport } from "../../../src/cli/workers/control.js";
import { describeFlow, readFlow } from "../../../src/cli/workers/flow-line.js";
import { Place } from "../../../src/cli/workers/place.js";
import { Throttle } from "../../../src/cli/workers/throttle.js";
import { ALICE } from "./workers-in-memory.js";

describe("how many calls there are", () => {
  test("is told at once, then as often as the pause allows, and the last word is never missing", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const told: number[] = [];
    let calls = 0;
    const throttle = new Throttle(() => told.push(calls), 100);

    for (calls = 1; calls <= 5; calls += 1) throttle.note();
    calls = 5;
    vi.advanceTimersByTime(1_000);
    calls = 6;
    throttle.note();
    vi.advanceTimersByTime(1_000);

    expect(told).toEqual([1, 5, 6]);
  });
});

describe("a place whose workers end at once", () => {
  test("is filled at once, then after a pause that doubles up to half a minute", () => {
    const place = new Place();

    const pauses = [0, 1, 2, 3, 8, 100].map((failures) => {
      place.failures = failures;
      return place.backOff;
    });

    expect(pauses).toEqual([0, 250, 500, 1_000, 30_000, 30_000]);
  });

  test("is nobody's for a moment, and given up for longer", () => {
    const place = new Place();
    const forAMoment = place.numbers;
    place.givenUp = true;

    expect([forAMoment, place.numbers, place.holder]).toEqual([[], null, undefined]);
  });
});

describe("what one worker tells another of a connection", () => {
  test.each<[string, Omit<Flow, "send">]>([
    [
      "everything",
      {
        protocol: "TLS",
        reliable: true,
        local: { host: "::1", port: 5061 },
        remote: ALICE,
        peer: { tlsIdentities: ["a", "b"] },
      },
    ],
    [
      "a client that has shown no certificate",
      { protocol: "WSS", reliable: true, local: ALICE, remote: ALICE, peer: { tlsIdentities: [] } },
    ],
    ["nothing but the transport", { protocol: "UDP", reliable: false }],
  ])("is read as it was: %s", (_what, known) => {
    const flow: Flow = { ...known, send: () => undefined };

    const { protocol, reliable, local, remote, peer } = flow;
    const expected = { protocol, reliable, local, remote, tlsIdentities: peer?.tlsIdentities };
    expect(readFlow(describeFlow(flow).split(" "))).toEqual(expected);
  });
});

describe("RFC 3261 §8.1.1.8 a Contact that names a port of the worker's own", () => {
  test("is ours to be reached at, while answers leave from the shared address", () => {
    const sent: unknown[] = [];
    const shared: Flow = {
      protocol: "UDP",
      reliable: false,
      remote: ALICE,
      send: (message) => void sent.push(message),
    };
    const towards: Flow = { protocol: "UDP", local: { host: "192.0.2.9", port: 5071 }, send: () => undefined };
    const own: NodeTransport = {
      protocol: "UDP",
      bound: { host: "0.0.0.0", port: 5071 },
      flow: () => towards,
      close: () => Promise.resolve(),
    };
    const asked: unknown[] = [];
    const router = {
      route: (...question: unknown[]) => (asked.push(question), []),
      fallback: (...question: unknown[]) => (asked.push(question), []),
    };
    const target = { scheme: "sip", host: "a.example", port: undefined, transport: undefined } as const;
    const sender = { received: undefined, host: "a.example", port: undefined };

    const flow = new ContactFlow(shared, own, router);
    void flow.send("SIP/2.0 200 OK");
    void flow.route(target);
    void flow.fallback(sender);

    expect(flow).toMatchObject({ protocol: "UDP", reliable: false, remote: ALICE, local: towards.local });
    expect(flow.towards(ALICE)).toBe(towards);
    expect(sent).toEqual(["SIP/2.0 200 OK"]);
    expect(asked).toEqual([
      [target, flow],
      [sender, flow],
    ]);
  });
});

test.each([undefined, null, "start", {}, { kind: "other" }, { cmd: "NODE_CLUSTER" }])(
  "%j is neither an order nor a report",
  (message) => {
    expect([isOrder(message), isReport(message)]).toEqual([false, false]);
  },
);
