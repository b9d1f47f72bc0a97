import { type Dialog } from "../dialog/dialog.js";
import { type Termination } from "../dialog/termination.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ServerTransaction } from "../transaction/server-transaction.js";
import { type TransactionMap } from "../transaction/transaction-map.js";
import { type ServerTransactionUser } from "../transaction/transaction-user.js";
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

/**
 * Who answers each live server transaction, as long as there is anything to say. Read off the transactions, whose users they are: a table of its own
 * would be made anew every few dozen requests, and what an old one held would outlive many collections of the young.
 */
export class AnsweringServers {
  readonly #transactions: TransactionMap;

  constructor(transactions: TransactionMap) {
    this.#transactions = transactions;
  }

  get size(): number {
    return [...this].length;
  }

  get(transaction: ServerTransaction): AnsweringServer | undefined {
    const { answerer } = transaction;
    return isAnswering(answerer) ? answerer : undefined;
  }

  *values(): Iterable<AnsweringServer> {
    for (const [, server] of this) yield server;
  }

  *[Symbol.iterator](): Iterator<[ServerTransaction, AnsweringServer]> {
    for (const transaction of this.#transactions.transactions) {
      const server = transaction instanceof ServerTransaction ? this.get(transaction) : undefined;
      if (server !== undefined) yield [server.transaction, server];
    }
  }
}

function isAnswering(user: ServerTransactionUser): user is ServerTransactionUser & AnsweringServer {
  return "receiveCancel" in user;
}
