import { type Dialog } from "../dialog/dialog.js";
import { type Termination } from "../dialog/termination.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type RefusalCode } from "./refusal.js";

/** A server, seen by those who are not its application. */
export interface AnsweringServer {
  readonly message: IncomingRequestMessage;
  readonly transaction: ServerTransaction;
  /** The To tag of its responses. */
  readonly toTag: string;
  /** Whether a final response has been sent. */
  readonly answered: boolean;
  /** Whether its 2xx waits for the ACK. */
  readonly awaitsAck: boolean;
  /** Whether not even its CANCEL is to be answered. */
  readonly dropped: boolean;
  /** The peer takes the request back; the CANCEL has been answered. */
  receiveCancel(message: IncomingRequestMessage): void;
  /**
   * Refuses, if that is still possible, and tells of it.
   *
   * @param code - `undefined` when our own application has asked for it: then nothing is told.
   * @param termination - What the end of an INVITE is told as. @defaultValue that the library has refused it
   */
  refuse(
    statusCode: number,
    code: RefusalCode | undefined,
    extraHeaders?: readonly string[],
    termination?: Termination,
  ): void;
  /** The peer has ended a dialog that its responses have made. */
  endEarlyDialog(dialog: Dialog, termination: Termination): void;
  dispose(): void;
}

/** Who answers each live server transaction, as long as there is anything to say. */
export class AnsweringServers extends Map<ServerTransaction, AnsweringServer> {
  /** The transaction goes on by itself: its server is let go. */
  settle(transaction: ServerTransaction): void {
    this.delete(transaction);
  }
}
