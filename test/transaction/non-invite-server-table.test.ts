import { describe, expect, test } from "vitest";
import {
  type NonInviteServerEvent,
  type NonInviteServerState,
  nonInviteServerTable,
} from "../../src/transaction/non-invite-server-table.js";
import { everyPair, type Figure, OpenNonInviteServer, requestOf, Surroundings } from "./support.js";

// RFC 3261 figure 8 with RFC 4320: the provisionals it forbids, and the 408, have no arrow anywhere.
// prettier-ignore
const figure: Figure<NonInviteServerState, NonInviteServerEvent> = {
  Trying: {
    request: "-", tu100: "Proceeding", tuEarly100: "-", tu101to199: "-", tuFinal: "Completed", tu408: "-", tuDrop: "Completed",
    timerTrying: "Proceeding", timerJ: "-", transportError: "Trying",
  },
  Proceeding: {
    request: "Proceeding", tu100: "Proceeding", tuEarly100: "-", tu101to199: "-", tuFinal: "Completed", tu408: "-", tuDrop: "Completed",
    timerTrying: "-", timerJ: "-", transportError: "Proceeding",
  },
  Completed: {
    request: "Completed", tu100: "-", tuEarly100: "-", tu101to199: "-", tuFinal: "-", tu408: "-", tuDrop: "-",
    timerTrying: "-", timerJ: "Terminated", transportError: "Completed",
  },
  Terminated: {
    request: "-", tu100: "-", tuEarly100: "-", tu101to199: "-", tuFinal: "-", tu408: "-", tuDrop: "-",
    timerTrying: "-", timerJ: "-", transportError: "Terminated",
  },
};

const wayTo: Readonly<Record<NonInviteServerState, readonly NonInviteServerEvent[]>> = {
  Trying: [],
  Proceeding: ["tu100"],
  Completed: ["tuFinal"],
  Terminated: ["tuFinal", "timerJ"],
};

function transactionIn(state: NonInviteServerState): { transaction: OpenNonInviteServer; around: Surroundings } {
  const around = new Surroundings({ trying: "100" });
  const transaction = new OpenNonInviteServer(requestOf("BYE"), around.transport, around);
  for (const event of wayTo[state]) transaction.take(event, { response: event });
  return { transaction, around };
}

describe("RFC 3261 §17.2.2, RFC 4320 §4 the table of the non-INVITE server transaction", () => {
  test.each(everyPair(figure))("$state × $event: $next", ({ state, event, next }) => {
    const { transaction, around } = transactionIn(state);
    const before = { sent: around.transport.sent.length, timers: around.clock.pendingNames };

    const listed = transaction.take(event, { response: "response" });

    expect(nonInviteServerTable[state][event]?.to ?? "-").toBe(next);
    expect(listed).toBe(next !== "-");
    expect(transaction.state).toBe(next === "-" ? state : next);
    if (next === "-") {
      expect({ sent: around.transport.sent.length, timers: around.clock.pendingNames }).toEqual(before);
    }
  });

  test.each([
    ["Trying", ["timerTrying"]],
    ["Proceeding", []],
    ["Completed", ["timerJ"]],
    ["Terminated", []],
  ] as const)("in %s run the timers %j and no others", (state, timers) => {
    expect(transactionIn(state).around.clock.pendingNames).toEqual(timers);
  });
});
