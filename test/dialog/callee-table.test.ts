import { describe, expect, test } from "vitest";
import { type CalleeEvent, type CalleeState, calleeTable } from "../../src/dialog/callee-table.js";

const EVENTS: readonly CalleeEvent[] = [
  "accept",
  "refuse",
  "ack",
  "ackTimeout",
  "byeReceived",
  "byeSent",
  "byeOver",
  "end",
  "dispose",
];

/** `.` is no arrow; the columns are the events above, in their order. */
const FIGURE: Readonly<Record<CalleeState, string>> = {
  Early: "Moratorium Morgue . . Morgue . . Early Morgue",
  Moratorium: ". . Established Established Morgue . . Moratorium Morgue",
  Established: ". . . . Morgue Mortal . Established Morgue",
  Mortal: ". . . . Mortal . Morgue Mortal Morgue",
  Morgue: ". . . . . . . Morgue Morgue",
};

const pairs = Object.entries(FIGURE).flatMap(([state, row]) =>
  row.split(" ").map((to, column) => [state, EVENTS[column], to] as const),
);

describe("RFC 3261 §15, RFC 5407 §2 the callee's call, every state and event", () => {
  test.each(pairs)("%s, %s: %s", (state, event, to) => {
    const arrow = calleeTable[state as CalleeState][event as CalleeEvent];

    expect(arrow?.to ?? ".").toBe(to);
  });

  test("lists no state and no event that the figure leaves out", () => {
    expect(Object.keys(calleeTable)).toEqual(Object.keys(FIGURE));
    for (const row of Object.values(calleeTable)) expect(EVENTS).toEqual(expect.arrayContaining(Object.keys(row)));
  });

  test("has no BYE of ours on an early dialog or before the ACK [BYE-15-a] [BYE-15-b] [INV-15-a]", () => {
    expect(calleeTable.Early.byeSent).toBeUndefined();
    expect(calleeTable.Moratorium.byeSent).toBeUndefined();
    expect(calleeTable.Early.end?.do).toEqual(["refuseInvite"]);
  });
});
