import { type Table } from "./table.js";

export type InviteServerState = "Proceeding" | "Accepted" | "Completed" | "Confirmed" | "Terminated";

export type InviteServerEvent =
  | "invite"
  | "ack"
  | "tu1xx"
  | "tu2xx"
  | "tu300to699"
  | "tuDrop"
  | "timerTrying"
  | "timerG"
  | "timerH"
  | "timerI"
  | "timerL"
  | "transportError";

export type InviteServerAction =
  | "keep"
  | "send"
  | "resend"
  | "sendTrying"
  | "stopTimers"
  | "startG"
  | "restartG"
  | "startH"
  | "startI"
  | "absorb"
  | "startL"
  | "passAck"
  | "reportNoAck"
  | "reportTransportError";

/**
 * RFC 3261 §17.2.1, as corrected by RFC 6026 §7.1.
 *
 * Entering another state stops the timers of the one left. A pair that is not listed is refused
 * when it comes from the user, and absorbed when it comes from anywhere else.
 */
// prettier-ignore
export const inviteServerTable: Table<InviteServerState, InviteServerEvent, InviteServerAction> = {
  Proceeding: {
    invite:         { to: "Proceeding", do: ["resend"] },
    timerTrying:    { to: "Proceeding", do: ["sendTrying"] },
    tu1xx:          { to: "Proceeding", do: ["stopTimers", "keep", "send"] },
    tu2xx:          { to: "Accepted",   do: ["keep", "send", "startL"] },
    tu300to699:     { to: "Completed",  do: ["keep", "send", "startG", "startH"] },
    // The RFCs know no such wish; our choice: as if all had been said, for as long as the peer repeats.
    tuDrop:         { to: "Confirmed",  do: ["absorb"] },
    transportError: { to: "Proceeding", do: [], tell: ["reportTransportError"] },
  },
  Accepted: {
    ack:            { to: "Accepted",   do: [], tell: ["passAck"] },
    // The first 2xx stays the one that is repeated: a proxy may hand over those of other forks.
    tu2xx:          { to: "Accepted",   do: ["send"] },
    timerL:         { to: "Terminated", do: [] },
    transportError: { to: "Accepted",   do: [], tell: ["reportTransportError"] },
  },
  Completed: {
    invite:         { to: "Completed",  do: ["resend"] },
    ack:            { to: "Confirmed",  do: ["startI"] },
    timerG:         { to: "Completed",  do: ["resend", "restartG"] },
    // RFC 6026's figure shows no action; RFC 3261's sentence that the user is told still stands.
    timerH:         { to: "Terminated", do: [], tell: ["reportNoAck"] },
    transportError: { to: "Completed",  do: [], tell: ["reportTransportError"] },
  },
  Confirmed: {
    timerI:         { to: "Terminated", do: [] },
    transportError: { to: "Confirmed",  do: [], tell: ["reportTransportError"] },
  },
  Terminated: {
    // A connection may take longer to fail than a transaction of zero-length timers to end.
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
};
