import { type Table } from "./table.js";

export type InviteClientState = "Calling" | "Proceeding" | "Accepted" | "Completed" | "Terminated";

export type InviteClientEvent =
  "peer1xx" | "peer2xx" | "peer300to699" | "timerA" | "timerB" | "timerD" | "timerM" | "transportError";

export type InviteClientAction =
  | "resend"
  | "acknowledge"
  | "restartA"
  | "startD"
  | "startM"
  | "passResponse"
  | "reportTimeout"
  | "reportTransportError";

/** RFC 3261 §17.1.1, as corrected by RFC 6026 §7.2. Entering Calling (sending, A and B) is `start`. */
// prettier-ignore
export const inviteClientTable: Table<InviteClientState, InviteClientEvent, InviteClientAction> = {
  Calling: {
    timerA:         { to: "Calling",    do: ["resend", "restartA"] },
    timerB:         { to: "Terminated", do: [], tell: ["reportTimeout"] },
    peer1xx:        { to: "Proceeding", do: [], tell: ["passResponse"] },
    peer2xx:        { to: "Accepted",   do: ["startM"], tell: ["passResponse"] },
    peer300to699:   { to: "Completed",  do: ["acknowledge", "startD"], tell: ["passResponse"] },
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
  Proceeding: {
    peer1xx:        { to: "Proceeding", do: [], tell: ["passResponse"] },
    peer2xx:        { to: "Accepted",   do: ["startM"], tell: ["passResponse"] },
    peer300to699:   { to: "Completed",  do: ["acknowledge", "startD"], tell: ["passResponse"] },
  },
  Accepted: {
    peer2xx:        { to: "Accepted",   do: [], tell: ["passResponse"] },
    timerM:         { to: "Terminated", do: [] },
  },
  Completed: {
    peer300to699:   { to: "Completed",  do: ["acknowledge"] },
    timerD:         { to: "Terminated", do: [] },
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
  Terminated: {},
};
