import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type AnsweringServer } from "./answering-servers.js";
import { sourceOf } from "./source-of.js";

/** How many live server transactions there are of each source. What is over leaves no trace. */
export class ServerCounts {
  readonly #entries = new Map<ServerTransaction, Entry>();
  readonly #bySource = new Map<string, Usage>();
  #pending = 0;

  /** How many server transactions are alive. */
  get transactions(): number {
    return this.#entries.size;
  }

  /** INVITEs out of a dialog that are not answered. */
  get pendingInvites(): number {
    return this.#pending;
  }

  transactionsOf(source: string): number {
    return this.#bySource.get(source)?.transactions ?? 0;
  }

  pendingInvitesOf(source: string): number {
    return this.#bySource.get(source)?.pending ?? 0;
  }

  /** Those whose 2xx waits for its ACK. */
  unacknowledgedOf(source: string): number {
    const accepted = this.#bySource.get(source)?.accepted;
    if (accepted === undefined) return 0;
    // Once it has come, it is not awaited again.
    for (const [transaction, server] of accepted) if (!server.awaitsAck) accepted.delete(transaction);
    return accepted.size;
  }

  begin(server: AnsweringServer): void {
    const { transaction, message } = server;
    const { method, toTag } = message;
    const source = sourceOf(transaction.transport);
    const entry = { source, pending: method === "INVITE" && toTag === undefined };
    const usage = this.#bySource.get(source) ?? { transactions: 0, pending: 0, accepted: new Map() };
    this.#bySource.set(source, usage);
    this.#entries.set(transaction, entry);
    usage.transactions += 1;
    if (entry.pending) {
      this.#addPending(usage, 1);
      // Once: it keeps the server, which the transaction outlives by far.
      transaction.addStateChangeListener(() => this.#look(transaction, server), { once: true });
    }
  }

  /** Its transaction goes on by itself. */
  settle(transaction: ServerTransaction): void {
    this.#usageOf(transaction)?.accepted.delete(transaction);
  }

  end(transaction: ServerTransaction): void {
    const entry = this.#entries.get(transaction);
    const usage = this.#usageOf(transaction);
    if (entry === undefined || usage === undefined) return;
    this.#entries.delete(transaction);
    usage.accepted.delete(transaction);
    usage.transactions -= 1;
    if (entry.pending) this.#addPending(usage, -1);
    if (usage.transactions === 0) this.#bySource.delete(entry.source);
  }

  clear(): void {
    this.#entries.clear();
    this.#bySource.clear();
    this.#pending = 0;
  }

  #look(transaction: ServerTransaction, server: AnsweringServer): void {
    const entry = this.#entries.get(transaction);
    const usage = this.#usageOf(transaction);
    if (entry?.pending !== true || usage === undefined || transaction.state === TransactionState.Proceeding) return;
    entry.pending = false;
    this.#addPending(usage, -1);
    if (transaction.state === TransactionState.Accepted) usage.accepted.set(transaction, server);
  }

  #usageOf(transaction: ServerTransaction): Usage | undefined {
    const entry = this.#entries.get(transaction);
    return entry && this.#bySource.get(entry.source);
  }

  #addPending(usage: Usage, change: 1 | -1): void {
    usage.pending += change;
    this.#pending += change;
  }
}

interface Entry {
  readonly source: string;
  /** An INVITE that is not answered. */
  pending: boolean;
}

/** What one source has alive. */
interface Usage {
  transactions: number;
  pending: number;
  /** By its transaction, each whose 2xx waited for its ACK when it was looked at last. */
  readonly accepted: Map<ServerTransaction, AnsweringServer>;
}
