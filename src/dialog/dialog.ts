import { parseUri, URI } from "../message/grammar/uri.js";
import { ownedText } from "../message/owned-text.js";
import { type DialogState } from "./dialog-state.js";
import { type Departure, RequestOrder } from "./request-order.js";

/** A peer-to-peer relationship that outlives a transaction: tags, sequence numbers, route set, target. RFC 3261 §12 */
export class Dialog {
  /** Call-ID, local tag and remote tag, one after the other, in a text of its own. The three are cut out of it when they are asked for. */
  readonly id: string;
  /** Fixed for the life of the dialog. RFC 3261 §12.1.1 */
  readonly routeSet: readonly string[];
  readonly secure: boolean;
  readonly #callIdLength: number;
  readonly #localTagLength: number;
  readonly #localURI: string;
  readonly #remoteURI: string;
  #localContact: string;
  #early: boolean;
  #remoteTarget: string;
  #localSequenceNumber: number | undefined;
  #remoteSequenceNumber: number | undefined;
  /** Made with the first request of ours. */
  #order: RequestOrder | undefined;

  constructor(state: DialogState) {
    this.id = ownedText(state.callId + state.localTag + state.remoteTag);
    this.#callIdLength = state.callId.length;
    this.#localTagLength = state.localTag.length;
    this.routeSet = state.routeSet;
    this.secure = state.secure;
    this.#localContact = state.localContact;
    this.#localURI = state.localURI;
    this.#remoteURI = state.remoteURI;
    this.#early = state.early;
    this.#remoteTarget = state.remoteTarget;
    this.#localSequenceNumber = state.localSequenceNumber;
    this.#remoteSequenceNumber = state.remoteSequenceNumber;
  }

  get callId(): string {
    return this.id.slice(0, this.#callIdLength);
  }

  get localTag(): string {
    return this.id.slice(this.#callIdLength, this.#callIdLength + this.#localTagLength);
  }

  /** Empty when the peer gave none (RFC 2543). */
  get remoteTag(): string {
    return this.id.slice(this.#callIdLength + this.#localTagLength);
  }

  get early(): boolean {
    return this.#early;
  }

  get localURI(): URI {
    return readUri(this.#localURI);
  }

  get remoteURI(): URI {
    return readUri(this.#remoteURI);
  }

  get remoteTarget(): URI {
    return readUri(this.#remoteTarget);
  }

  /** The Contact value that we gave and give again. */
  get localContact(): string {
    return this.#localContact;
  }

  get localSequenceNumber(): number | undefined {
    return this.#localSequenceNumber;
  }

  get remoteSequenceNumber(): number | undefined {
    return this.#remoteSequenceNumber;
  }

  /** The text behind `remoteTarget`. */
  get remoteTargetText(): string {
    return this.#remoteTarget;
  }

  /** From of what we send: RFC 3261 §12.2.1.1. */
  get localParty(): string {
    return `<${this.#localURI}>;tag=${this.localTag}`;
  }

  /** To of what we send; a null tag is left out. RFC 3261 §12.2.1.1 */
  get remoteParty(): string {
    return this.remoteTag === "" ? `<${this.#remoteURI}>` : `<${this.#remoteURI}>;tag=${this.remoteTag}`;
  }

  /** A 2xx makes an early dialog a confirmed one and changes nothing else. RFC 3261 §12.1.1 */
  confirm(): void {
    this.#early = false;
  }

  /** RFC 3261 §12.2.1.2, §12.2.2: only an accepted target refresh request changes it. */
  refreshTarget(target: string | undefined): void {
    if (target !== undefined) this.#remoteTarget = target;
  }

  /** We can be reached elsewhere from now on. RFC 6141 §4.5 */
  relocate(contact: string): void {
    this.#localContact = contact;
  }

  /** The number for a request of ours; the first is 1. RFC 3261 §12.2.1.1 */
  nextLocalSequenceNumber(): number {
    this.#localSequenceNumber = (this.#localSequenceNumber ?? 0) + 1;
    return this.#localSequenceNumber;
  }

  /** Has a request of ours leave behind those that have smaller numbers. */
  inOrder(departure: Departure): void {
    (this.#order ??= new RequestOrder()).add(departure);
  }

  /** Whether a request with this number comes in order; if so it is now the last one. RFC 3261 §12.2.2 */
  advanceRemoteSequenceNumber(sequence: number): boolean {
    // RFC 3261 is silent on an equal number in another transaction; our choice: out of order.
    if (this.#remoteSequenceNumber !== undefined && sequence <= this.#remoteSequenceNumber) return false;
    this.#remoteSequenceNumber = sequence;
    return true;
  }
}

/** The texts were read once before, when they came in. */
function readUri(text: string): URI {
  const uri = parseUri(text);
  return uri instanceof URI ? uri : new URI("sip", "", "invalid.invalid");
}
