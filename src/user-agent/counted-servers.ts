import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { sourceOf } from "./source-of.js";
import { type AnsweringServer } from "./user-agent-host.js";

/** Who answers each live server transaction, and how many there are of each source. What is over leaves no trace. */
export class CountedServers extends Map<ServerTransaction, AnsweringServer> {
  readonly #entries = new Map<ServerTransaction, Entry>();
  readonly #bySource = new Map<string, Usage>();
  #pending = 0;

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
    const known = this.#entries.get(transaction);
    if (known !== undefined) {
      // It has been answered, and another one stands for its server.
      const before = super.get(transaction);
      if (before !== undefined) this.#bySource.get(known.source)?.accepted.delete(before);
      return super.set(transaction, server);
    }
    const { method, toTag } = server.message ?? {};
    const entry = { source: sourceOf(transaction.transport), pending: method === "INVITE" && toTag === undefined };
    const usage = this.#bySource.get(entry.source) ?? { transactions: 0, pending: 0, accepted: new Set() };
    this.#bySource.set(entry.source, usage);
    this.#entries.set(transaction, entry);
    usage.transactions += 1;
    if (entry.pending) {
      this.#addPending(usage, 1);
      transaction.addStateChangeListener(() => this.#look(transaction, server));
    }
    return super.set(transaction, server);
  }

  override delete(transaction: ServerTransaction): boolean {
    const entry = this.#entries.get(transaction);
    const usage = entry && this.#bySource.get(entry.source);
    if (entry !== undefined && usage !== undefined) {
      this.#entries.delete(transaction);
      usage.transactions -= 1;
      if (entry.pending) this.#addPending(usage, -1);
      const server = this.get(transaction);
      if (server !== undefined) usage.accepted.delete(server);
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
