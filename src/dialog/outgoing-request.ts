import { type Body } from "../message/body.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";

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
