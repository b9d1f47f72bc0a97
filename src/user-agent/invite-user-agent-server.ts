import { type Timer } from "../environment/clock.js";
import { type Flow, type Transport } from "../environment/flow.js";
import { TransactionStateError } from "../errors.js";
import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import {
  type AcceptOptions,
  type EarlyDialog,
  type EndOptions,
  type IncomingCallRequest,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
} from "../dialog/session.js";
import { type Dialog } from "../dialog/dialog.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type Silence, terminated, type Termination } from "../dialog/termination.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { startAnswerLimit } from "./answer-limit.js";
import { ANSWER_MISSING } from "./invite-responder.js";
import { type Replacement } from "./decide-replacement.js";
import { InviteLeg, type InviteServer } from "./invite-leg.js";
import { ProvisionalRefresh, RELIABLE_REFRESH } from "./provisional-refresh.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/** Told of the end of an INVITE that no 2xx has answered, whoever its delegate is. */
export interface InviteWatcher {
  inviteOver(termination: Termination): void;
}

/** Answers an INVITE that asks for a new session. RFC 3261 §13.3 */
export class InviteUserAgentServer extends UserAgentServer implements IncomingCallRequest, InviteServer {
  declare readonly transaction: InviteServerTransaction;
  /** @internal */
  watcher: InviteWatcher | undefined;
  readonly #transport: Transport;
  readonly #replacement: Exclude<Replacement, { kind: "refuse" }>;
  /** The first early dialog, that of the server's own tag. */
  readonly #leg: InviteLeg;
  #legs: InviteLeg[] | undefined;
  #lastProgress: LastProgress | undefined;
  #refresh: ProvisionalRefresh | undefined;
  #expiry: Timer | undefined;
  #told = false;
  readonly #unwatch: (() => void) | undefined;

  constructor(
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport: Transport = core.transport,
    replacement: Exclude<Replacement, { kind: "refuse" }> = { kind: "none" },
  ) {
    super(InviteServerTransaction, core, message, delegate, transport);
    this.#transport = transport;
    this.#replacement = replacement;
    this.#leg = new InviteLeg(core, this, this.toTag, transport);
    this.#unwatch = watchConnection(transport, () => this.#lose());
  }

  /** The session that `progress` or `accept` has made. */
  get session(): SessionDialog | undefined {
    return this.#leg.session;
  }

  override get awaitsAck(): boolean {
    return this.#allLegs.some(({ session }) => session?.ackAwaited === true);
  }

  /** @internal Whether a 2xx has been sent, or waits. */
  get accepting(): boolean {
    return this.#allLegs.some(({ accepted }) => accepted !== undefined);
  }

  override answerByDefault(): void {
    if (!this.accepting) super.answerByDefault();
  }

  get replaces(): SessionDialog | undefined {
    return this.#replacement.kind === "replaces" ? this.#replacement.dialog : undefined;
  }

  get joins(): SessionDialog | undefined {
    return this.#replacement.kind === "joins" ? this.#replacement.dialog : undefined;
  }

  override accept(options: AcceptOptions = {}): OutgoingResponseWithSession {
    return this.#leg.accept(options);
  }

  override progress(options: ProgressOptions = {}): OutgoingProgressResponse {
    return this.#leg.progress(options);
  }

  openEarlyDialog(): EarlyDialog {
    this.requireOpen(180);
    const { earlyDialogsPerInvite = Infinity } = this.core.configuration.overload ?? {};
    if (this.#allLegs.length >= earlyDialogsPerInvite) {
      throw new TransactionStateError(`cannot open an early dialog: the INVITE has ${this.#allLegs.length} by now`);
    }
    const leg = new InviteLeg(this.core, this, this.core.environment.random.token(), this.#transport);
    this.#legs = [...(this.#legs ?? []), leg];
    return leg;
  }

  protected override checkDroppable(): void {
    super.checkDroppable();
    if (this.#allLegs.some(({ accepted }) => accepted !== undefined)) throw this.stateError();
  }

  protected override release(cause: Silence | "disposed"): void {
    for (const leg of this.#allLegs) leg.dispose(cause);
  }

  protected override tellReleased(cause: Silence): void {
    this.#tell(terminated(cause));
  }

  /** Starts what watches an INVITE that its application did not answer at once. */
  override limitWaiting(): void {
    if (this.answered) return;
    // It may ring for a minute: half a kilobyte less.
    this.message.forgetCopied();
    const { clock, timers } = this.core.environment;
    this.#refresh = new ProvisionalRefresh(clock, () => this.#repeatProvisional(), timers.overrides?.["PROVISIONAL"]);
    this.#expiry = startAnswerLimit(this.core, this.message, this);
  }

  /** @internal The clock's. */
  override onTimer(name: string): void {
    if (name === "expires") return this.refuse(487, "expired", [], terminated("expired"));
    this.reportUnanswered();
    this.refuse(480, "answer-timeout", [], terminated("answer-timeout"));
  }

  /** @internal The transaction's. */
  onAck(message: IncomingRequestMessage): void {
    for (const { session } of this.#allLegs) if (session?.alive === true) session.receiveAck(message);
  }

  /** @internal The dialog's: the 2xx again. */
  repeat(): void {
    this.transaction.retransmitAcceptedResponse();
  }

  /** @internal RFC 3262 §3: 64*T1 without the PRACK. The reference chooses the code. */
  onPrackTimeout(): void {
    this.refuse(504, "prack-timeout", [], terminated("prack-timeout"));
  }

  /** @internal RFC 3262 §5 */
  onAnswerMissing(): void {
    this.refuse(500, "answer-missing", [ANSWER_MISSING], terminated("missing-answer"));
  }

  /** @internal The INVITE goes on in the others. RFC 3261 §15.1.2 */
  override endEarlyDialog(dialog: Dialog, termination: Termination): void {
    const others = this.#allLegs.some(({ session }) => session?.alive === true && session.localTag !== dialog.localTag);
    if (!others) super.endEarlyDialog(dialog, termination);
  }

  /** @internal */
  requireOpen(statusCode: number): void {
    if (this.cancelled || this.answered) throw this.stateError(statusCode);
  }

  /** @internal */
  constructTagged(options: ResponseOptions, toTag: string): OutgoingResponse {
    return this.construct(options, { recordRoute: true, toTag });
  }

  /** @internal */
  noteProgress(
    leg: InviteLeg,
    { statusCode, extraHeaders }: ResponseOptions,
    { message, acknowledged }: OutgoingProgressResponse,
  ): void {
    const isReliable = acknowledged !== undefined;
    this.#lastProgress = { leg, statusCode, extraHeaders, message: isReliable ? undefined : message };
    this.#refresh?.restart(isReliable ? RELIABLE_REFRESH : undefined);
  }

  /** @internal */
  won(winner: InviteLeg): void {
    for (const leg of this.#allLegs) {
      if (leg === winner) continue;
      leg.endProvisionals();
      leg.close(terminated("lost-fork"));
      leg.tellTermination();
    }
  }

  protected override get defaultRejection(): number {
    return 486;
  }

  /** @internal */
  override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode < 300) {
      super.sendResponse(statusCode, response);
      // RFC 3891 §3: first the new call, then the end of the old one.
      if (statusCode >= 200) this.replaces?.endBecause("replaced", REPLACED);
      return;
    }
    const termination = { ...this.takeTermination(statusCode), statusCode };
    for (const leg of this.#allLegs) {
      leg.endProvisionals();
      leg.close(termination);
    }
    super.sendResponse(statusCode, response);
    for (const leg of this.#allLegs) leg.tellTermination();
    this.#tell(termination);
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#refresh?.stop();
    this.#expiry?.stop();
    this.#unwatch?.();
  }

  /** No response can reach the caller any more, whoever wants to send one. */
  #lose(): void {
    if (!this.answered) this.fallSilent("transport-lost");
  }

  get #allLegs(): readonly InviteLeg[] {
    return this.#legs === undefined ? [this.#leg] : [this.#leg, ...this.#legs];
  }

  #tell(termination: Termination): void {
    if (this.#told || this.#leg.session?.ackAwaited === true) return;
    this.#told = true;
    this.core.callApplication("onTerminated", () => this.delegate?.onTerminated?.(termination));
    this.watcher?.inviteOver(termination);
  }

  /** RFC 3261 §13.3.1.1: the last one again; a 183 of ours where the application has sent none. */
  #repeatProvisional(): void {
    if (this.answered || this.accepting) return;
    const last = this.#lastProgress;
    if (last === undefined) return this.#showLife();
    const { leg, statusCode, extraHeaders, message } = last;
    if (message !== undefined) return super.sendResponse(statusCode, { message });
    // RFC 3262 §3: a reliable one is followed by a new one, which has nothing more to say.
    if (!leg.busy) leg.progress({ statusCode, extraHeaders, reliable: "if-supported" });
  }

  #showLife(): void {
    // RFC 3262 §5: where it would have to be reliable and carry an offer, only the application can send it.
    if (!this.#leg.owesReliableOffer) this.progress({ statusCode: 183 });
  }
}

/** RFC 3261 §18.2.2, RFC 7118 §5.3: a connection that cannot be opened again from here is the only way back. */
function watchConnection(flow: Flow, lost: () => void): (() => void) | undefined {
  return flow.fallback === undefined ? flow.onGone?.(lost) : undefined;
}

// RFC 3326: a BYE of the library says why.
const REPLACED: EndOptions = { extraHeaders: ['Reason: SIP;cause=200;text="Replaced"'] };

/** Of the last provisional response what repeating it takes: it may ring for a minute. */
interface LastProgress {
  readonly leg: InviteLeg;
  readonly statusCode: number;
  readonly extraHeaders: readonly string[] | undefined;
  /** As it was sent; nothing of a reliable one. */
  readonly message: string | undefined;
}
