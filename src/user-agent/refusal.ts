/** Why the library itself refuses a request. Fixed names, for programs; docs/refusals.md has them with their status codes. */
export type RefusalCode =
  // What the server can bear.
  | "overload" // a limit of `overload` is reached
  | "draining" // `drain` has been called
  // Who asks.
  | "unauthenticated" // credentials are missing, or are not right
  | "bad-credentials" // credentials are not all there, or say two things
  | "forbidden" // credentials are for somebody else, or were wrong too often
  // What is asked for.
  | "method-not-allowed" // a method that we know and do not serve
  | "method-unknown" // a method that nobody knows
  | "unsupported-uri-scheme" // the scheme of the Request-URI is not served
  | "sips-not-allowed" // sips where only sip is served
  | "sips-required" // sip where only sips is served
  | "user-unknown" // the Request-URI is not one of ours
  | "merged" // the same request has come by another way
  // Its header fields.
  | "bad-contact" // an INVITE or REFER without one Contact by which its sender can be reached
  | "bad-record-route" // a recorded route that cannot be followed
  | "target-not-allowed" // the Contact or a recorded route is where no request of ours may go
  | "bad-require" // a Require that cannot be read
  | "bad-extension" // Require names an extension that we do not have
  | "extension-required" // we need an extension that the caller does not have
  // Its body.
  | "bad-content-type" // a Content-Type that is missing or cannot be read
  | "bad-body" // a multipart body that cannot be taken apart
  | "unsupported-media-type"
  | "unsupported-disposition"
  | "unsupported-content-encoding"
  | "unsupported-language"
  | "answer-not-acceptable" // Accept leaves session descriptions out
  // Its dialog.
  | "no-dialog" // the To tag names no dialog that is alive
  | "needs-dialog" // a method that exists inside a dialog only
  | "foreign-source" // it does not come from where the peer of the dialog is
  | "no-transaction" // a CANCEL for nothing that is alive
  | "dialog-over" // our BYE is under way
  | "out-of-order" // a sequence number not above the last one
  | "invite-pending" // another INVITE of the caller is not over
  | "too-many-requests" // too many requests of the dialog are not answered
  | "glare" // an INVITE or an offer of ours is not over
  | "streams-missing" // an offer leaves out streams that the session has
  // What it acknowledges.
  | "prack-malformed" // a PRACK without a RAck that can be read
  | "prack-unmatched" // a PRACK for nothing that waits for one
  | "offer-pending" // a PRACK with an offer while another one is open
  // Its meaning.
  | "replacement-malformed" // Replaces or Join that cannot be read, or where it does not belong
  | "replacement-forbidden" // who asks may not take a place in that call
  | "replacement-unknown" // Replaces or Join names no call
  | "replacement-over" // the call that is named is over
  | "replacement-confirmed" // only a call that is not answered yet was to be replaced
  | "bad-refer-to" // a REFER without one Refer-To that can be read
  | "event-unknown" // a SUBSCRIBE to a package that we do not have
  | "subscription-forbidden" // a SUBSCRIBE to what only a REFER makes
  | "bad-session-expires" // a Session-Expires that cannot be read
  | "session-interval-too-small" // the session would have to be refreshed too often
  | "bad-info-package" // an Info-Package that cannot be read
  | "info-package-unknown" // an INFO that nobody waits for
  | "policy" // a check of the application's
  // What became of it.
  | "no-handler" // the delegate has no member for it
  | "handler-failed" // the application threw, or its promise failed
  | "prack-timeout" // a reliable provisional response was never acknowledged
  | "answer-missing" // our offer was acknowledged without an answer
  | "answer-timeout" // the application did not answer in time
  | "expired" // Expires ran out
  | "cancelled" // the caller took it back
  | "dialog-ended"; // the dialog ended before the request was answered

/** Why a request is not served, ready to be sent. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly statusCode: number;
  readonly reasonPhrase?: string;
  readonly extraHeaders?: readonly string[];
}
