import { type Timer } from "../environment/clock.js";
import { type AcceptedResponse } from "../dialog/accepted-retransmission.js";
import { glareRetryDelay } from "../dialog/glare-retry-delay.js";
import { type DialogState } from "../dialog/dialog-state.js";
import { type DialogUser } from "../dialog/dialog-user.js";
import { type IncomingRequest } from "../dialog/incoming-request.js";
import { sides } from "../dialog/offer-answer.js";
import { type RequestOptions } from "../dialog/outgoing-request.js";
import { type SessionDelegate, SessionState } from "../dialog/session.js";
import { SessionDialog } from "../dialog/session-dialog.js";
import { type Termination } from "../dialog/termination.js";
import { SessionStateError } from "../errors.js";
import { type Body, fromBodyLegacy } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { withNextVersion } from "../message/session-version.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { asyncDispose } from "./async-dispose.js";
import { CallEndedError } from "./call-ended-error.js";
import { Ending } from "./ending.js";
import { held, resumed } from "./hold.js";
import { RequestQueue } from "./request-queue.js";
import { RequestRefusedError } from "./request-refused-error.js";

/** Who hears of what a session needs no delegate for. */
export interface SessionWatcher {
  /** The INVITE has its 2xx by this session. */
  accepted(session: CallSession): void;
  /** The ACK to it has come, and the call stands. */
  acknowledged(session: CallSession): void;
  /** It has ended after its 2xx. */
  sessionOver(error: CallEndedError): void;
}

/** A session that can be awaited: everything of `Session`, and what takes its time as promises. */
export class CallSession extends SessionDialog implements AsyncDisposable {
  readonly #watcher: SessionWatcher | undefined;
  #accepted = false;
  #acknowledged = false;
  #requests: RequestQueue | undefined;
  #ending: Ending | undefined;
  /** How it has ended, once the application has been told. */
  #over: Termination | undefined;

  constructor(
    initialTransaction: InviteServerTransaction,
    user: DialogUser,
    state: DialogState,
    offer: Body | undefined,
    watcher: SessionWatcher | undefined,
  ) {
    super(initialTransaction, user, state, undefined, offer);
    this.#watcher = watcher;
  }

  /** The peer's requests in this call, one by one; what the delegate has a member for goes there. */
  get requests(): RequestQueue {
    if (this.#requests === undefined) {
      this.#requests = new RequestQueue();
      if (this.#over !== undefined) this.#requests.end();
    }
    return this.#requests;
  }

  /** How it ends; never fails. */
  get ended(): Promise<Termination> {
    return this.#end.termination;
  }

  /**
   * Offers a change by a re-INVITE, and waits for the peer's answer. When both sides do so at once (491), it is offered again after the
   * time that RFC 3261 §14.1 gives.
   *
   * @param description - A session description, or all that the re-INVITE carries.
   * @returns What the peer answered with.
   * @throws SessionStateError (`SIP_SESSION_STATE`) at once, as `invite` does. Nothing has been sent.
   * @throws RequestRefusedError (`SIP_REQUEST_REFUSED`) by the promise: the call goes on as it was.
   * @throws CallEndedError (`SIP_CALL_ENDED`) by the promise: the call has ended first.
   */
  change(description: string | (RequestOptions & { readonly body: Body })): Promise<Body | undefined> {
    const options = typeof description === "string" ? { body: fromBodyLegacy(description) } : description;
    let retry: Timer | undefined;
    let retries = 0;
    return this.#end.unlessOver<Body | undefined>((resolve, reject) => {
      const send = (): void => {
        this.invite(
          {
            onAccept: (response) => {
              response.ack();
              resolve(sessionDescription(response.message, this.user.limits));
            },
            onRedirect: ({ message }) => reject(new RequestRefusedError(message)),
            onReject: ({ message }) => {
              if (message.statusCode !== 491 || retries === MOST_RETRIES)
                return reject(new RequestRefusedError(message));
              retries += 1;
              retry = this.#after(glareRetryDelay(this.user.environment.random), () => this.#again(send, reject));
            },
          },
          options,
        );
      };
      send();
      return () => retry?.stop();
    });
  }

  /**
   * Puts the peer on hold: offers our last description again, with nothing of the peer's media wanted. RFC 3264 §8.4
   *
   * @throws as `change`; SessionStateError when no description of ours stands.
   */
  hold(): Promise<Body | undefined> {
    return this.#offerAgain(held);
  }

  /** Takes the peer back from hold. Streams that only send are taken for held. @throws as `hold` */
  resume(): Promise<Body | undefined> {
    return this.#offerAgain(resumed);
  }

  /** Ends the call, whatever its state, and waits for its end: for `await using`. Unlike `dispose` it says so to the peer. */
  async [asyncDispose](): Promise<void> {
    this.end();
    await this.ended;
  }

  /** The delegate, and for what that leaves out, who reads `requests`. */
  override get handlers(): SessionDelegate | undefined {
    const { delegate } = this;
    const requests = this.#requests;
    // A handled call hears of everything by itself: nothing has to wait for a delegate.
    if (requests?.takes !== true) return delegate ?? (this.#watcher && NOTHING_HANDLED);
    const take = (request: IncomingRequest): void => requests.take(request);
    const handlers: SessionDelegate = {};
    for (const name of READ) Object.assign(handlers, { [name]: delegate?.[name]?.bind(delegate) ?? take });
    return handlers;
  }

  override acceptInvite(sequence: number, description: Body | undefined, response: AcceptedResponse): void {
    super.acceptInvite(sequence, description, response);
    this.#accepted = true;
    this.#watcher?.accepted(this);
  }

  override receiveAck(message: IncomingRequestMessage): void {
    super.receiveAck(message);
    if (this.#acknowledged || this.#watcher === undefined || this.sessionState !== SessionState.Confirmed) return;
    this.#acknowledged = true;
    this.requests.expectReader(this.user.environment.clock);
    this.#watcher.acknowledged(this);
  }

  override tellTermination(): void {
    super.tellTermination();
    if (this.alive || this.#over !== undefined || this.termination === undefined) return;
    this.#over = this.termination;
    this.#requests?.end();
    if (this.#ending === undefined && (this.#watcher === undefined || !this.#accepted)) return;
    const error = new CallEndedError(this.#over);
    (this.#ending ??= new Ending()).end(error);
    if (this.#accepted) this.#watcher?.sessionOver(error);
  }

  get #end(): Ending {
    if (this.#ending === undefined) {
      this.#ending = new Ending();
      if (this.#over !== undefined) this.#ending.end(new CallEndedError(this.#over));
    }
    return this.#ending;
  }

  #offerAgain(turn: (description: Body) => Body): Promise<Body | undefined> {
    const { agreement } = this.offerAnswer;
    if (agreement === undefined) throw new SessionStateError(`cannot offer again in ${this.id}: nothing is agreed on`);
    const { ours } = sides(agreement);
    return this.change({ body: withNextVersion(turn(ours), ours) });
  }

  #after(delay: number, act: () => void): Timer {
    return this.user.environment.clock.setTimer(delay, { onTimer: act }, "glareRetry");
  }

  #again(send: () => void, reject: (error: Error) => void): void {
    try {
      send();
    } catch (error) {
      // The peer's own change is under way meanwhile.
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** A peer that refuses so for ever is not followed. */
const MOST_RETRIES = 10;

const NOTHING_HANDLED: SessionDelegate = {};

/** What `requests` gives. */
const READ = ["onInfo", "onInvite", "onMessage", "onNotify", "onRefer", "onUpdate"] as const;
