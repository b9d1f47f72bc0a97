import { expect, test } from "vitest";
import { type Address, type Flow } from "../../src/environment/flow.js";
import { ManualClock, requestText } from "../../src/testing/index.js";
import { CallLog } from "../../src/cli/call-log.js";
import { tracedFlow } from "../../src/cli/traced-flow.js";

const remote = { host: "192.0.2.1", port: 5060 };
const target = { scheme: "sip", host: "192.0.2.1", port: undefined, transport: undefined } as const;
const sender = { received: undefined, host: "192.0.2.1", port: undefined };

test("a traced flow has all that the flow has, and what it leads to is traced, too", async () => {
  const lines: string[] = [];
  const sent: string[] = [];
  let gone: () => void = () => undefined;
  const flow: Required<Flow> = {
    ...named("itself"),
    reliable: true,
    local: remote,
    peer: { context: "Alice" },
    towards: () => named("towards"),
    route: () => [named("route")],
    fallback: () => Promise.resolve([named("fallback")]),
    onGone: (listener) => {
      gone = listener;
      return () => void (gone = () => undefined);
    },
  };
  const traced = tracedFlow(flow, new CallLog((line) => lines.push(line), new ManualClock()));

  await traced.send(requestText("OPTIONS"));
  await traced.towards?.(remote).send(requestText("OPTIONS"));
  for (const way of (await traced.route?.(target)) ?? []) await way.send(requestText("OPTIONS"));
  for (const way of (await traced.fallback?.(sender)) ?? []) await way.send(requestText("OPTIONS"));
  const told: string[] = [];
  const stop = traced.onGone?.(() => told.push("gone"));
  gone();
  stop?.();
  gone();

  expect(Object.keys(traced).sort()).toEqual(Object.keys(flow).sort());
  expect(traced).toMatchObject({ protocol: "TCP", reliable: true, local: remote, remote, peer: { context: "Alice" } });
  expect(sent).toEqual(["itself", "towards", "route", "fallback"]);
  expect(lines.filter((line) => line.includes("OPTIONS"))).toHaveLength(4);
  expect(told).toEqual(["gone"]);

  function named(name: string): Flow & { readonly remote: Address } {
    return { protocol: "TCP", remote, send: () => void sent.push(name) };
  }
});

test("a traced flow has no more than the flow has", () => {
  const log = new CallLog(() => undefined, new ManualClock());

  expect(Object.keys(tracedFlow({ protocol: "UDP", send: () => undefined }, log)).sort()).toEqual(["protocol", "send"]);
});
