import { type Environment } from "../environment/environment.js";
import { type LoggerFactory } from "../environment/logger.js";
import { type Flow } from "../environment/flow.js";
import { type MultipartLimits } from "../message/body-part.js";
import { type Body } from "../message/body.js";
import { type IncomingMessage } from "../message/incoming-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type Dialog } from "./dialog.js";
import { type DialogMap } from "./dialog-map.js";
import { type OfferAnswer } from "./offer-answer.js";
import { type InfoPackages } from "./info-packages.js";
import { type Carrier } from "./offer-answer-table.js";
import { type OutgoingRequest, type OutgoingRequestDelegate, type RequestOptions } from "./outgoing-request.js";
import { type OutgoingInviteRequest, type OutgoingInviteRequestDelegate, type Session } from "./session.js";
import { type SessionTimerSettings } from "./session-timer-settings.js";
import { type Termination } from "./termination.js";

/** What a dialog needs from above. */
export interface DialogUser {
  readonly environment: Environment;
  readonly loggerFactory: LoggerFactory;
  readonly dialogs: DialogMap;
  /** What we want of session timers; `undefined`: none. RFC 4028 */
  readonly sessionTimers: SessionTimerSettings | undefined;
  /** Milliseconds that the flow of a call may be gone before the call is ended; 0: for ever. */
  readonly flowRecoveryTimeout: number;
  /** How far a multipart body is taken apart. */
  readonly limits: MultipartLimits;
  /** Answers the INVITE that made the dialog with 300 to 699, if it still can be. */
  refuseInvite(
    transaction: ServerTransaction,
    statusCode: number,
    options: RequestOptions | undefined,
    termination: Termination,
  ): void;
  /** The peer has ended an early dialog: the INVITE is refused 487, unless another of its early dialogs lives. RFC 3261 §15.1.2 */
  endEarlyDialog(transaction: ServerTransaction, dialog: Dialog, termination: Termination): void;
  /**
   * Builds a request with the next sequence number, or with the one given (ACK).
   *
   * @throws TypeError for text that would break a header. No number has been used up.
   */
  makeRequest(
    dialog: ClientDialog,
    method: string,
    options?: RequestOptions,
    sequence?: number,
  ): OutgoingRequestMessage;
  /** Sends it in a transaction of its own. */
  sendRequest(
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate | undefined,
  ): OutgoingRequest;
  /** Sends it in a transaction of its own. */
  sendReInvite(
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingInviteRequestDelegate | undefined,
  ): OutgoingInviteRequest;
  /** A description of the peer was passed over, or breaks a rule that costs nobody the call. Never what it says. */
  reportDescription(message: string): void;
  /** Calls the application; what it throws, or rejects a promise with, is reported and goes no further. */
  callApplication<T>(what: string, call: () => T): T | undefined;
}

/** What the sender of a request needs of the dialog it sends in, whatever that was made for. */
export interface RequestingDialog extends Dialog {
  /** The way of the latest request of the peer; at first the one the dialog began by. */
  readonly flow: Flow;
  /** Takes notice of what a message of the peer says of its sender. */
  learn(message: IncomingMessage): void;
  /** A final response other than 2xx came, or none did (408), or the way broke (503). RFC 3261 §12.2.1.2, RFC 5057 §5.1 */
  requestFailed(method: string, statusCode: number): void;
}

/** The same of the dialog of a call. */
export interface ClientDialog extends RequestingDialog {
  readonly session: Session;
  /** Which INFO packages the two sides want to get. */
  readonly infoPackages: InfoPackages;
  /** Moves offer and answer on with what the peer sent. */
  receiveDescription(description: Body | undefined, carrier: Carrier): void;
  /** Moves offer and answer on with what we send. */
  sendDescription(description: Body | undefined, carrier: Carrier): void;
  /** Whether the peer's offer waits for our answer. */
  readonly owesAnswer: boolean;
  /** Our re-INVITE got its final response and, if that was a 2xx, our ACK. */
  inviteOver(outcome: "accepted" | "refused"): void;
  /** Our INVITE asks for an offer that has not come. */
  readonly lacksOffer: boolean;
  /** Who offered, who answered. */
  readonly offerAnswer: OfferAnswer;
  /** Whether an offer of ours in this waits for its answer. */
  isOfferOpen(carrier: Carrier): boolean;
  /** The open offer is off. */
  refuseOffer(): void;
  /** Our PRACK got its final response, or never will. */
  prackOver(): void;
  /** Our UPDATE got its final response, or never will. */
  updateOver(outcome: "accepted" | "refused"): void;
  /** Our INVITE or UPDATE got a 2xx, which says how long the session lasts. RFC 4028 §7.2 */
  sessionRefreshed(request: OutgoingRequestMessage, response: IncomingResponseMessage): void;
  /** Our BYE is answered, or never will be. */
  byeOver(): void;
  /** Our BYE asks for credentials: until `tell` returns it may be sent again with them. RFC 3261 §8.1.3.5 */
  byeChallenged(tell: () => void): void;
  /** Notes a request that has to hear of it should the dialog end first. */
  addPending(request: PendingRequest): void;
  removePending(request: PendingRequest): void;
}

/** A request that is not over when its dialog ends. RFC 3261 §15.1.2 */
export interface PendingRequest {
  /** Answers the peer's with 487; waits for the answer to ours no longer than 64*T1. */
  terminate(): void;
}
