import { type Table } from "../transaction/table.js";

/** The names are those of RFC 5407: Moratorium is "2xx sent, ACK missing", Mortal is "our BYE is under way". */
export type CalleeState = "Early" | "Moratorium" | "Established" | "Mortal" | "Morgue";

export type CalleeEvent =
  | "accept" // our user answers with a 2xx
  | "refuse" // our user, a CANCEL or an Expires ends the INVITE with 300 to 699
  | "ack" // the ACK to the first 2xx
  | "ackTimeout" // 64*T1 without it
  | "byeReceived"
  | "byeSent"
  | "byeOver" // our BYE has been answered, or never will be
  | "end" // our user wants it over
  | "dispose"; // our user forgets it

export type CalleeAction = "confirm" | "refuseInvite" | "terminateInvite" | "sendBye" | "close" | "remove";

/**
 * The callee's call from its first response with a tag to the end. RFC 3261 §13.3, §15; RFC 5407 §2.
 *
 * A pair that is not listed is refused when it comes from the user, and absorbed when it comes from anywhere else.
 */
// prettier-ignore
export const calleeTable: Table<CalleeState, CalleeEvent, CalleeAction> = {
  Early: {
    accept:      { to: "Moratorium",  do: ["confirm"] },
    refuse:      { to: "Morgue",      do: ["close", "remove"] },
    // RFC 3261 §15.1.2: the INVITE is pending; it gets its 487.
    byeReceived: { to: "Morgue",      do: ["terminateInvite", "close", "remove"] },
    end:         { to: "Early",       do: ["refuseInvite"] },
    dispose:     { to: "Morgue",      do: ["close", "remove"] },
  },
  Moratorium: {
    ack:         { to: "Established", do: [] },
    ackTimeout:  { to: "Established", do: [] },
    // RFC 5407 §3.1.3, §3.1.6: over for good; a late ACK finds no dialog.
    byeReceived: { to: "Morgue",      do: ["close", "remove"] },
    // RFC 3261 §15: no BYE before the ACK; the wish is remembered.
    end:         { to: "Moratorium",  do: [] },
    dispose:     { to: "Morgue",      do: ["close", "remove"] },
  },
  Established: {
    byeReceived: { to: "Morgue",      do: ["close", "remove"] },
    byeSent:     { to: "Mortal",      do: ["close"] },
    end:         { to: "Established", do: ["sendBye"] },
    dispose:     { to: "Morgue",      do: ["close", "remove"] },
  },
  Mortal: {
    // RFC 5407 §3.2.4: an ACK that comes now is absorbed, and its answer with it.
    // RFC 5407 §3.2.1: a BYE that crosses ours is answered 200; ours still wants its end.
    byeReceived: { to: "Mortal",      do: [] },
    byeOver:     { to: "Morgue",      do: ["remove"] },
    end:         { to: "Mortal",      do: [] },
    dispose:     { to: "Morgue",      do: ["remove"] },
  },
  Morgue: {
    end:         { to: "Morgue",      do: [] },
    dispose:     { to: "Morgue",      do: [] },
  },
};
