import { type Body } from "../message/body.js";
import { type URI } from "../message/grammar/uri.js";
import { type OutgoingResponse } from "../message/outgoing-response.js";
import { type IncomingAckRequest, type IncomingRequest, type ResponseParts } from "./incoming-request.js";
import {
  type IncomingResponse,
  type OutgoingAckRequest,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
} from "./outgoing-request.js";
import { type IncomingReferRequest } from "./referral.js";
import { type InfoPackageSets } from "./info-packages.js";
import { type PrackOutcome } from "./reliable-provisionals.js";
import { type SessionTimerOptions } from "./session-timer-settings.js";
import { type Termination } from "./termination.js";

/** Where a call stands. */
export const SessionState = {
  Initial: "Initial",
  Early: "Early",
  AckWait: "AckWait",
  Confirmed: "Confirmed",
  Terminated: "Terminated",
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/** Where offer and answer stand. RFC 3264 */
export const SignalingState = {
  Initial: "Initial",
  HaveLocalOffer: "HaveLocalOffer",
  HaveRemoteOffer: "HaveRemoteOffer",
  Stable: "Stable",
  Closed: "Closed",
} as const;
export type SignalingState = (typeof SignalingState)[keyof typeof SignalingState];

/** A 2xx to our re-INVITE. */
export interface AckableIncomingResponseWithSession extends IncomingResponse {
  readonly session: Session;
  /**
   * Acknowledges; repeats of the 2xx are acknowledged alike. May be called later; without an `onAccept` it is done at once.
   *
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when the 2xx held an offer and `body` is missing. Nothing has been sent.
   */
  ack(options?: RequestOptions): OutgoingAckRequest;
}

/** A 1xx to our re-INVITE. */
export interface PrackableIncomingResponseWithSession extends IncomingResponse {
  readonly session: Session;
  /**
   * Sends a PRACK for it. Without an `onProgress`, or when that does not call this and no offer is to be answered, it is done at once.
   * RFC 3262 §4
   *
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when the 1xx held an offer and `body` is missing. Nothing has been sent.
   */
  prack(options?: RequestOptions): OutgoingRequest;
}

export interface OutgoingInviteRequestDelegate extends OutgoingRequestDelegate {
  onAccept?(response: AckableIncomingResponseWithSession): void;
  onProgress?(response: PrackableIncomingResponseWithSession): void;
}

export interface OutgoingInviteRequest extends OutgoingRequest {
  delegate?: OutgoingInviteRequestDelegate | undefined;
}

/** The response that was sent, and the session it belongs to. */
export interface OutgoingResponseWithSession extends OutgoingResponse {
  readonly session: Session;
}

/** What a 2xx to an INVITE may say. */
export type AcceptOptions = ResponseParts & {
  /**
   * What is wanted of session timers in this call from now on, instead of what the configuration says of all calls; `false`: none.
   *
   * @defaultValue as the configuration says, or an earlier `accept` in the same call
   */
  readonly sessionTimers?: SessionTimerOptions | false | undefined;
};

/** What a provisional response to an INVITE may say. */
export type ProgressOptions = ResponseParts & {
  /**
   * Whether the peer has to acknowledge it by a PRACK; it is repeated until then. RFC 3262 §3
   *
   * `"if-supported"`: where the peer can. One that requires it gets every response so.
   *
   * @defaultValue false
   */
  readonly reliable?: boolean | "if-supported" | undefined;
};

/** A provisional response, and what becomes of it. */
export interface OutgoingProgressResponse extends OutgoingResponseWithSession {
  /** Of a reliable one: settles at its PRACK, or when none can come any more. Never fails. `undefined` of any other. */
  readonly acknowledged: Promise<PrackOutcome> | undefined;
}

/** One of several early dialogs that the callee makes of one INVITE, with a To tag of its own. RFC 3261 §12.1, RFC 6228 */
export interface EarlyDialog {
  readonly toTag: string;
  /** The session, once a response has made it. */
  readonly session: Session | undefined;
  /** As `IncomingInviteRequest.accept`. The other early dialogs of the INVITE end with it. */
  accept(options?: AcceptOptions): OutgoingResponseWithSession;
  /** As `IncomingInviteRequest.progress`. */
  progress(options?: ProgressOptions): OutgoingProgressResponse;
  /**
   * Ends this one; the INVITE and its other early dialogs go on. A caller that supports it is told by a 199. RFC 6228 §5
   *
   * @param options - `statusCode`: what a final response would have said, 300 to 699. @defaultValue `{ statusCode: 487 }`
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) when the INVITE is over. Nothing has been sent or changed.
   */
  terminate(options?: { readonly statusCode?: number; readonly extraHeaders?: readonly string[] }): void;
}

/** An INVITE to be answered: a call, or a change to one. */
export interface IncomingInviteRequest extends IncomingRequest {
  /**
   * Answers with a 2xx, repeated until the ACK. Until then it may be called again: the same 2xx is sent, the same session returned.
   *
   * While a reliable provisional response with a description waits for its PRACK, or an offer in a PRACK or UPDATE for our answer, the 2xx
   * waits too; what is returned is what will be sent. RFC 3262 §3
   *
   * @param options - `statusCode` 200 to 299. Without a body goes what an earlier 1xx has shown; in a re-INVITE that asks for nothing new,
   * our last description. A description after the one that has answered the offer is left out. @defaultValue `{ statusCode: 200 }`
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when a session description is owed, or is another than a 1xx has shown. Nothing has been
   * sent or changed.
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) after a refusal, a CANCEL or the ACK. Nothing has been sent or changed.
   * @throws TypeError for a status code out of range, a line break in a header, or times that cannot be. Nothing has been sent or changed.
   * @throws UnsupportedExtensionError (`SIP_UNSUPPORTED_EXTENSION`) for `sessionTimers` where the configuration has switched them off.
   */
  accept(options?: AcceptOptions): OutgoingResponseWithSession;
  /**
   * Sends a provisional response. A reliable one behind another that is not acknowledged waits for its turn; what is returned is what will
   * be sent.
   *
   * @param options - `statusCode` 101 to 199. @defaultValue `{ statusCode: 180 }`
   * @throws UnsupportedExtensionError (`SIP_UNSUPPORTED_EXTENSION`) when it is to be reliable and the peer, or we, cannot do that.
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) for a description that may not stand there, and where one is owed.
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) after a final response or a CANCEL. Whatever it throws, nothing has been sent or
   * changed.
   */
  progress(options?: ProgressOptions): OutgoingProgressResponse;
}

/** A new INVITE, out of a dialog. */
export interface IncomingCallRequest extends IncomingInviteRequest {
  /**
   * The call that this one is to take the place of, which its sender may do: see `configuration.replaces`. Nobody has to be asked any more;
   * when it is accepted, that call ends with a BYE. When it is refused, that call goes on. RFC 3891 §3
   */
  readonly replaces: Session | undefined;
  /** The call that this one is to come into, which its sender may do: see `configuration.join`. Without a mixer, refuse it with 488. RFC 3911 §4 */
  readonly joins: Session | undefined;
  /**
   * Opens one more early dialog, with a To tag of its own: for a callee that forks, plays announcements, or stands for several.
   * Nothing is sent until it is used.
   *
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) after a final response or a CANCEL.
   */
  openEarlyDialog(): EarlyDialog;
}

/** How `Session.end` ends a call that was not answered yet. */
export interface EndOptions extends RequestOptions {
  /** Final response to an INVITE still ringing, 400 to 699. @defaultValue 480 */
  readonly statusCode?: number;
}

/** Told of what the peer does in a session. Looked up at each event, so it may be set at any time. */
export interface SessionDelegate {
  /** Return a promise while an answer is being processed: a re-INVITE meanwhile is answered 500 with Retry-After. */
  onAck?(request: IncomingAckRequest): Promise<void> | void;
  /** The 2xx was repeated for 64*T1 and never acknowledged. @defaultValue `session.bye()` */
  onAckTimeout?(): void;
  /** @defaultValue 200. The session is over as soon as this returns. */
  onBye?(request: IncomingRequest): void;
  /** @defaultValue 469 with an empty Recv-Info */
  onInfo?(request: IncomingRequest): void;
  /** A re-INVITE. @defaultValue 488 */
  onInvite?(request: IncomingInviteRequest): void;
  /** @defaultValue 200 */
  onMessage?(request: IncomingRequest): void;
  /** @defaultValue 200 */
  onNotify?(request: IncomingRequest): void;
  /**
   * A PRACK that acknowledges a response of ours. An offer in it wants its answer in the 2xx, at once. RFC 3262 §5
   *
   * @defaultValue 200; with an offer, every stream of it is rejected there. So it is done, too, after two seconds without an answer.
   */
  onPrack?(request: IncomingRequest): void;
  /** A REFER with one Refer-To that can be read. @defaultValue 480 */
  onRefer?(request: IncomingReferRequest): void;
  /**
   * Nobody has refreshed the session in its time, and a BYE goes when this returns, unless one has been sent here. RFC 4028 §10
   *
   * A session lasts for ever unless a Session-Expires says otherwise.
   */
  onSessionExpired?(): void;
  /**
   * A refresh that the library sent was accepted. When it was a re-INVITE, `answer` is the peer's answer to our description as it stands,
   * and may be another than the last one. RFC 4028 §7.4
   */
  onSessionRefreshed?(response: IncomingResponse): void;
  /** It is over, whichever way. Called once, last of all. */
  onTerminated?(termination: Termination): void;
  /**
   * An UPDATE. One without a session description is answered 200 when this returns, unless it was answered here. One with an offer wants
   * its answer at once: without it, 504 after two seconds. RFC 3311 §5.2
   *
   * @defaultValue 200 where it asks for nothing new, else 488
   */
  onUpdate?(request: IncomingRequest): void;
}

/** What an INVITE made: one call with one peer. */
export interface Session {
  delegate: SessionDelegate | undefined;
  /** Call-ID, local tag and remote tag, one after the other. */
  readonly id: string;
  readonly callId: string;
  readonly localTag: string;
  readonly localURI: URI;
  /** Empty when the peer gave none (RFC 2543). */
  readonly remoteTag: string;
  readonly remoteTarget: URI;
  readonly remoteURI: URI;
  readonly sessionState: SessionState;
  readonly signalingState: SignalingState;
  /** Which INFO packages the two sides want to get now. RFC 6086 §5.2 */
  readonly infoPackages: InfoPackageSets;
  /** The description offered last, whoever offered it. */
  readonly offer: Body | undefined;
  /** The answer to it. */
  readonly answer: Body | undefined;
  /** Whether `invite` would send now. */
  readonly mayInvite: boolean;
  /** Whether `update` would send this now. @param body - An offer. @defaultValue none */
  mayUpdate(body?: Body): boolean;
  /** Forgets the session: no BYE is sent; requests in it that wait for an answer get 487. */
  dispose(): void;
  /**
   * Ends the call, whatever its state: refuses an INVITE still ringing, sends a BYE as soon as that is allowed
   * (after the ACK, or 64*T1 after the 2xx), does nothing when it is over.
   *
   * @throws TypeError for a status code or a text that cannot be sent; nothing has been changed. Never because of the state.
   */
  end(options?: EndOptions): void;
  /**
   * Sends a BYE. When it is answered 401 or 407, it may be sent again with credentials, from within `onReject`.
   *
   * @throws SessionStateError (`SIP_SESSION_STATE`) while early, before the ACK, or when the session is over; `end` does not.
   */
  bye(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /**
   * Sends an INFO: of a package, with an Info-Package among the `extraHeaders`, or of the old kind. RFC 6086 §4.2.1
   *
   * @throws SessionStateError (`SIP_SESSION_STATE`) when the session is over.
   * @throws UnsupportedExtensionError (`SIP_UNSUPPORTED_EXTENSION`) for a package that the peer does not want. Nothing has been sent.
   */
  info(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /**
   * Sends a re-INVITE. RFC 3261 §14.1
   *
   * @throws SessionStateError (`SIP_SESSION_STATE`) while early, when over, or while another INVITE is under way in either direction.
   */
  invite(delegate?: OutgoingInviteRequestDelegate, options?: RequestOptions): OutgoingInviteRequest;
  /** @throws SessionStateError (`SIP_SESSION_STATE`) while early or when over. */
  message(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /** @throws SessionStateError (`SIP_SESSION_STATE`) while early or when over. */
  notify(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /** @throws SessionStateError (`SIP_SESSION_STATE`) when over. */
  prack(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /** @throws SessionStateError (`SIP_SESSION_STATE`) while early or when over. */
  refer(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /**
   * Sends an UPDATE: early or confirmed, with an offer or, to refresh, without. RFC 3311 §5.1
   *
   * A refusal leaves the session as it was. After a 491 it may be sent again; `glareRetryDelay` says when.
   *
   * @throws SessionStateError (`SIP_SESSION_STATE`) when the session is over, another UPDATE is under way, or the peer does not allow it.
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) for an offer while another is open, a reliable response waits for its PRACK, or our 2xx for
   * its ACK. Nothing has been sent or changed.
   */
  update(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
}
