import { describe, expect, test } from "vitest";
import {
  type NonInviteClientEvent,
  type NonInviteClientState,
  nonInviteClientTable,
} from "../../src/transaction/non-invite-client-table.js";
import { everyPair, type Figure, OpenNonInviteClient, outgoingOf, Surroundings } from "./support.js";

// RFC 3261 figure 6.
// prettier-ignore
const figure: Figure<NonInviteClientState, NonInviteClientEvent> = {
  Trying: {
    peer1xx: "Proceeding", peerFinal: "Completed",
    timerE: "Trying", timerF: "Terminated", timerK: "-", transportError: "Terminated",
  },
  Proceeding: {
    peer1xx: "Proceeding", peerFinal: "Completed",
    timerE: "Proceeding", timerF: "Terminated", timerK: "-", transportError: "Terminated",
  },
  Completed: {
    peer1xx: "-", peerFinal: "-",
    timerE: "-", timerF: "-", timerK: "Terminated", transportError: "-",
  },
  Terminated: {
    peer1xx: "-", peerFinal: "-",
    timerE: "-", timerF: "-", timerK: "-", transportError: "-",
  },
};

const wayTo: Readonly<Record<NonInviteClientState, readonly NonInviteClientEvent[]>> = {
  Trying: [],
  Proceeding: ["peer1xx"],
  Completed: ["peerFinal"],
  Terminated: ["timerF"],
};

function transactionIn(state: NonInviteClientState): { transaction: OpenNonInviteClient; around: Surroundings } {
  const around = new Surroundings();
  const transaction = new OpenNonInviteClient(outgoingOf("BYE"), around.transport, around);
  transaction.start();
  for (const event of wayTo[state]) transaction.take(event);
  return { transaction, around };
}

describe("RFC 3261 §17.1.2 the table of the non-INVITE client transaction", () => {
  test.each(everyPair(figure))("$state × $event: $next", ({ state, event, next }) => {
    const { transaction, around } = transactionIn(state);
    const before = { sent: around.transport.sent.length, timers: around.clock.pendingNames };

    const listed = transaction.take(event);

    expect(nonInviteClientTable[state][event]?.to ?? "-").toBe(next);
    expect(listed).toBe(next !== "-");
    expect(transaction.state).toBe(next === "-" ? state : next);
    if (next === "-") {
      expect({ sent: around.transport.sent.length, timers: around.clock.pendingNames }).toEqual(before);
    }
  });

  test.each([
    ["Trying", ["timerF", "timerE"]],
    ["Proceeding", ["timerF", "timerE"]],
    ["Completed", ["timerK"]],
    ["Terminated", []],
  ] as const)("in %s run the timers %j and no others", (state, timers) => {
    expect(transactionIn(state).around.clock.pendingNames).toEqual(timers);
  });
});
