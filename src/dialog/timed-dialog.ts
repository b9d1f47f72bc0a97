import { MinSE } from "../message/header/numbers.js";
import { type IncomingMessage } from "../message/incoming-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { ExchangeDialog } from "./exchange-dialog.js";
import { sides } from "./offer-answer.js";
import {
  type IncomingResponse,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
} from "./outgoing-request.js";
import { type EndOptions, type OutgoingInviteRequest, type OutgoingInviteRequestDelegate } from "./session.js";
import { type RefreshableSession, type RefreshMethod, SessionRefresher } from "./session-refresher.js";
import { agreedByPeer, type AgreedTimer, firstRequestHeaders, writesSessionExpires } from "./session-timer-rules.js";
import { type SessionTimerSettings } from "./session-timer-settings.js";

/** What the two sides agree on about the time of the call: it runs out unless it is refreshed. RFC 4028 */
export abstract class TimedDialog extends ExchangeDialog implements RefreshableSession {
  /** What our application wants for this call. */
  #settings: { readonly own: SessionTimerSettings | undefined } | undefined;
  /** Made when there is something to time, or to remember. */
  #refresher: SessionRefresher | undefined;
  /** INVITEs and UPDATEs of ours whose Session-Expires the application wrote. */
  #timedByApplication: WeakSet<OutgoingRequestMessage> | undefined;

  abstract invite(delegate?: OutgoingInviteRequestDelegate, options?: RequestOptions): OutgoingInviteRequest;
  abstract update(delegate?: OutgoingRequestDelegate, options?: RequestOptions): OutgoingRequest;
  /** Whether a re-INVITE could be sent now. */
  abstract get mayInvite(): boolean;
  /** Whether an UPDATE without a description could be sent now. */
  abstract mayUpdate(): boolean;

  /** What we want of session timers now; `undefined`: none. RFC 4028 §7.1: there is no session before the 2xx. */
  get sessionTimers(): SessionTimerSettings | undefined {
    return this.early ? undefined : this.#wanted;
  }

  get exchangeUnderWay(): boolean {
    const { incomingUpdatePending, outgoingUpdatePending } = this.offeringContext(false);
    return this.inviteUnderWay || incomingUpdatePending || outgoingUpdatePending;
  }

  override learn(message: IncomingMessage): void {
    super.learn(message);
    // RFC 4028 §7.4: of a request, or of a 422.
    if (this.#wanted === undefined || !message.hasHeader("Min-SE")) return;
    const minSE = message.first(MinSE);
    if (typeof minSE === "number") this.#timing.timer.seeMinSE(minSE);
  }

  /** What our application wants for this call from now on. */
  useSessionTimers(settings: SessionTimerSettings | undefined): void {
    this.#settings = settings === this.user.sessionTimers ? undefined : { own: settings };
  }

  /** An INVITE or UPDATE gets its 2xx: the time runs anew, or not at all. RFC 4028 §7.2, §9 */
  agreeOnTimer(agreed: AgreedTimer | undefined): void {
    if (!this.alive || (agreed === undefined && this.#refresher === undefined)) return;
    this.#timing.agree(agreed);
  }

  /** The peer's 2xx to an INVITE or UPDATE of ours has come. */
  sessionRefreshed(request: OutgoingRequestMessage, response: IncomingResponseMessage): void {
    const leftAlone = this.sessionTimers === undefined || this.#timedByApplication?.has(request) === true;
    const asked = this.#refresher?.timer.agreed?.weRefresh === false ? "uas" : "uac";
    this.agreeOnTimer(leftAlone ? undefined : agreedByPeer(response, asked));
  }

  sendRefresh(method: RefreshMethod, delegate: OutgoingRequestDelegate): boolean {
    if (method === "UPDATE") {
      if (!this.mayUpdate()) return false;
      this.update({ ...delegate, onAccept: (response) => this.#tellRefreshed(response) });
      return true;
    }
    const { agreement } = this.offerAnswer;
    if (agreement === undefined || !this.mayInvite) return false;
    const onAccept: OutgoingInviteRequestDelegate["onAccept"] = (response) => {
      response.ack();
      this.#tellRefreshed(response);
    };
    // RFC 4028 §7.4: to the letter, so that the peer sees by the o= line that nothing has changed.
    this.invite({ ...delegate, onAccept }, { body: sides(agreement).ours });
    return true;
  }

  refreshGivenUp(statusCode: number): void {
    this.logger.warn(`${this.id}: the session cannot be refreshed (${statusCode}), and will run out`);
  }

  expire(): void {
    this.logger.debug(`${this.id}: the session has run out`);
    this.during("session-expired", () => {
      this.user.callApplication("onSessionExpired", () => this.delegate?.onSessionExpired?.());
      if (this.alive) this.end(SESSION_EXPIRED);
    });
  }

  /** What an INVITE or UPDATE of ours is to have, with what it says of the session timer. RFC 4028 §7.4 */
  protected timedOptions(options: RequestOptions = {}): RequestOptions {
    const given = options.extraHeaders ?? [];
    if (writesSessionExpires(given)) return options;
    const lines = this.#requestHeaders;
    return lines.length === 0 ? options : { ...options, extraHeaders: [...given, ...lines] };
  }

  /** An INVITE or UPDATE of ours has been made of these options. */
  protected noteTimedRequest(message: OutgoingRequestMessage, { extraHeaders = [] }: RequestOptions = {}): void {
    if (writesSessionExpires(extraHeaders)) (this.#timedByApplication ??= new WeakSet()).add(message);
  }

  get #wanted(): SessionTimerSettings | undefined {
    return this.#settings === undefined ? this.user.sessionTimers : this.#settings.own;
  }

  get #requestHeaders(): readonly string[] {
    const { sessionTimers } = this;
    if (sessionTimers === undefined) return [];
    const timer = this.#refresher?.timer;
    if (timer?.agreed !== undefined) return timer.requestHeaders;
    return sessionTimers.initiate ? firstRequestHeaders(sessionTimers, timer?.minSE) : [];
  }

  get #timing(): SessionRefresher {
    if (this.#refresher === undefined) {
      const refresher = new SessionRefresher(this.user.environment, this);
      this.#refresher = refresher;
      this.addPending({ terminate: () => refresher.timer.stop() });
    }
    return this.#refresher;
  }

  #tellRefreshed(response: IncomingResponse): void {
    this.user.callApplication("onSessionRefreshed", () => this.delegate?.onSessionRefreshed?.(response));
  }
}

// RFC 4028 §10, RFC 3326: a BYE of the library says why.
const SESSION_EXPIRED: EndOptions = { extraHeaders: ['Reason: SIP;cause=408;text="Session timer expired"'] };
