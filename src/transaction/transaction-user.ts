import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { type TransportError } from "../errors.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type TransactionState } from "./transaction-state.js";

/**
 * What a transaction needs from above. Every member is called when the transaction has done its own part (state, sending,
 * timers), so it may call straight back.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17
 */
export interface TransactionUser {
  readonly loggerFactory: LoggerFactory;
  /** @defaultValue `createSystemEnvironment()`, one for each transaction */
  readonly environment?: Environment;
  /** The state is another one now. Not called for the first state. */
  onStateChange?(state: TransactionState): void;
  /** A message is about to be sent; each time, repetitions included. */
  onSend?(message: string | Uint8Array, transport: Transport): void;
  /** A message could not be sent; once for each message. A server transaction stays as it is, a client transaction ends. */
  onTransportError?(error: TransportError): void;
}

/** What a server transaction needs from above. */
export interface ServerTransactionUser extends TransactionUser {
  /**
   * The text of the automatic 100, made when it is due: 200 ms after an INVITE, and after the time of RFC 4320 §4.1 for any other
   * request, if there was no response by then. Absent: none is sent.
   */
  automaticTrying?(): string | Uint8Array;
  /** RFC 6026 §7.1: an ACK that matched an accepted INVITE; every one, repetitions included. */
  onAck?(message: IncomingRequestMessage): void;
  /** RFC 3261 §17.2.1 timer H: the ACK to a refusal never came. */
  onTimeout?(): void;
}

/** What a client transaction needs from above. */
export interface ClientTransactionUser extends TransactionUser {
  /** A response; repetitions of a refusal are kept away, those of a 2xx to an INVITE are not. */
  onResponse(response: IncomingResponseMessage): void;
  /** RFC 3261 §17.1 timers B and F: no response came. To be treated as a 408. */
  onTimeout?(): void;
}
