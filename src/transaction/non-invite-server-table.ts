import { type Table } from "./table.js";

export type NonInviteServerState = "Trying" | "Proceeding" | "Completed" | "Terminated";

/** `tu100` only stands for a 100 that may be sent by now; an early one is `tuEarly100`. */
export type NonInviteServerEvent =
  | "request"
  | "tu100"
  | "tuEarly100"
  | "tu101to199"
  | "tuFinal"
  | "tu408"
  | "tuDrop"
  | "timerTrying"
  | "timerJ"
  | "transportError";

export type NonInviteServerAction =
  "keep" | "forget" | "send" | "resend" | "sendTrying" | "startJ" | "reportTransportError";

/**
 * RFC 3261 §17.2.2, with the provisionals of RFC 4320 §4.1 and without the 408 of RFC 4320 §4.2: `tuEarly100`, `tu101to199` and
 * `tu408` are listed nowhere, so they are refused everywhere. Transport errors end nothing (RFC 6026 §8.7).
 */
// prettier-ignore
export const nonInviteServerTable: Table<NonInviteServerState, NonInviteServerEvent, NonInviteServerAction> = {
  Trying: {
    timerTrying:    { to: "Proceeding", do: ["sendTrying"] },
    tu100:          { to: "Proceeding", do: ["keep", "send"] },
    tuFinal:        { to: "Completed",  do: ["keep", "send", "startJ"] },
    // The RFCs know no such wish; our choice: as if all had been said, with nothing to say again.
    tuDrop:         { to: "Completed",  do: ["startJ"] },
    transportError: { to: "Trying",     do: [], tell: ["reportTransportError"] },
  },
  Proceeding: {
    request:        { to: "Proceeding", do: ["resend"] },
    tu100:          { to: "Proceeding", do: ["keep", "send"] },
    tuFinal:        { to: "Completed",  do: ["keep", "send", "startJ"] },
    tuDrop:         { to: "Completed",  do: ["forget", "startJ"] },
    transportError: { to: "Proceeding", do: [], tell: ["reportTransportError"] },
  },
  Completed: {
    request:        { to: "Completed",  do: ["resend"] },
    timerJ:         { to: "Terminated", do: [] },
    transportError: { to: "Completed",  do: [], tell: ["reportTransportError"] },
  },
  Terminated: {
    // A connection may take longer to fail than a transaction of zero-length timers to end.
    transportError: { to: "Terminated", do: [], tell: ["reportTransportError"] },
  },
};
