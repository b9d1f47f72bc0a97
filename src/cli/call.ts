import {
  type Address,
  type Body,
  type Clock,
  glareRetryDelay,
  type IncomingInviteRequest,
  type OutgoingProgressResponse,
  type ProgressOptions,
  type Random,
  type Session,
  SessionState,
  type SessionTimerOptions,
  URI,
} from "../index.js";
import { LocalDescription } from "./session-description.js";
import { offeredIn } from "./offered-description.js";
import { refusalHeaders } from "./refusal-headers.js";
import { answersWithin } from "./within-call.js";

/** What a call needs of the program. */
export interface CallUser {
  readonly clock: Clock;
  readonly random: Random;
  /** Where the caller reached us. */
  readonly local: Address;
  /** What we show browsers instead of a certificate's. */
  readonly fingerprint: string;
  /** Something went wrong that nobody else is told of. */
  onProblem(error: unknown): void;
  /** The call has been answered with a 2xx. */
  onAnswered?(call: Call): void;
  /** The call is over; nothing more is done about it. */
  onOver(call: Call): void;
}

/** One call, in the words of the behaviours. Once it is over every word is without effect. */
export class Call {
  readonly #request: IncomingInviteRequest;
  readonly #user: CallUser;
  readonly description: LocalDescription;
  readonly #timers = new Set<{ stop(): void }>();
  #session: Session | undefined;
  #answer: Body | undefined;
  #acknowledged: () => void = () => undefined;
  #reInviteDelay = 0;
  #sessionTimers: SessionTimerOptions | undefined;
  #ending = false;
  #over = false;

  constructor(request: IncomingInviteRequest, user: CallUser) {
    this.#request = request;
    this.#user = user;
    this.description = new LocalDescription({
      address: user.local.host,
      sessionId: user.random.below(2 ** 31),
      fingerprint: user.fingerprint,
      random: user.random,
    });
    request.delegate = { onTerminated: () => this.#finish() };
  }

  /** Whether nothing more is to come. */
  get over(): boolean {
    return this.#over || this.#session?.sessionState === SessionState.Terminated;
  }

  /** Does something later, unless the call is over by then. @param delay - Milliseconds. */
  after(delay: number, action: () => void): { stop(): void } {
    const target = {
      onTimer: () => {
        this.#timers.delete(timer);
        this.attempt(action);
      },
    };
    const timer = this.#user.clock.setTimer(delay, target, "call");
    this.#timers.add(timer);
    return timer;
  }

  /** Does something now. That the call ended meanwhile is no problem. */
  attempt(action: () => void): void {
    if (this.#over) return;
    try {
      action();
    } catch (error) {
      if (!isStateError(error)) this.#fail(error);
    }
  }

  /** A fault of the program: nobody is left waiting for it. RFC 3261 §21.5.1 */
  #fail(error: unknown): void {
    this.#user.onProblem(error);
    try {
      this.#request.reject({ statusCode: 500 });
    } catch {
      // The INVITE has its final response already.
    }
  }

  rings(): void {
    this.progresses(180);
  }

  /** Rings so that the caller acknowledges it, if it can. @returns As `showsReliably`. */
  ringsReliably(acknowledged: () => void): boolean {
    return this.#progressReliably({ statusCode: 180, reliable: "if-supported" }, acknowledged);
  }

  progresses(statusCode: number): void {
    if (statusCode === 100) this.#request.trying();
    else this.#progress({ statusCode });
  }

  /** Sends a 183 with the answer that the 200 will carry. RFC 3261 §13.2.1: an offer of ours may not stand in it. */
  showsDescription(): void {
    const body = offeredIn(this.#request.message) === undefined ? undefined : this.#describe();
    this.#progress({ statusCode: 183, ...(body && { body }) });
  }

  /**
   * Sends a 183 with our description so that the caller acknowledges it, if it can; plain if it cannot. RFC 3262 §5: a reliable one may
   * hold our offer, too.
   *
   * @param acknowledged - Done when the PRACK has been answered.
   * @returns Whether the caller is to acknowledge it.
   */
  showsReliably(acknowledged: () => void = () => undefined): boolean {
    try {
      const body = this.#describe();
      return this.#progressReliably({ statusCode: 183, ...(body && { body }), reliable: true }, acknowledged);
    } catch (error) {
      if (codeOf(error) !== "SIP_UNSUPPORTED_EXTENSION") throw error;
      this.showsDescription();
      return false;
    }
  }

  #progressReliably(options: ProgressOptions, action: () => void): boolean {
    const { acknowledged } = this.#progress(options);
    void acknowledged?.then(({ kind }) => {
      if (kind === "acknowledged") this.attempt(action);
    });
    return acknowledged !== undefined;
  }

  #progress(options: ProgressOptions): OutgoingProgressResponse {
    const response = this.#sendProgress(options);
    this.#adopt(response.session);
    return response;
  }

  #sendProgress(options: ProgressOptions): OutgoingProgressResponse {
    try {
      return this.#request.progress(options);
    } catch (error) {
      const body = codeOf(error) === "SIP_OFFER_ANSWER" ? this.#describe() : undefined;
      if (body === undefined) throw error;
      // RFC 3262 §5: who offers nothing and requires reliable responses gets our offer in the first of them.
      return this.#request.progress({ ...options, body });
    }
  }

  /** Accepts; refuses with 488 when no stream that is offered can be taken. */
  answers(statusCode = 200): void {
    const body = this.#describe();
    if (body === undefined) this.refuses(488);
    else {
      this.#adopt(this.#request.accept({ statusCode, body, sessionTimers: this.#sessionTimers }).session);
      this.#user.onAnswered?.(this);
    }
  }

  refuses(statusCode: number): void {
    this.#request.reject({ statusCode, extraHeaders: [...refusalHeaders(statusCode)] });
  }

  /** Redirects to another user of ours. */
  redirectsTo(user: string, statusCode = 302): void {
    const { host, port } = this.#user.local;
    this.#request.redirect([new URI("sip", user, host, port)], { statusCode });
  }

  /** Has the session refreshed within this time, by us where the caller names nobody. RFC 4028 @param interval - Seconds. */
  limitsSession(interval: number): void {
    this.#sessionTimers = { interval, maximum: interval, refresher: "uas", initiate: true };
  }

  /** Has `action` done at the ACK to the 2xx. */
  whenAcknowledged(action: () => void): void {
    this.#acknowledged = action;
  }

  /** @param delay - Milliseconds. */
  answersReInvitesAfter(delay: number): void {
    this.#reInviteDelay = delay;
  }

  /** Milliseconds. */
  get reInviteDelay(): number {
    return this.#reInviteDelay;
  }

  /** Sends a re-INVITE that offers what was agreed on; again after a 491, until the call is over. */
  reinvites(): void {
    if (this.#session === undefined) return;
    const again = () => void this.after(glareRetryDelay(this.#user.random), () => this.reinvites());
    try {
      const onReject = ({ message }: { readonly message: { readonly statusCode: number } }) => {
        if (message.statusCode === 491) again();
      };
      this.#session.invite({ onReject }, { body: this.description.repeat() });
    } catch (error) {
      // RFC 3261 §14.1: while one of the peer's is under way ours has to wait.
      if (!isStateError(error)) throw error;
      if (!this.over) again();
    }
  }

  /** Sends an UPDATE that asks for nothing: it shows that we are there. A caller that does not allow UPDATE gets none. RFC 3311 §5.1 */
  updates(): void {
    this.#session?.update();
  }

  /** Ends the call, whatever its state: a BYE if it was answered, but not before the ACK; else a refusal. */
  ends(): void {
    const session = this.#session;
    switch (session?.sessionState) {
      case SessionState.AckWait:
        this.#ending = true;
        break;
      case SessionState.Confirmed: {
        const over = () => this.#finish();
        session.bye({ onAccept: over, onRedirect: over, onReject: over });
        break;
      }
      case SessionState.Terminated:
        this.#finish();
        break;
      case SessionState.Initial:
      case SessionState.Early:
      case undefined:
        this.refuses(480);
        break;
    }
  }

  #adopt(session: Session): void {
    if (this.#session === session) return;
    this.#session = session;
    session.delegate = {
      ...answersWithin(session, this),
      onAck: () => {
        if (this.#ending) this.attempt(() => this.ends());
        const acknowledged = this.#acknowledged;
        this.#acknowledged = () => undefined;
        this.attempt(acknowledged);
      },
      onAckTimeout: () => this.attempt(() => this.ends()),
      // Our own BYE is waited for.
      onTerminated: ({ cause }) => {
        if (cause !== "local-bye") this.#finish();
      },
    };
  }

  /** The answer to the INVITE's offer, made once; without an offer, ours. */
  #describe(): Body | undefined {
    const offer = offeredIn(this.#request.message);
    this.#answer ??= offer === undefined ? this.description.offer() : this.description.answer(offer);
    return this.#answer;
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) timer.stop();
    this.#timers.clear();
    this.#user.onOver(this);
  }
}

function isStateError(error: unknown): boolean {
  const code = codeOf(error);
  return code === "SIP_TRANSACTION_STATE" || code === "SIP_SESSION_STATE";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
