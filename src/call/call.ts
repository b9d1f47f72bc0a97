import { type IncomingCallRequest, type OutgoingProgressResponse, type ProgressOptions } from "../dialog/session.js";
import { type EndOptions } from "../dialog/session.js";
import { type ResponseParts } from "../dialog/incoming-request.js";
import { type Termination } from "../dialog/termination.js";
import { type NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { type URI } from "../message/grammar/uri.js";
import { type CallSession } from "./call-session.js";

/** What `IncomingCallRequest.accept` takes. */
export type AnswerOptions = NonNullable<Parameters<IncomingCallRequest["accept"]>[0]>;

/**
 * Told of a call, from its INVITE on.
 *
 * When it returns, or its promise is kept, an INVITE without a final response is refused. An answered call goes on: it ends when either
 * side ends it, or at the end of a block that says `await using`. When it throws, an INVITE is answered 500, an answered call is hung up,
 * and `onDiagnostic` is told; but a handler that is thrown out by the end of its own call (`CallEndedError`, or an error that has it as
 * its `cause`) has done nothing wrong.
 */
export type CallHandler = (call: Call) => Promise<void> | void;

/** How calls are handled. */
export interface HandleInviteOptions {
  /** What an INVITE is answered that the handler has left without a final response, 400 to 699. @defaultValue 480 */
  readonly unanswered?: number;
}

/** One call, to be answered in one function. Promises and the signal are made when they are asked for, and need not be listened to. */
export interface Call extends AsyncDisposable {
  /** The INVITE, as `onInvite` has it. It may be used beside the call, which sees what becomes of it; so may its `delegate`. */
  readonly request: IncomingCallRequest;
  /** Who calls, as From says: `displayName`, `uri`; `friendlyName` is one of both. Anyone can write it: to be shown, not to be trusted. */
  readonly caller: NameAddrHeader;
  /** The session: the one that was answered, else the first that a provisional response has made. */
  readonly session: CallSession | undefined;
  /** How the call has ended; nothing while it lives. */
  readonly termination: Termination | undefined;
  /** How the call ends; never fails. */
  readonly ended: Promise<Termination>;
  /**
   * Aborted when the call ends, whichever way: CANCEL, BYE of either side, refusal, an ACK that never came. Its `reason` is a
   * `CallEndedError`, which says how.
   */
  readonly signal: AbortSignal;
  /** Sends a 180; see `progress`. */
  ring(options?: ProgressOptions): OutgoingProgressResponse;
  /**
   * Sends a provisional response.
   *
   * @param options - As `IncomingInviteRequest.progress`, or a session description alone. @defaultValue `{ statusCode: 183 }`
   * @throws CallEndedError (`SIP_CALL_ENDED`) when the call has ended, and what `IncomingInviteRequest.progress` throws. Nothing has been
   * sent or changed.
   */
  progress(options?: string | ProgressOptions): OutgoingProgressResponse;
  /**
   * Answers with a 2xx, at once, and waits for the ACK.
   *
   * @param options - As `IncomingInviteRequest.accept`, or a session description alone.
   * @returns The session, once the ACK has come. Fails with CallEndedError (`SIP_CALL_ENDED`) when the call ends first.
   * @throws at once what `IncomingInviteRequest.accept` throws. Nothing has been sent or changed.
   */
  answer(options?: string | AnswerOptions): Promise<CallSession>;
  /**
   * Refuses; does nothing when the call has ended.
   *
   * @param options - A status code, 400 to 699, or as `IncomingRequest.reject`. @defaultValue 486
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) once it is answered: use `end`. Nothing has been sent or changed.
   */
  refuse(options?: number | ResponseParts): void;
  /**
   * Sends the caller elsewhere; does nothing when the call has ended.
   *
   * @param contacts - Where, the best first.
   * @param options - As `IncomingRequest.redirect`. @defaultValue `{ statusCode: 302 }`
   * @throws TypeError for a text that is no URI, and as `refuse`. Nothing has been sent or changed.
   */
  redirect(contacts: string | URI | readonly (string | URI)[], options?: ResponseParts): void;
  /** Ends the call, whatever its state: refuses it (480) or sends a BYE as soon as that is allowed. As `Session.end`. */
  end(options?: EndOptions): void;
  /**
   * Waits, by the core's own clock.
   *
   * @param duration - Milliseconds.
   * @returns Fails with CallEndedError (`SIP_CALL_ENDED`) when the call ends first.
   */
  delay(duration: number): Promise<void>;
}
