import { type Transport } from "../environment/flow.js";
import { type OverloadLimit } from "./overload-limits.js";

/** What happened that nobody asked for: why something that came from the network led to nothing, or more. Fixed names, for programs. */
export type DiagnosticReason =
  | "unreadable" // no message, or one that cannot be answered
  | "mended" // a message that strict reading refuses and `lenient` serves
  | "stray-ack" // an ACK that nothing waits for
  | "group-source" // a request from a broadcast or multicast address, which nobody is answered at
  | "stray-response" // a response to nothing of ours, or not by our Via
  | "odd-description" // a session description that was passed over, or breaks a rule that costs nobody the call
  | "late-cancel" // a CANCEL after the final response
  | "refused" // a request that the library itself has refused; `code` says why
  | "dropped" // a new request that was not answered for lack of room; `limit` says of what
  | "unanswered" // our application did not answer a request in time
  | "no-transport" // nothing to answer by
  | "disposed" // the core has been disposed of
  | "application-error" // our application's delegate threw
  | "internal-error"; // a bug of ours

/** Something that was dropped, mended or went wrong, told to `UserAgentCoreDelegate.onDiagnostic`. Nothing is lost in silence. */
export interface Diagnostic {
  readonly reason: DiagnosticReason;
  /** For people; holds no header values but a Call-ID. */
  readonly message: string;
  /** Of an unreadable or mended message: what was wrong, by `ParseFailure.code`. Of a refused one: a `RefusalCode`. */
  readonly code?: string;
  /** What the request was answered with. */
  readonly statusCode?: number;
  /** Of a request that was kept out for lack of room: which limit is reached. */
  readonly limit?: OverloadLimit;
  /** Of the request, where there is one. */
  readonly method?: string;
  readonly callId?: string;
  /** Of an unreadable or mended message: characters from its start, or from the start of the header value. */
  readonly offset?: number;
  readonly header?: string | undefined;
  /** The way it came by. */
  readonly transport?: Transport;
  readonly error?: unknown;
}
