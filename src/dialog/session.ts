import { type TransportError } from "../errors.js";
import { type URI } from "../message/grammar/uri.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";

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

/** What may be added to a request that we send. Never changed by the library. */
export interface RequestOptions {
  /** Whole lines, `Name: value`. */
  readonly extraHeaders?: readonly string[];
  readonly body?: Body;
}

/** A response that came in. */
export interface IncomingResponse {
  readonly message: IncomingResponseMessage;
}

/** Told of the responses to a request that we sent. A time-out is told as a 408, a transport error as a 503. */
export interface OutgoingRequestDelegate {
  onTrying?(response: IncomingResponse): void;
  onProgress?(response: IncomingResponse): void;
  onAccept?(response: IncomingResponse): void;
  onRedirect?(response: IncomingResponse): void;
  onReject?(response: IncomingResponse): void;
}

/** A request that we sent. */
export interface OutgoingRequest {
  delegate?: OutgoingRequestDelegate | undefined;
  readonly message: OutgoingRequestMessage;
  /** Stops caring: no more repeats, no more calls of the delegate. */
  dispose(): void;
  /**
   * Takes an INVITE back. Waits for a provisional response first, and does nothing after a final one. RFC 3261 §9.1
   *
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) for any other method.
   */
  cancel(reason?: string, options?: RequestOptions): void;
}

/** An ACK that we sent. */
export interface OutgoingAckRequest {
  readonly message: OutgoingRequestMessage;
}

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
  /** Sends a PRACK for it. RFC 3262 §4 */
  prack(options?: RequestOptions): OutgoingRequest;
}

export interface OutgoingInviteRequestDelegate extends OutgoingRequestDelegate {
  onAccept?(response: AckableIncomingResponseWithSession): void;
  onProgress?(response: PrackableIncomingResponseWithSession): void;
}

export interface OutgoingInviteRequest extends OutgoingRequest {
  delegate?: OutgoingInviteRequestDelegate | undefined;
}

/** Told of what happens to a request after it was handed over. */
export interface IncomingRequestDelegate {
  /** The peer takes its request back. It has been answered 200; unless this refuses the request, a 487 follows. RFC 3261 §9.2 */
  onCancel?(message: IncomingRequestMessage): void;
  /** A CANCEL that came after the final response and changes nothing: a hint that a BYE will follow. */
  onLateCancel?(message: IncomingRequestMessage): void;
  /** A response could not be sent. The transaction goes on. */
  onTransportError?(error: TransportError): void;
  /** A refusal was repeated for 64*T1 and never acknowledged. RFC 3261 §17.2.1 */
  onTimeout?(): void;
}

/**
 * What a response may say; the status code has a default for each method. Never changed by the library.
 *
 * A `toTag` is passed over: all responses to a request have one tag, and the dialog is found by it.
 */
export type ResponseParts = Omit<ResponseOptions, "statusCode"> & { readonly statusCode?: number };

/** A request to be answered. Each method sends at once and throws before anything has changed. */
export interface IncomingRequest {
  delegate?: IncomingRequestDelegate | undefined;
  readonly message: IncomingRequestMessage;
  /** @param options - `statusCode` 200 to 299. @defaultValue `{ statusCode: 200 }` */
  accept(options?: ResponseParts): OutgoingResponse;
  /** @param options - `statusCode` 101 to 199. @defaultValue `{ statusCode: 180 }` */
  progress(options?: ResponseParts): OutgoingResponse;
  /** @param options - `statusCode` 300 to 399. @defaultValue `{ statusCode: 302 }` */
  redirect(contacts: readonly URI[], options?: ResponseParts): OutgoingResponse;
  /** @param options - `statusCode` 400 to 699. @defaultValue `{ statusCode: 480 }` */
  reject(options?: ResponseParts): OutgoingResponse;
  /** @param options - `statusCode` 100. @defaultValue `{ statusCode: 100 }` */
  trying(options?: ResponseParts): OutgoingResponse;
}

/** The response that was sent, and the session it belongs to. */
export interface OutgoingResponseWithSession extends OutgoingResponse {
  readonly session: Session;
}

/** An INVITE to be answered: a call, or a change to one. */
export interface IncomingInviteRequest extends IncomingRequest {
  /**
   * Answers with a 2xx, repeated until the ACK. Until then it may be called again: the same 2xx is sent, the same session returned.
   *
   * @param options - `statusCode` 200 to 299. Without a body goes what an earlier 1xx has shown; in a re-INVITE that asks for nothing new,
   * our last description. @defaultValue `{ statusCode: 200 }`
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when a session description is owed. Nothing has been sent or changed.
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) after a refusal, a CANCEL or the ACK. Nothing has been sent or changed.
   * @throws TypeError for a status code out of range, or a line break in a header. Nothing has been sent or changed.
   */
  accept(options?: ResponseParts): OutgoingResponseWithSession;
  progress(options?: ResponseParts): OutgoingResponseWithSession;
}

/** An ACK; it cannot be answered. */
export interface IncomingAckRequest {
  readonly message: IncomingRequestMessage;
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
  /** @defaultValue 200 */
  onPrack?(request: IncomingRequest): void;
  /** @defaultValue 480 */
  onRefer?(request: IncomingRequest): void;
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
  /** The description offered last, whoever offered it. */
  readonly offer: Body | undefined;
  /** The answer to it. */
  readonly answer: Body | undefined;
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
  /** @throws SessionStateError (`SIP_SESSION_STATE`) when the session is over. */
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
}
