import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { ownedText } from "../message/owned-text.js";
import { ClientTransaction } from "./client-transaction.js";
import { ChainedMap } from "./chained-map.js";
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
  readonly #servers = new Map<ServerTransaction, ServerEntry>();
  readonly #byBranch = new ChainedMap<ServerEntry>();
  readonly #byIdentity = new ChainedMap<ServerEntry>();
  readonly #clients = new Map<string, ClientTransaction>();

  /** Called when the last one has gone. */
  onEmpty: (() => void) | undefined;

  /** How many transactions are alive. */
  get size(): number {
    return this.#servers.size + this.#clients.size;
  }

  /** The live transactions, as they are now. */
  get transactions(): readonly Transaction[] {
    return [...this.#servers.keys(), ...this.#clients.values()];
  }

  /**
   * Takes in a transaction for the request that began it. The request itself is not kept.
   *
   * @param localTag - The To tag that responses will carry. An ACK of RFC 2543 is recognised by it; `setLocalTag` may give it later.
   */
  addServer(message: IncomingRequestMessage, transaction: ServerTransaction, localTag?: string): void {
    if (transaction.state === TransactionState.Terminated || this.#servers.has(transaction)) return;
    const branch = branchKey(message);
    const entry: ServerEntry = {
      transaction,
      method: ownedText(message.method),
      branch: branch === undefined ? undefined : ownedText(branch),
      // RFC 3261 §8.2.2.2: what is inside a dialog is never taken for a copy that came by another way.
      identity: branch !== undefined && message.toTag !== undefined ? undefined : ownedText(identityKey(message)),
      legacy: branch === undefined ? legacyTraitsOf(message, localTag) : undefined,
    };
    this.#servers.set(transaction, entry);
    if (entry.branch !== undefined) this.#byBranch.add(entry.branch, entry);
    if (entry.identity !== undefined) this.#byIdentity.add(entry.identity, entry);
    transaction.keptBy(this);
  }

  /** Notes the To tag of the responses, once it is known. RFC 3261 §17.2.3: an ACK without a unique branch must carry it. */
  setLocalTag(transaction: ServerTransaction, localTag: string): void {
    const legacy = this.#servers.get(transaction)?.legacy;
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
    if (transaction instanceof ServerTransaction) this.remove(transaction);
    else if (transaction instanceof ClientTransaction) this.removeClient(transaction);
  }

  /** Takes a server transaction out before its time. */
  remove(transaction: ServerTransaction): void {
    const entry = this.#servers.get(transaction);
    if (entry === undefined) return;
    this.#servers.delete(transaction);
    if (entry.branch !== undefined) this.#byBranch.remove(entry.branch, entry);
    if (entry.identity !== undefined) this.#byIdentity.remove(entry.identity, entry);
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
    return this.#find(message, (entry) => entry.method === method);
  }

  /** The INVITE that an ACK, a CANCEL or a repetition speaks of. */
  findInvite(message: IncomingRequestMessage): ServerTransaction | undefined {
    return this.#find(message, (entry) => entry.method === "INVITE");
  }

  /** RFC 3261 §9.2: what a CANCEL is to cancel, whatever its method; the CANCEL's own transaction is `findServer`'s. */
  findCancelled(cancel: IncomingRequestMessage): ServerTransaction | undefined {
    return this.#find(cancel, (entry) => entry.method !== "CANCEL");
  }

  /**
   * RFC 3261 §8.2.2.2: whether the same request has come by another way already, and its transaction is still alive.
   * A request inside a dialog never has; nor is a request merged with its own transaction, nor with one that was sent back to be signed.
   */
  findMerged(message: IncomingRequestMessage): boolean {
    const method = message.method;
    if (method === "ACK" || method === "CANCEL" || message.toTag !== undefined) return false;
    let link = this.#byIdentity.first(identityKey(message));
    if (link === undefined) return false;
    const own = this.findServer(message);
    for (; link !== undefined; link = link.next) {
      const { transaction } = link.value;
      if (link.value.method !== method || transaction === own) continue;
      if (!ASKS_FOR_IDENTITY.has(transaction.lastStatusCode ?? 0)) return true;
    }
    return false;
  }

  /** RFC 3261 §17.1.3 */
  findClient(response: IncomingResponseMessage): ClientTransaction | undefined {
    const key = responseKey(response);
    return key === undefined ? undefined : this.#clients.get(key);
  }

  /** Disposes of every transaction and forgets it. */
  dispose(): void {
    const transactions = this.transactions;
    this.#servers.clear();
    this.#byBranch.clear();
    this.#byIdentity.clear();
    this.#clients.clear();
    for (const transaction of transactions) transaction.dispose();
    this.onEmpty?.();
  }

  #lookIfEmpty(): void {
    if (this.size === 0) this.onEmpty?.();
  }

  #find(message: IncomingRequestMessage, fits: (entry: ServerEntry) => boolean): ServerTransaction | undefined {
    const branch = branchKey(message);
    if (branch !== undefined) {
      for (let link = this.#byBranch.first(branch); link !== undefined; link = link.next) {
        if (fits(link.value)) return link.value.transaction;
      }
      return undefined;
    }
    for (let link = this.#byIdentity.first(identityKey(message)); link !== undefined; link = link.next) {
      const { legacy, transaction } = link.value;
      if (legacy !== undefined && fits(link.value) && matchesLegacy(legacy, message)) return transaction;
    }
    return undefined;
  }
}

/** RFC 8224 §6.2.3: a proxy on the way may sign the request and send it again. */
const ASKS_FOR_IDENTITY: ReadonlySet<number> = new Set([428, 436, 437, 438]);

/** What is known of a live server transaction, in text of its own. */
interface ServerEntry {
  readonly transaction: ServerTransaction;
  readonly method: string;
  readonly branch: string | undefined;
  readonly identity: string | undefined;
  readonly legacy: LegacyTraits | undefined;
}
