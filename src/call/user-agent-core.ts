import { type DialogState } from "../dialog/dialog-state.js";
import { type Body } from "../message/body.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type InviteUserAgentServer } from "../user-agent/invite-user-agent-server.js";
import { UserAgentCore as Core } from "../user-agent/user-agent-core.js";
import { type UserAgentCoreDelegate } from "../user-agent/user-agent-core-delegate.js";
import { type CallHandler, type HandleInviteOptions } from "./call.js";
import { CallSession } from "./call-session.js";
import { HandledCall } from "./handled-call.js";

/** The switchboard, with calls that can be awaited. RFC 3261 §8.2 */
export class UserAgentCore extends Core {
  readonly #calls = new WeakMap<ServerTransaction, HandledCall>();
  #onInvite: ((server: InviteUserAgentServer) => unknown) | undefined;

  /**
   * Has each INVITE out of a dialog handled in one function, in the place of `delegate.onInvite`.
   *
   * ```ts
   * core.handleInvite(async (call) => {
   *   call.ring();
   *   await call.delay(2_000);
   *   await using session = await call.answer(sdp);
   *   for await (const request of session.requests) if (request.message.method === "INFO") request.accept();
   * });
   * ```
   *
   * @param handler - `undefined` gives the INVITEs back to the delegate. Calls that have come stay with the handler they came to.
   * @throws TypeError when `unanswered` is no status code of a refusal. Nothing has changed.
   */
  handleInvite(handler: CallHandler | undefined, options: HandleInviteOptions = {}): void {
    const { unanswered = 480 } = options;
    if (!Number.isInteger(unanswered) || unanswered < 400 || unanswered > 699) {
      throw new TypeError(`cannot answer ${unanswered}: a refusal has 400 to 699`);
    }
    this.#onInvite = handler && ((server) => this.#handle(server, handler, unanswered));
  }

  /** The delegate, and for INVITEs the handler. */
  override get handlers(): UserAgentCoreDelegate {
    const { delegate } = this;
    if (this.#onInvite === undefined) return delegate;
    // The core hands over servers of its own making.
    const handlers: UserAgentCoreDelegate = { onInvite: this.#onInvite };
    for (const name of OTHERS) {
      if (delegate[name] !== undefined) Object.assign(handlers, { [name]: delegate[name].bind(delegate) });
    }
    return handlers;
  }

  override createDialog(
    transaction: InviteServerTransaction,
    state: DialogState,
    offer: Body | undefined,
  ): CallSession {
    const call = this.#calls.get(transaction);
    const session = new CallSession(transaction, this, state, offer, call);
    call?.began(session);
    return session;
  }

  async #handle(server: InviteUserAgentServer, handler: CallHandler, unanswered: number): Promise<void> {
    const call = new HandledCall(server);
    this.#calls.set(server.transaction, call);
    try {
      await handler(call);
    } catch (error) {
      // The core answers 500 and tells of it.
      if (call.failed(error)) throw error;
      return;
    }
    call.left(unanswered);
  }
}

/** What the delegate is asked for beside INVITEs. */
const OTHERS = [
  "onMessage",
  "onNotify",
  "onOptions",
  "onPublish",
  "onRefer",
  "onRegister",
  "onSubscribe",
] as const satisfies readonly (keyof UserAgentCoreDelegate)[];
