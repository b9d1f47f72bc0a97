import { type ReasonValue } from "../message/header/reason.js";

/** How a call, or an INVITE that did not become one, has ended. Fixed names, for programs. */
export type TerminationCause =
  | "refused" // our application answered 400 to 699, or ended the call before it was answered
  | "redirected" // our application answered 300 to 399
  | "refused-automatically" // the library did; `code` says why
  | "cancelled" // the caller gave up
  | "answered-elsewhere" // a CANCEL that says so. RFC 3326 §3.1
  | "declined-elsewhere"
  | "expired" // the Expires of the INVITE ran out
  | "answer-timeout" // nobody answered within our own limit
  | "prack-timeout" // a reliable provisional response was never acknowledged
  | "ack-timeout" // the 2xx was never acknowledged
  | "missing-answer" // our offer was acknowledged without an answer
  | "remote-bye"
  | "local-bye"
  | "peer-gone" // a request of ours got a 481, 408 or another response that ends the call
  | "session-expired" // RFC 4028
  | "replaced" // RFC 3891
  | "lost-fork" // another early dialog of the same INVITE was answered, or this one was closed
  | "transport-lost" // the connection is gone, and the peer has come by no other
  | "dropped" // our application forgot the INVITE without a response
  | "disposed"; // our application forgot the session

/** Why an INVITE gets no response: nobody wants to give one, or nobody would hear it. */
export type Silence = Extract<TerminationCause, "dropped" | "transport-lost">;

/** The one end of a call. */
export interface Termination {
  readonly cause: TerminationCause;
  /** The final response that the INVITE got, where that was no 2xx. */
  readonly statusCode: number | undefined;
  /** What the peer's CANCEL or BYE said, or our own. Anyone can write it: to be shown, not to be trusted. RFC 3326 */
  readonly reasons: readonly ReasonValue[];
  /** Of an automatic refusal: its `RefusalCode`. */
  readonly code?: string | undefined;
}

/** The end with this cause, of which no more is known. */
export function terminated(cause: TerminationCause, more: Partial<Termination> = {}): Termination {
  return { statusCode: undefined, reasons: [], ...more, cause };
}
