import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type AnsweringServer, AnsweringServers } from "./answering-servers.js";
import { sourceOf } from "./source-of.js";

/** Who answers, and how many live server transactions there are of each source. What is over leaves no trace. */
export class CountedServers extends AnsweringServers {
  /** The settled ones too. */
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
    for (const server of accepted) if (!server.awaitsAck) accepted.delete(server);
    return accepted.size;
  }

  override set(transaction: ServerTransaction, server: AnsweringServer): this {
    const { method, toTag } = server.message;
    const source = sourceOf(transaction.transport);
    const entry = { source, pending: method === "INVITE" && toTag === undefined };
    const usage = this.#bySource.get(source) ?? { transactions: 0, pending: 0, accepted: new Set() };
    this.#bySource.set(source, usage);
    this.#entries.set(transaction, entry);
    usage.transactions += 1;
    if (entry.pending) {
      this.#addPending(usage, 1);
      // Once: it keeps the server, which the transaction outlives by far.
      transaction.addStateChangeListener(() => this.#look(transaction, server), { once: true });
    }
    return super.set(transaction, server);
  }

  override settle(transaction: ServerTransaction): void {
    const entry = this.#entries.get(transaction);
    if (entry !== undefined) this.#forgetAccepted(transaction, this.#bySource.get(entry.source));
    super.delete(transaction);
  }

  override delete(transaction: ServerTransaction): boolean {
    const entry = this.#entries.get(transaction);
    const usage = entry && this.#bySource.get(entry.source);
    if (entry !== undefined && usage !== undefined) {
      this.#forgetAccepted(transaction, usage);
      this.#entries.delete(transaction);
      usage.transactions -= 1;
      if (entry.pending) this.#addPending(usage, -1);
      if (usage.transactions === 0) this.#bySource.delete(entry.source);
    }
    return super.delete(transaction);
  }

  override clear(): void {
    super.clear();
    this.#entries.clear();
    this.#bySource.clear();
    this.#pending = 0;
  }

  #look(transaction: ServerTransaction, server: AnsweringServer): void {
    const entry = this.#entries.get(transaction);
    const usage = entry && this.#bySource.get(entry.source);
    if (entry?.pending !== true || usage === undefined || transaction.state === TransactionState.Proceeding) return;
    entry.pending = false;
    this.#addPending(usage, -1);
    if (transaction.state === TransactionState.Accepted) usage.accepted.add(server);
  }

  #forgetAccepted(transaction: ServerTransaction, usage: Usage | undefined): void {
    const server = this.get(transaction);
    if (server !== undefined) usage?.accepted.delete(server);
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
  readonly accepted: Set<AnsweringServer>;
}
