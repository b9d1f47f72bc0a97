import {
  type Address,
  type Body,
  type Clock,
  glareRetryDelay,
  type IncomingInviteRequest,
  type Random,
  type Session,
  type SessionDelegate,
  SessionState,
  URI,
} from "../index.js";
import { LocalDescription } from "./session-description.js";
import { offeredIn } from "./offered-description.js";
import { refusalHeaders } from "./refusal-headers.js";

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
  /** The call is over; nothing more is done about it. */
  onOver(call: Call): void;
}

/** One call, in the words of the behaviours. Once it is over every word is without effect. */
export class Call {
  readonly #request: IncomingInviteRequest;
  readonly #user: CallUser;
  readonly #description: LocalDescription;
  readonly #timers = new Set<{ stop(): void }>();
  #session: Session | undefined;
  #answer: Body | undefined;
  #acknowledged: () => void = () => undefined;
  #reInviteDelay = 0;
  #ending = false;
  #over = false;

  constructor(request: IncomingInviteRequest, user: CallUser) {
    this.#request = request;
    this.#user = user;
    this.#description = new LocalDescription({
      address: user.local.host,
      sessionId: user.random.below(2 ** 31),
      fingerprint: user.fingerprint,
      random: user.random,
    });
    request.delegate = { onCancel: () => this.#finish() };
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
      // An INVITE that expired leaves no other trace than that it cannot be answered any more.
      if (this.#session === undefined) this.#finish();
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

  progresses(statusCode: number): void {
    if (statusCode === 100) this.#request.trying();
    else this.#adopt(this.#request.progress({ statusCode }).session);
  }

  /** Sends a 183 with the answer that the 200 will carry. RFC 3261 §13.2.1: an offer of ours may not stand in it. */
  showsDescription(): void {
    const body = offeredIn(this.#request.message) === undefined ? undefined : this.#describe();
    this.#adopt(this.#request.progress({ statusCode: 183, ...(body && { body }) }).session);
  }

  /** Accepts; refuses with 488 when no stream that is offered can be taken. */
  answers(statusCode = 200): void {
    const body = this.#describe();
    if (body === undefined) this.refuses(488);
    else this.#adopt(this.#request.accept({ statusCode, body }).session);
  }

  refuses(statusCode: number): void {
    this.#request.reject({ statusCode, extraHeaders: [...refusalHeaders(statusCode)] });
    this.#finish();
  }

  /** Redirects to another user of ours. */
  redirectsTo(user: string, statusCode = 302): void {
    const { host, port } = this.#user.local;
    this.#request.redirect([new URI("sip", user, host, port)], { statusCode });
    this.#finish();
  }

  /** Has `action` done at the ACK to the 2xx. */
  whenAcknowledged(action: () => void): void {
    this.#acknowledged = action;
  }

  /** @param delay - Milliseconds. */
  answersReInvitesAfter(delay: number): void {
    this.#reInviteDelay = delay;
  }

  /** Sends a re-INVITE that offers what was agreed on; again after a 491, until the call is over. */
  reinvites(): void {
    if (this.#session === undefined) return;
    const again = () => void this.after(glareRetryDelay(this.#user.random), () => this.reinvites());
    try {
      const onReject = ({ message }: { readonly message: { readonly statusCode: number } }) => {
        if (message.statusCode === 491) again();
      };
      this.#session.invite({ onReject }, { body: this.#description.repeat() });
    } catch (error) {
      // RFC 3261 §14.1: while one of the peer's is under way ours has to wait.
      if (!isStateError(error)) throw error;
      if (!this.over) again();
    }
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
    this.#session = session;
    session.delegate = this.#delegate;
  }

  readonly #delegate: SessionDelegate = {
    onAck: () => {
      if (this.#ending) this.attempt(() => this.ends());
      const acknowledged = this.#acknowledged;
      this.#acknowledged = () => undefined;
      this.attempt(acknowledged);
    },
    onAckTimeout: () => this.attempt(() => this.ends()),
    onBye: (request) => {
      request.accept();
      this.#finish();
    },
    onInfo: (request) => void request.accept(),
    onInvite: (request) => {
      if (this.#reInviteDelay === 0) {
        this.#answerReInvite(request);
        return;
      }
      const answering = this.after(this.#reInviteDelay, () => this.#answerReInvite(request));
      request.delegate = { onCancel: () => answering.stop() };
    },
  };

  #answerReInvite(request: IncomingInviteRequest): void {
    const offer = offeredIn(request.message);
    const body = offer === undefined ? this.#description.offer() : this.#description.answer(offer);
    if (body === undefined) request.reject({ statusCode: 488 });
    else request.accept({ body });
  }

  /** The answer to the INVITE's offer, made once; without an offer, ours. */
  #describe(): Body | undefined {
    const offer = offeredIn(this.#request.message);
    this.#answer ??= offer === undefined ? this.#description.offer() : this.#description.answer(offer);
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
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "SIP_TRANSACTION_STATE" || code === "SIP_SESSION_STATE";
}
