import { type Transport } from "../environment/flow.js";

/** Why something that came from the network led to nothing. Fixed names, for programs. */
export type DiagnosticReason =
  | "unreadable" // no message, or one that cannot be answered
  | "stray-ack" // an ACK that nothing waits for
  | "stray-response" // a response to nothing of ours, or not by our Via
  | "late-cancel" // a CANCEL after the final response
  | "unanswered" // our application never answered a request that was not an INVITE
  | "no-transport" // nothing to answer by
  | "disposed" // the core has been disposed of
  | "application-error" // our application's delegate threw
  | "internal-error"; // a bug of ours

/** Something that was dropped or went wrong, told to `UserAgentCoreDelegate.onDiagnostic`. Nothing is lost in silence. */
export interface Diagnostic {
  readonly reason: DiagnosticReason;
  /** For people; holds no header values. */
  readonly message: string;
  /** Of an unreadable message: what was expected, by `ParseFailure.code`. */
  readonly code?: string;
  /** Of an unreadable message: characters from its start, or from the start of the header value. */
  readonly offset?: number;
  readonly header?: string | undefined;
  readonly transport?: Transport;
  readonly error?: unknown;
}
