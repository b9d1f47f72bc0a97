import { describe, expect, test } from "vitest";
import {
  type InviteServerEvent,
  type InviteServerState,
  inviteServerTable,
} from "../../src/transaction/invite-server-table.js";
import { everyPair, type Figure, OpenInviteServer, requestOf, Surroundings } from "./support.js";

// RFC 3261 figure 7 as RFC 6026 redrew it, with our choices for what it leaves open.
// prettier-ignore
const figure: Figure<InviteServerState, InviteServerEvent> = {
  Proceeding: {
    invite: "Proceeding", ack: "-", tu1xx: "Proceeding", tu2xx: "Accepted", tu300to699: "Completed", tuDrop: "Confirmed",
    timerTrying: "Proceeding", timerG: "-", timerH: "-", timerI: "-", timerL: "-", transportError: "Proceeding",
  },
  Accepted: {
    invite: "-", ack: "Accepted", tu1xx: "-", tu2xx: "Accepted", tu300to699: "-", tuDrop: "-",
    timerTrying: "-", timerG: "-", timerH: "-", timerI: "-", timerL: "Terminated", transportError: "Accepted",
  },
  Completed: {
    invite: "Completed", ack: "Confirmed", tu1xx: "-", tu2xx: "-", tu300to699: "-", tuDrop: "-",
    timerTrying: "-", timerG: "Completed", timerH: "Terminated", timerI: "-", timerL: "-", transportError: "Completed",
  },
  Confirmed: {
    invite: "-", ack: "-", tu1xx: "-", tu2xx: "-", tu300to699: "-", tuDrop: "-",
    timerTrying: "-", timerG: "-", timerH: "-", timerI: "Terminated", timerL: "-", transportError: "Confirmed",
  },
  Terminated: {
    invite: "-", ack: "-", tu1xx: "-", tu2xx: "-", tu300to699: "-", tuDrop: "-",
    timerTrying: "-", timerG: "-", timerH: "-", timerI: "-", timerL: "-", transportError: "Terminated",
  },
};

const wayTo: Readonly<Record<InviteServerState, readonly InviteServerEvent[]>> = {
  Proceeding: [],
  Accepted: ["tu2xx"],
  Completed: ["tu300to699"],
  Confirmed: ["tu300to699", "ack"],
  Terminated: ["tu2xx", "timerL"],
};

function transactionIn(state: InviteServerState): { transaction: OpenInviteServer; around: Surroundings } {
  const around = new Surroundings({ trying: "100" });
  const transaction = new OpenInviteServer(requestOf("INVITE"), around.transport, around);
  for (const event of wayTo[state]) transaction.take(event, { response: event });
  return { transaction, around };
}

describe("RFC 3261 §17.2.1, RFC 6026 §7.1 the table of the INVITE server transaction", () => {
  test.each(everyPair(figure))("$state × $event: $next", ({ state, event, next }) => {
    const { transaction, around } = transactionIn(state);
    const before = { sent: around.transport.sent.length, timers: around.clock.pendingNames };

    const listed = transaction.take(event, { response: "response" });

    expect(inviteServerTable[state][event]?.to ?? "-").toBe(next);
    expect(listed).toBe(next !== "-");
    expect(transaction.state).toBe(next === "-" ? state : next);
    if (next === "-") {
      expect({ sent: around.transport.sent.length, timers: around.clock.pendingNames }).toEqual(before);
    }
  });

  test.each([
    ["Proceeding", ["timerTrying"]],
    ["Accepted", ["timerL"]],
    ["Completed", ["timerG", "timerH"]],
    ["Confirmed", ["timerI"]],
    ["Terminated", []],
  ] as const)("in %s run the timers %j and no others", (state, timers) => {
    expect(transactionIn(state).around.clock.pendingNames).toEqual(timers);
  });
});
