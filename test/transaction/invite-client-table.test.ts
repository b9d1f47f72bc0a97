import { describe, expect, test } from "vitest";
import {
  type InviteClientEvent,
  type InviteClientState,
  inviteClientTable,
} from "../../src/transaction/invite-client-table.js";
import { everyPair, type Figure, OpenInviteClient, outgoingOf, Surroundings } from "./support.js";

// RFC 3261 figure 5 as RFC 6026 redrew it.
// prettier-ignore
const figure: Figure<InviteClientState, InviteClientEvent> = {
  Calling: {
    peer1xx: "Proceeding", peer2xx: "Accepted", peer300to699: "Completed",
    timerA: "Calling", timerB: "Terminated", timerD: "-", timerM: "-", transportError: "Terminated",
  },
  Proceeding: {
    peer1xx: "Proceeding", peer2xx: "Accepted", peer300to699: "Completed",
    timerA: "-", timerB: "-", timerD: "-", timerM: "-", transportError: "-",
  },
  Accepted: {
    peer1xx: "-", peer2xx: "Accepted", peer300to699: "-",
    timerA: "-", timerB: "-", timerD: "-", timerM: "Terminated", transportError: "-",
  },
  Completed: {
    peer1xx: "-", peer2xx: "-", peer300to699: "Completed",
    timerA: "-", timerB: "-", timerD: "Terminated", timerM: "-", transportError: "Terminated",
  },
  Terminated: {
    peer1xx: "-", peer2xx: "-", peer300to699: "-",
    timerA: "-", timerB: "-", timerD: "-", timerM: "-", transportError: "-",
  },
};

const wayTo: Readonly<Record<InviteClientState, readonly InviteClientEvent[]>> = {
  Calling: [],
  Proceeding: ["peer1xx"],
  Accepted: ["peer2xx"],
  Completed: ["peer300to699"],
  Terminated: ["timerB"],
};

function transactionIn(state: InviteClientState): { transaction: OpenInviteClient; around: Surroundings } {
  const around = new Surroundings();
  const transaction = new OpenInviteClient(outgoingOf("INVITE"), around.transport, around);
  transaction.start();
  for (const event of wayTo[state]) transaction.take(event);
  return { transaction, around };
}

describe("RFC 3261 §17.1.1, RFC 6026 §7.2 the table of the INVITE client transaction", () => {
  test.each(everyPair(figure))("$state × $event: $next", ({ state, event, next }) => {
    const { transaction, around } = transactionIn(state);
    const before = { sent: around.transport.sent.length, timers: around.clock.pendingNames };

    const listed = transaction.take(event);

    expect(inviteClientTable[state][event]?.to ?? "-").toBe(next);
    expect(listed).toBe(next !== "-");
    expect(transaction.state).toBe(next === "-" ? state : next);
    if (next === "-") {
      expect({ sent: around.transport.sent.length, timers: around.clock.pendingNames }).toEqual(before);
    }
  });

  test.each([
    ["Calling", ["timerB", "timerA"]],
    ["Proceeding", []],
    ["Accepted", ["timerM"]],
    ["Completed", ["timerD"]],
    ["Terminated", []],
  ] as const)("in %s run the timers %j and no others", (state, timers) => {
    expect(transactionIn(state).around.clock.pendingNames).toEqual(timers);
  });
});
