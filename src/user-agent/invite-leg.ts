import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { TransactionStateError } from "../errors.js";
import { dialogStateForServer } from "../dialog/dialog-state.js";
import { OfferAnswer } from "../dialog/offer-answer.js";
import {
  type AcceptOptions,
  type EarlyDialog,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
} from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { terminated, type Termination, type TerminationCause } from "../dialog/termination.js";
import { announcedInfoPackages } from "../message/announced-info-packages.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { namesTag, Require, Supported } from "../message/header/option-tags.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { sessionDescription } from "../message/session-description.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type Capabilities } from "./capabilities.js";
import { contactFor } from "./contact.js";
import { dialogResponse } from "./dialog-response.js";
import { wantedInfoPackages } from "./info-package-answer.js";
import { type InviteAnswerer, InviteResponder } from "./invite-responder.js";
import { valueOf } from "./response-duties.js";
import { supportedTags } from "./supported-tags.js";
import { agreeByResponse, timedResponse } from "./timed-response.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { checkedResponse } from "./checked-response.js";

/** What one early dialog needs of the server whose INVITE it answers. */
export interface InviteServer {
  readonly message: IncomingRequestMessage;
  readonly transaction: InviteServerTransaction;
  readonly answered: boolean;
  /** @throws TransactionStateError when no response can be sent any more. */
  requireOpen(statusCode: number): void;
  constructTagged(options: ResponseOptions, toTag: string): OutgoingResponse;
  sendResponse(statusCode: number, response: OutgoingResponse): void;
  /** The 2xx again. */
  repeat(): void;
  /** Its ACK has come. */
  settle(): void;
  /** A provisional response has been made: it is the last one. */
  noteProgress(leg: InviteLeg, options: ResponseOptions, progress: OutgoingProgressResponse): void;
  /** This one has its 2xx. */
  won(leg: InviteLeg): void;
  onPrackTimeout(): void;
  onAnswerMissing(): void;
}

/** One To tag of an INVITE that is being answered: its session, and the responses that belong to it. RFC 3261 §12.1.1 */
export class InviteLeg implements EarlyDialog, InviteAnswerer {
  readonly toTag: string;
  readonly #core: UserAgentHost;
  readonly #server: InviteServer;
  readonly #transport: Transport;
  readonly #responder: InviteResponder;
  #session: SessionDialog | undefined;
  #contact: string | undefined;
  #closed = false;

  constructor(core: UserAgentHost, server: InviteServer, toTag: string, transport: Transport) {
    this.#core = core;
    this.#server = server;
    this.toTag = toTag;
    this.#transport = transport;
    this.#responder = new InviteResponder(this, server.message);
  }

  get session(): SessionDialog | undefined {
    return this.#session;
  }

  get message(): IncomingRequestMessage {
    return this.#server.message;
  }

  get environment(): Environment {
    return this.#core.environment;
  }

  get capabilities(): Capabilities {
    return this.#core.capabilities;
  }

  get wantedInfoPackages(): readonly string[] {
    return wantedInfoPackages(this.#session, this.#core);
  }

  get mostQueued(): number | undefined {
    return this.#core.configuration.overload?.queuedProvisionals;
  }

  get answered(): boolean {
    return this.#server.answered;
  }

  /** The 2xx that has been sent, or waits. */
  get accepted(): OutgoingResponse | undefined {
    return this.#responder.accepted;
  }

  /** Whether a reliable response of it is being repeated, or waits. */
  get busy(): boolean {
    return this.#responder.busy;
  }

  /** How many reliable responses wait for those before them. */
  get queued(): number {
    return this.#responder.queued;
  }

  /** Whether the first provisional response has to be reliable and to carry our offer. RFC 3262 §3, §5 */
  get owesReliableOffer(): boolean {
    return this.#exchange.state === "OweOffer" && namesTag(this.message, Require, "100rel");
  }

  accept(options: AcceptOptions = {}): OutgoingResponseWithSession {
    const checked = checkedResponse(options, [200, 299], 200);
    if (this.accepted !== undefined && this.#session !== undefined) {
      return this.#acceptAgain(checked.statusCode, this.accepted, this.#session);
    }
    this.#requireOpen(checked.statusCode);
    const { message } = this.#server;
    const { sessionTimers } = this.#core;
    const timed = timedResponse(message, checked, { configured: sessionTimers, current: sessionTimers });
    return this.#responder.accept(
      timed.options,
      this.#exchange,
      () => (this.#session ??= this.#createSession(false)),
      (description, session) => {
        this.#server.won(this);
        session.acceptInvite(message.cseq, description, this.#server);
        agreeByResponse(session, timed);
      },
    );
  }

  progress(options: ProgressOptions = {}): OutgoingProgressResponse {
    const checked = checkedResponse(options, [101, 199], 180);
    this.#requireOpen(checked.statusCode);
    if (this.accepted !== undefined) throw this.#stateError(checked.statusCode, "a 2xx waits to be sent");
    const session = (): SessionDialog => (this.#session ??= this.#createSession(true));
    const progress = this.#responder.progress(checked, this.#exchange, session);
    this.#server.noteProgress(this, checked, progress);
    return progress;
  }

  terminate(options: { readonly statusCode?: number; readonly extraHeaders?: readonly string[] } = {}): void {
    const { statusCode, extraHeaders = [] } = checkedResponse(options, [300, 699], 487);
    this.#requireOpen(199);
    const { message } = this.#server;
    const reason = valueOf(extraHeaders, "reason") === undefined ? [`Reason: SIP;cause=${statusCode}`] : [];
    // RFC 6228 §5: only a caller that asked for it is told; a dialog that no response has made is no news.
    if (this.#session !== undefined && namesTag(message, Supported, "199"))
      this.#sendTerminated([...extraHeaders, ...reason]);
    this.close(terminated("lost-fork", { statusCode }));
  }

  /** The INVITE is answered, or this early dialog of it is over. */
  close(termination: Termination): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#session?.refuseInvite(termination);
  }

  /** No response of it is repeated any more. */
  endProvisionals(): void {
    this.#session?.endProvisionals();
  }

  /** The application is told, last of all. */
  tellTermination(): void {
    this.#session?.tellTermination();
  }

  dispose(cause: TerminationCause): void {
    if (this.#session?.early === true) this.#session.dispose(terminated(cause));
  }

  constructForDialog(options: ResponseOptions): OutgoingResponse {
    const contact = this.#session?.localContact ?? this.#ownContact;
    return this.#server.constructTagged(dialogResponse(options, contact, this.#core), this.toTag);
  }

  sendResponse(statusCode: number, response: OutgoingResponse): void {
    this.#server.sendResponse(statusCode, response);
  }

  onPrackTimeout(): void {
    this.#server.onPrackTimeout();
  }

  onAnswerMissing(): void {
    this.#server.onAnswerMissing();
  }

  /** Where offer and answer stand; before the first response, as the INVITE has them begin. */
  get #exchange(): OfferAnswer {
    if (this.#session !== undefined) return this.#session.offerAnswer;
    const exchange = new OfferAnswer();
    exchange.begin("peer", sessionDescription(this.message, this.#core.limits));
    return exchange;
  }

  get #ownContact(): string {
    return (this.#contact ??= contactFor(this.#core, this.message, this.#transport));
  }

  #createSession(early: boolean): SessionDialog {
    const state = dialogStateForServer(this.message, this.toTag, early, this.#transport, this.#ownContact);
    const offer = sessionDescription(this.message, this.#core.limits);
    const session = this.#core.createDialog(this.#server.transaction, state, offer);
    session.learn(this.message);
    const peer = this.#core.authenticatedPeers.get(this.message);
    if (peer !== undefined) this.#core.authenticatedPeers.set(session, peer);
    const theirs = announcedInfoPackages(this.message)?.map(({ name }) => name);
    if (theirs !== undefined) session.infoPackages.change({ theirs });
    // While it rings, the INVITE is kept for our application alone: a third of what had been made of it.
    this.message.forgetValues();
    return session;
  }

  /** RFC 6228 §5: as unreliable as may be, and without a description unless one is owed. */
  #sendTerminated(extraHeaders: readonly string[]): void {
    const tags = supportedTags(this.#core).filter((tag) => tag !== "199");
    this.#responder.progress(
      { statusCode: 199, extraHeaders, supported: tags, ...(this.owesReliableOffer && { body: EMPTY_OFFER }) },
      this.#exchange,
      () => (this.#session ??= this.#createSession(true)),
    );
  }

  /** RFC 3261 §13.3.1.4: until the ACK, the same 2xx may be asked for again. */
  #acceptAgain(statusCode: number, response: OutgoingResponse, session: SessionDialog): OutgoingResponseWithSession {
    const { answered, transaction, message } = this.#server;
    // It still waits itself.
    if (!answered && session.alive) return { ...response, session };
    if (!session.awaitsAck(message.cseq)) throw this.#stateError(statusCode, "it is acknowledged, or over");
    transaction.retransmitAcceptedResponse();
    return { ...response, session };
  }

  #requireOpen(statusCode: number): void {
    this.#server.requireOpen(statusCode);
    if (this.#closed || this.#session?.alive === false) {
      throw this.#stateError(statusCode, "the early dialog has been closed or disposed of");
    }
  }

  #stateError(statusCode: number, why: string): TransactionStateError {
    return new TransactionStateError(`cannot send ${statusCode} in early dialog ${this.toTag}: ${why}`);
  }
}

/** Offers no stream. RFC 6228 §5 */
const EMPTY_OFFER: Body = {
  contentDisposition: "session",
  contentType: "application/sdp",
  content: "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
};
