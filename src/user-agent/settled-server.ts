import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { ownedText } from "../message/owned-text.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type ServerTransactionUser } from "../transaction/transaction-user.js";
import { traceMessage } from "./trace-message.js";
import { type AnsweringServer, type UserAgentHost } from "./user-agent-host.js";

/** Lets a transaction go on without the request and its application. */
export function settleServer(core: UserAgentHost, transaction: ServerTransaction, toTag: string): void {
  if (!core.settles || transaction.state === TransactionState.Terminated) return;
  const settled = new SettledServer(core, transaction, toTag);
  core.servers.set(transaction, settled);
  transaction.settle(settled);
}

/** Stands for a server that has nothing more to say: keeps what its transaction still needs, and neither request nor application. */
class SettledServer implements AnsweringServer, ServerTransactionUser {
  readonly transaction: ServerTransaction;
  readonly toTag: string;
  readonly #core: UserAgentHost;

  constructor(core: UserAgentHost, transaction: ServerTransaction, toTag: string) {
    this.#core = core;
    this.transaction = transaction;
    // A tag of the peer's writing is cut from its request.
    this.toTag = ownedText(toTag);
  }

  // Getters, for there are two of these to every call that ends, for half a minute.
  get answered(): true {
    return true;
  }

  get awaitsAck(): false {
    return false;
  }

  get dropped(): false {
    return false;
  }

  get message(): undefined {
    return undefined;
  }

  get loggerFactory(): LoggerFactory {
    return this.#core.loggerFactory;
  }

  get environment(): Environment {
    return this.#core.environment;
  }

  /** RFC 3261 §9.2: no effect. */
  receiveCancel(): void {
    this.#core.report({ reason: "late-cancel", message: `CANCEL for ${this.transaction.id} changes nothing` });
  }

  refuse(): void {
    // It is answered.
  }

  endEarlyDialog(): void {
    // It has none any more.
  }

  dispose(): void {
    this.transaction.dispose();
    this.#core.transactions.remove(this.transaction);
    this.#core.servers.delete(this.transaction);
  }

  /** @internal The transaction's. */
  onStateChange(state: TransactionState): void {
    if (state === TransactionState.Terminated) this.#core.servers.delete(this.transaction);
  }

  /** @internal The transaction's. */
  onSend(message: string | Uint8Array, transport: Transport): void {
    traceMessage(this.#core, "out", message, transport);
  }
}
