import { type DialogState as CoreDialogState } from "../dialog/dialog-state.js";
import { type PendingRequest } from "../dialog/dialog-user.js";
import { type OutgoingAckRequest, type RequestOptions } from "../dialog/outgoing-request.js";
import { type SessionDelegate } from "../dialog/session.js";
import { SessionDialog as CoreSessionDialog } from "../dialog/session-dialog.js";
import { type Carrier } from "../dialog/offer-answer-table.js";
import { SessionStateError } from "../errors.js";
import { type Body, getBody, isBody } from "../message/body.js";
import { NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { type URI } from "../message/grammar/uri.js";
import { Contact } from "../message/header/contact.js";
import { IncomingMessage } from "../message/incoming-message.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { receiveInDialog } from "../user-agent/receive-in-dialog.js";
import { ReInviteUserAgentServer } from "../user-agent/re-invite-user-agent-server.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type UserAgentHost } from "../user-agent/user-agent-host.js";

/** What a dialog begins with, as SIP.js has it. */
export interface DialogState {
  /** Call-ID, local tag and remote tag, one after the other. */
  id: string;
  early: boolean;
  callId: string;
  localTag: string;
  remoteTag: string;
  localSequenceNumber: number | undefined;
  remoteSequenceNumber: number | undefined;
  localURI: URI;
  remoteURI: URI;
  remoteTarget: URI;
  routeSet: string[];
  secure: boolean;
}

/** A dialog that may also be made and driven by hand, by SIP.js's names. */
export class SessionDialog extends CoreSessionDialog {
  readonly #core: UserAgentHost;
  readonly #initialTransaction: InviteServerTransaction;
  #reInvite: ReInviteUserAgentServer | undefined;
  #acknowledge: ((options?: RequestOptions) => OutgoingAckRequest) | undefined;

  /**
   * @param state - By `initialDialogStateForUserAgentServer`. If it is not early, the 2xx of the transaction is repeated from now on
   * until its ACK comes. RFC 3261 §13.3.1.4
   */
  constructor(
    initialTransaction: InviteServerTransaction,
    core: UserAgentHost,
    state: DialogState | CoreDialogState,
    delegate?: SessionDelegate,
    offer?: Body,
  ) {
    const isOurs = "localContact" in state;
    const coreState = isOurs ? state : stateFor(state, core);
    const { request } = initialTransaction;
    const given = isOurs || request === undefined ? offer : sessionDescription(request, core.limits);
    super(initialTransaction, core, coreState, delegate, given);
    // SIP.js's upper layer numbers, repeats and matches by itself. RFC 3262
    this.leavePracksToApplication();
    this.#core = core;
    this.#initialTransaction = initialTransaction;
    // The core's own dialogs are confirmed by the server that makes them.
    if (!isOurs && !state.early) this.confirm();
  }

  /**
   * The state of a dialog that a response with this tag makes. RFC 3261 §12.1.1
   *
   * @throws Error when the request has no Contact that can be read.
   */
  static initialDialogStateForUserAgentServer(
    message: IncomingRequestMessage,
    toTag: string,
    early = false,
  ): DialogState {
    const contact = message.first(Contact);
    if (!(contact instanceof NameAddrHeader))
      throw new Error("cannot make a dialog: the request has no usable Contact");
    const { callId } = message;
    const remoteTag = message.fromTag ?? "";
    return {
      id: callId + toTag + remoteTag,
      early,
      callId,
      localTag: toTag,
      remoteTag,
      localSequenceNumber: undefined,
      remoteSequenceNumber: message.cseq,
      localURI: message.to.uri,
      remoteURI: message.from.uri,
      remoteTarget: contact.uri,
      routeSet: message.getHeaders("Record-Route"),
      secure: false,
    };
  }

  override get answersRefresh(): boolean {
    return false;
  }

  get userAgentCore(): UserAgentHost {
    return this.#core;
  }

  /** The peer's re-INVITE, until it is refused or its 2xx acknowledged. */
  get reinviteUserAgentServer(): ReInviteUserAgentServer | undefined {
    const server = this.#reInvite;
    if (server === undefined) return undefined;
    const { state } = server.transaction;
    const isOpen = state === TransactionState.Proceeding || this.awaitsAck(server.message.cseq);
    return isOpen ? server : undefined;
  }

  /** Our own re-INVITE, until it is refused or we have acknowledged. */
  get reinviteUserAgentClient(): unknown {
    return this.outgoingInvite ? this : undefined;
  }

  override addPending(request: PendingRequest): void {
    super.addPending(request);
    if (request instanceof ReInviteUserAgentServer) this.#reInvite = request;
  }

  /** Has no effect but on an early dialog: it is confirmed, and the 2xx of its transaction repeated until the ACK. */
  override confirm(): void {
    if (this.state !== "Early") return super.confirm();
    const transaction = this.#initialTransaction;
    this.acceptInvite(this.remoteSequenceNumber ?? 0, undefined, {
      repeat: () => transaction.retransmitAcceptedResponse(),
    });
  }

  /** Nothing is left to do: who accepts a re-INVITE has its 2xx repeated. */
  reConfirm(): void {
    // SIP.js's name, so that nobody who calls it fails.
  }

  /**
   * Acknowledges the 2xx to our re-INVITE.
   *
   * @throws SessionStateError (`SIP_SESSION_STATE`) when there is none.
   */
  ack(options: RequestOptions = {}): OutgoingAckRequest {
    if (this.#acknowledge === undefined)
      throw new SessionStateError("cannot send ACK: no re-INVITE of ours was accepted");
    return this.#acknowledge(options);
  }

  /** @internal The core's, when a 2xx to our re-INVITE has come. */
  acknowledgeWith(acknowledge: (options?: RequestOptions) => OutgoingAckRequest): void {
    this.#acknowledge = (options = {}) => {
      // SIP.js lets an offer go unanswered, to send a BYE next; the ACK itself must not fail. RFC 3261 §13.2.2.4
      if (this.owesAnswer && options.body === undefined) this.signalingStateRollback();
      return acknowledge(options);
    };
  }

  /** Moves offer and answer on: with what a message of the peer carries, or with a body of ours. */
  signalingStateTransition(message: IncomingMessage | OutgoingRequestMessage | Body): void {
    const { offerAnswer } = this;
    if (message instanceof IncomingMessage) {
      const carrier = CARRIERS.find((each) => offerAnswer.roleReceived(each) !== undefined);
      if (carrier !== undefined) this.receiveDescription(sessionDescription(message, this.#core.limits), carrier);
      return;
    }
    const body = isBody(message) ? getBody(message) : message.body;
    const carrier = CARRIERS.find((each) => offerAnswer.roleSent(each) !== undefined);
    if (carrier !== undefined && body?.contentDisposition === "session") this.sendDescription(body, carrier);
  }

  /** What was offered last is off. RFC 6141 §3 */
  signalingStateRollback(): void {
    const { signalingState } = this;
    if (signalingState === "HaveLocalOffer" || signalingState === "HaveRemoteOffer") this.offerAnswer.refuseOffer();
  }

  /** Takes a request that belongs to this dialog. RFC 3261 §12.2.2 */
  receiveRequest(message: IncomingRequestMessage): void {
    if (message.method === "ACK") this.receiveAck(message);
    else receiveInDialog(this.#core, this, message, this.#core.transport);
  }

  /** Builds a request with the next sequence number, or with the one given. RFC 3261 §12.2.1.1 */
  createOutgoingRequestMessage(method: string, options: CreateRequestOptions = {}): OutgoingRequestMessage {
    return this.#core.makeRequest(this, method, options, options.cseq);
  }

  /** The number for a request of ours is one higher from now on. */
  incrementLocalSequenceNumber(): void {
    this.nextLocalSequenceNumber();
  }
}

/** SIP.js does not say what carries a description: the first that may, here. */
const CARRIERS: readonly Carrier[] = [
  "INVITE",
  "2xx",
  "ACK",
  "1xx",
  "PRACK",
  "2xx to PRACK",
  "UPDATE",
  "2xx to UPDATE",
];

/** What may be said of a request inside a dialog. */
export interface CreateRequestOptions extends RequestOptions {
  /** @defaultValue the next one */
  readonly cseq?: number;
}

/** The core keeps texts, and the Contact that we gave. */
function stateFor(state: DialogState, core: UserAgentHost): CoreDialogState {
  const { contact } = core.configuration;
  return {
    early: state.early,
    callId: state.callId,
    localTag: state.localTag,
    remoteTag: state.remoteTag,
    localSequenceNumber: state.localSequenceNumber,
    remoteSequenceNumber: state.remoteSequenceNumber,
    localURI: state.localURI.toRaw(),
    remoteURI: state.remoteURI.toRaw(),
    remoteTarget: state.remoteTarget.toRaw(),
    routeSet: state.routeSet,
    localContact: contact?.toString() ?? `<sip:${core.viaHost}>`,
    secure: state.secure,
  };
}
