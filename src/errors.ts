/** Base of every error that the library throws or reports. Recognise one by its `code`, not by its class. */
export abstract class Exception extends Error {
  /** Fixed for ever, unlike the message. */
  abstract readonly code: string;
}

/** Our own user asked for something that the state of a transaction does not allow. Nothing has changed. */
export class TransactionStateError extends Exception {
  override readonly name: string = "TransactionStateError";
  readonly code: string = "SIP_TRANSACTION_STATE";

  constructor(message = "Transaction state error.") {
    super(message);
  }
}

/** Our own user asked for something that the state of a dialog or session does not allow. Nothing has changed. */
export class SessionStateError extends Exception {
  override readonly name: string = "SessionStateError";
  readonly code: string = "SIP_SESSION_STATE";
}

/** Our own user left the rules of offer and answer. Nothing has changed. */
export class OfferAnswerError extends Exception {
  override readonly name: string = "OfferAnswerError";
  readonly code: string = "SIP_OFFER_ANSWER";
}

/** Our own user asked for an extension that the peer, or our own configuration, does not have. Nothing has changed. */
export class UnsupportedExtensionError extends Exception {
  override readonly name: string = "UnsupportedExtensionError";
  readonly code: string = "SIP_UNSUPPORTED_EXTENSION";
}

/** A message could not be sent, or the way to the peer is gone. Never thrown; given to `onTransportError`. */
export class TransportError extends Exception {
  override readonly name: string = "TransportError";
  readonly code: string = "SIP_TRANSPORT";

  constructor(message = "Unspecified transport error.", options?: ErrorOptions) {
    super(message, options);
  }
}
