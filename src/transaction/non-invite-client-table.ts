import { type Table } from "./table.js";

export type NonInviteClientState = "Trying" | "Proceeding" | "Completed" | "Terminated";

export type NonInviteClientEvent = "peer1xx" | "peerFinal" | "timerE" | "timerF" | "timerK" | "transportError";

export type NonInviteClientAction =
  "resend" | "restartE" | "restartEAtT2" | "startK" | "passResponse" | "reportTimeout" | "reportTransportError";

/**
 * RFC 3261 §17.1.2. Entering Trying (sending, E and F) is `start`. E and F run through Trying and Proceeding, so the
 * first provisional leaves them alone.
 */
// prettier-ignore
export const nonInviteClientTable: Table<NonInviteClientState, NonInviteClientEvent, NonInviteClientAction> = {
  Trying: {
    timerE:         { to: "Trying",     do: ["resend", "restartE"] },
    timerF:         { to: "Terminated", do: [], tell: ["reportTimeout"] },
    peer1xx:        { to: "Proceeding", timers: "keep", do: [], tell: ["passResponse"] },
    peerFinal:      { to: "Completed",  do: ["startK"], tell: ["passResponse"] },
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
  Proceeding: {
    timerE:         { to: "Proceeding", do: ["resend", "restartEAtT2"] },
    timerF:         { to: "Terminated", do: [], tell: ["reportTimeout"] },
    peer1xx:        { to: "Proceeding", do: [], tell: ["passResponse"] },
    peerFinal:      { to: "Completed",  do: ["startK"], tell: ["passResponse"] },
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
  Completed: {
    timerK:         { to: "Terminated", do: [] },
  },
  Terminated: {},
};
