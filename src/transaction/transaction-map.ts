import { type Via } from "../message/header/via.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { ownedText } from "../message/owned-text.js";
import { ClientTransaction } from "./client-transaction.js";
import { MultiMap } from "./multi-map.js";
import { type LegacyTraits, legacyTraitsOf, matchesLegacy } from "./legacy-match.js";
import { ServerTransaction } from "./server-transaction.js";
import { type Transaction, type TransactionKeeper } from "./transaction.js";
import { branchKey, clientKey, identityKey, responseKey, transactionMethod } from "./transaction-key.js";
import { TransactionState } from "./transaction-state.js";

/**
 * The live transactions. One that terminates leaves by itself.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.2.3
 */
export class TransactionMap implements TransactionKeeper {
  /** Each stands under one of the two keys, or under both; it holds them itself. */
  readonly #byBranch = new MultiMap<ServerTransaction>();
  readonly #byIdentity = new MultiMap<ServerTransaction>();
  /** Of those without a branch that RFC 3261 calls unique. */
  readonly #legacy = new Map<ServerTransaction, LegacyTraits>();
  #serverCount = 0;
  /** Of the request that was looked up last: it is looked up before it is added. */
  #latest: { readonly via: Via; readonly branch: string | undefined; readonly key: string | undefined } | undefined;
  readonly #clients = new Map<string, ClientTransaction>();

  /** Called when the last one has gone. */
  onEmpty: (() => void) | undefined;
  /** Called for each server transaction that has terminated. */
  onServerOver: ((transaction: ServerTransaction) => void) | undefined;

  /** How many transactions are alive. */
  get size(): number {
    return this.#serverCount + this.#clients.size;
  }

  /** The live transactions, as they are now. */
  get transactions(): readonly Transaction[] {
    return [...this.#byBranch, ...this.#legacy.keys(), ...this.#clients.values()];
  }

  /**
   * Takes in a transaction for the request that began it. The request itself is not kept.
   *
   * @param localTag - The To tag that responses will carry. An ACK of RFC 2543 is recognised by it; `setLocalTag` may give it later.
   */
  addServer(message: IncomingRequestMessage, transaction: ServerTransaction, localTag?: string): void {
    if (transaction.state === TransactionState.Terminated || transaction.isKept) return;
    const branch = this.#branchKeyOf(message);
    // RFC 3261 §8.2.2.2: what is inside a dialog is never taken for a copy that came by another way.
    const isNeverMerged = branch !== undefined && message.toTag !== undefined;
    const identity = isNeverMerged ? undefined : identityKey(message);
    if (branch === undefined) this.#legacy.set(transaction, legacyTraitsOf(message, localTag));
    else this.#byBranch.add(branch, transaction);
    if (identity !== undefined) this.#byIdentity.add(identity, transaction);
    transaction.branchKey = branch;
    transaction.identityKey = identity;
    this.#serverCount += 1;
    transaction.keptBy(this);
  }

  /** Notes the To tag of the responses, once it is known. RFC 3261 §17.2.3: an ACK without a unique branch must carry it. */
  setLocalTag(transaction: ServerTransaction, localTag: string): void {
    const legacy = this.#legacy.get(transaction);
    if (legacy !== undefined) legacy.localTag = ownedText(localTag);
  }

  /** Takes in a client transaction, before it is started. */
  addClient(transaction: ClientTransaction): void {
    if (transaction.state === TransactionState.Terminated) return;
    this.#clients.set(ownedText(clientKey(transaction.id, transaction.request.method)), transaction);
    transaction.keptBy(this);
  }

  /** @internal The transaction's. */
  transactionOver(transaction: Transaction): void {
    if (transaction instanceof ServerTransaction) {
      this.remove(transaction);
      this.onServerOver?.(transaction);
    } else if (transaction instanceof ClientTransaction) this.removeClient(transaction);
  }

  /** Takes a server transaction out before its time. */
  remove(transaction: ServerTransaction): void {
    if (!transaction.isKept) return;
    this.#forget(transaction);
    this.#lookIfEmpty();
  }

  /** Takes a client transaction out before its time. */
  removeClient(transaction: ClientTransaction): void {
    const key = clientKey(transaction.id, transaction.request.method);
    if (this.#clients.get(key) !== transaction) return;
    this.#clients.delete(key);
    this.#lookIfEmpty();
  }

  /** The transaction that a request belongs to: of its own method, or for an ACK that of the INVITE. */
  findServer(message: IncomingRequestMessage): ServerTransaction | undefined {
    const method = transactionMethod(message.method);
    return this.#find(message, (transaction) => transaction.method === method);
  }

  /** The INVITE that an ACK, a CANCEL or a repetition speaks of. */
  findInvite(message: IncomingRequestMessage): ServerTransaction | undefined {
    return this.#find(message, (transaction) => transaction.method === "INVITE");
  }

  /** RFC 3261 §9.2: what a CANCEL is to cancel, whatever its method; the CANCEL's own transaction is `findServer`'s. */
  findCancelled(cancel: IncomingRequestMessage): ServerTransaction | undefined {
    return this.#find(cancel, (transaction) => transaction.method !== "CANCEL");
  }

  /**
   * RFC 3261 §8.2.2.2: whether the same request has come by another way already, and its transaction is still alive.
   * A request inside a dialog never has; nor is a request merged with its own transaction, nor with one that was sent back to be signed.
   */
  findMerged(message: IncomingRequestMessage): boolean {
    const method = message.method;
    if (method === "ACK" || method === "CANCEL" || message.toTag !== undefined) return false;
    // Looked up only where something else has the same identity.
    let own: { readonly transaction: ServerTransaction | undefined } | undefined;
    const merged = this.#byIdentity.find(identityKey(message), (transaction) => {
      if (transaction.method !== method) return false;
      own ??= { transaction: this.findServer(message) };
      return transaction !== own.transaction && !ASKS_FOR_IDENTITY.has(transaction.lastStatusCode ?? 0);
    });
    return merged !== undefined;
  }

  /** RFC 3261 §17.1.3 */
  findClient(response: IncomingResponseMessage): ClientTransaction | undefined {
    const key = responseKey(response);
    return key === undefined ? undefined : this.#clients.get(key);
  }

  /** Disposes of every transaction and forgets it. */
  dispose(): void {
    const transactions = this.transactions;
    this.#clients.clear();
    for (const transaction of transactions) {
      if (transaction instanceof ServerTransaction) this.#forget(transaction);
      transaction.dispose();
    }
    this.onEmpty?.();
  }

  #branchKeyOf(message: IncomingRequestMessage): string | undefined {
    const { via, viaBranch: branch } = message;
    if (this.#latest?.via !== via || this.#latest.branch !== branch)
      this.#latest = { via, branch, key: branchKey(message) };
    return this.#latest.key;
  }

  #forget(transaction: ServerTransaction): void {
    const { branchKey: branch, identityKey: identity } = transaction;
    if (branch === undefined) this.#legacy.delete(transaction);
    else this.#byBranch.remove(branch, transaction);
    if (identity !== undefined) this.#byIdentity.remove(identity, transaction);
    transaction.keptBy(undefined);
    this.#serverCount -= 1;
  }

  #lookIfEmpty(): void {
    if (this.size === 0) this.onEmpty?.();
  }

  #find(
    message: IncomingRequestMessage,
    fits: (transaction: ServerTransaction) => boolean,
  ): ServerTransaction | undefined {
    const branch = this.#branchKeyOf(message);
    if (branch !== undefined) return this.#byBranch.find(branch, fits);
    return this.#byIdentity.find(identityKey(message), (transaction) => {
      const legacy = this.#legacy.get(transaction);
      return legacy !== undefined && fits(transaction) && matchesLegacy(legacy, message);
    });
  }
}

/** RFC 8224 §6.2.3: a proxy on the way may sign the request and send it again. */
const ASKS_FOR_IDENTITY: ReadonlySet<number> = new Set([428, 436, 437, 438]);
