import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ownedText } from "../message/owned-text.js";
import { sendByFallback } from "./send-by-fallback.js";
import { branchIn } from "./transaction-key.js";
import { type Sending, Transaction, type TransactionTransport } from "./transaction.js";
import { type TransactionState } from "./transaction-state.js";
import { type ServerTransactionUser } from "./transaction-user.js";

/**
 * A request that came in, and our responses to it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-17.2
 */
export abstract class ServerTransaction extends Transaction<ServerTransactionUser> {
  readonly method: string;
  /** @internal What its map finds it by: no other object is needed for it. */
  branchKey: string | undefined = undefined;
  /** @internal As `branchKey`. */
  identityKey: string | undefined = undefined;
  /** @internal The To tag that a CANCEL is answered with once it is settled; `undefined` where the CANCEL brings it. RFC 3261 §9.2 */
  localTag: string | undefined = undefined;
  /** A piece of the request while there is one; then a text of its own, or nothing where `branchKey` begins with it. */
  #id: string | undefined;
  #request: IncomingRequestMessage | undefined;
  /** Our last response that counted, as it was sent; its status code alone once it is not repeated any more. */
  #last: string | Uint8Array | number | undefined;

  protected constructor(
    request: IncomingRequestMessage,
    transport: TransactionTransport,
    user: ServerTransactionUser,
    state: TransactionState,
  ) {
    super(transport, user, state);
    this.#id = request.viaBranch;
    this.method = ownedText(request.method);
    this.#request = request;
  }

  get id(): string {
    return this.#id ?? (this.branchKey === undefined ? "" : branchIn(this.branchKey));
  }

  /** The request that began the transaction; `undefined` once it is settled. */
  get request(): IncomingRequestMessage | undefined {
    return this.#request;
  }

  /** @internal Who answers it, or keeps it once it is settled. */
  get answerer(): ServerTransactionUser {
    return this.user;
  }

  /** Whether only its duty to the peer remains. */
  get settled(): boolean {
    return this.#request === undefined;
  }

  /**
   * Its user has nothing more to say and to hear: forgets it, and the request, and repeats and absorbs until its time is over.
   *
   * @param user - Who keeps the transaction meanwhile.
   */
  settle(user: ServerTransactionUser): void {
    this.handOver(user);
  }

  /** Of our last response that counted; `undefined` before the first. */
  get lastStatusCode(): number | undefined {
    const last = this.#last;
    if (last === undefined || typeof last === "number") return last;
    const start = typeof last === "string" ? last.slice(0, 11) : String.fromCharCode(...last.slice(0, 11));
    return Number(start.slice("SIP/2.0 ".length));
  }

  /** Takes a request that matches: a repetition, or the ACK to an INVITE. Never throws for what the peer does. */
  abstract receiveRequest(request: IncomingRequestMessage): void;

  /**
   * Takes a response of our user and sends it.
   *
   * @param response - The whole message; it is sent as it is.
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) when the state does not take it. Nothing has been sent or changed.
   * @throws TypeError when `statusCode` is not 100 to 699. Nothing has been sent or changed.
   */
  abstract receiveResponse(statusCode: number, response: string | Uint8Array): void;

  /**
   * Answers no more: copies of the request are absorbed for as long as the peer may send them, then the transaction ends.
   *
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) once there is a final response. Nothing has changed.
   */
  abstract drop(): void;

  protected override get origin(): IncomingRequestMessage | undefined {
    return this.#request;
  }

  /** RFC 3261 §17.2.4: only when no other way is left it is a failure. */
  protected override sendFailed(
    message: string | Uint8Array,
    reason: unknown,
    sending: Sending<ServerTransactionUser>,
  ): void {
    const { user, origin } = sending;
    if (origin === undefined) return this.fail(reason, user);
    sendByFallback(this.transport, origin, message, reason, {
      onSend: (way) => user.onSend?.(message, way),
      onFailure: (failure) => this.fail(failure, user),
    });
  }

  protected override onHandedOver(): void {
    const { id, branchKey } = this;
    this.#id = branchKey !== undefined && branchIn(branchKey) === id ? undefined : ownedText(id);
    this.#request = undefined;
    if (!this.owesRepetition) this.#last = this.lastStatusCode;
  }

  /** Whether a copy of the request, or a timer, still has the last response sent again. */
  protected abstract get owesRepetition(): boolean;

  protected keep(response: string | Uint8Array | undefined): void {
    this.#last = response;
  }

  protected resend(): void {
    if (this.#last !== undefined && typeof this.#last !== "number") this.send(this.#last);
  }

  protected sendTrying(): void {
    this.#last = this.user.automaticTrying?.();
    this.resend();
  }

  /** Refuses a status code that no response can have. */
  protected checkStatusCode(statusCode: number): void {
    if (Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 699) return;
    throw new TypeError(`cannot send ${statusCode}: a status code is a whole number from 100 to 699`);
  }
}
