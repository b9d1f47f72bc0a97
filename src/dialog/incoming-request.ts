import { type Flow } from "../environment/flow.js";
import { type TransportError } from "../errors.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { type Termination } from "./termination.js";

/** Told of what happens to a request after it was handed over. */
export interface IncomingRequestDelegate {
  /** The peer takes its request back. It has been answered 200; unless this refuses the request, a 487 follows. RFC 3261 §9.2 */
  onCancel?(message: IncomingRequestMessage): void;
  /** A CANCEL that came after the final response to an INVITE, and before its ACK: it changes nothing, and hints that a BYE will follow. */
  onLateCancel?(message: IncomingRequestMessage): void;
  /** A response could not be sent. The transaction goes on. */
  onTransportError?(error: TransportError): void;
  /** A refusal was repeated for 64*T1 and never acknowledged. RFC 3261 §17.2.1 */
  onTimeout?(): void;
  /** An INVITE out of a dialog is over and no 2xx has answered it. Called once, last of all. */
  onTerminated?(termination: Termination): void;
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
  /**
   * The way it came by: `remote` is where from, `peer` what the transport knows of who is there, such as what the application made of a WebSocket's
   * handshake (RFC 7118 §7).
   */
  readonly flow: Flow;
  /** Who has sent it, by the word of `configuration.authenticator`; a name in From is anyone's claim. */
  readonly authenticatedUser?: string | undefined;
  /** Whether it has its final response, or can get none any more. */
  readonly answered: boolean;
  /** Answers as the library does where there is no handler for the method; nothing when it is answered. Never throws. */
  answerByDefault(): void;
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
  /**
   * Forgets the request without a response, so that its sender does not learn that anybody is here. Copies of it, and its CANCEL, are
   * absorbed for as long as they may come. RFC 3261 §21.5.4
   *
   * Sessions that `progress` has made are over. For INVITE, MESSAGE, OPTIONS and others that strangers send; a peer in a call takes silence
   * for a broken connection.
   *
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) once there is a final response, or one waits to be sent. Nothing has changed.
   */
  drop(): void;
}

/** An ACK; it cannot be answered. */
export interface IncomingAckRequest {
  readonly message: IncomingRequestMessage;
}
