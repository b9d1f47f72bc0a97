import { type Timer } from "../environment/clock.js";
import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { NonInviteServerTransaction } from "../transaction/non-invite-server-transaction.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/**
 * Answers a request while nobody knows yet who has sent it: nothing but 100 goes out, copies are absorbed, a CANCEL works, and when
 * the authenticator takes too long a 500 ends it.
 */
export class AuthenticatingServer extends UserAgentServer {
  readonly #limit: Timer;

  constructor(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport) {
    const kind = message.method === "INVITE" ? InviteServerTransaction : NonInviteServerTransaction;
    super(kind, host, message, undefined, transport);
    const { authenticationTimeout = AUTHENTICATION_TIMEOUT } = host.configuration;
    this.#limit = host.environment.clock.setTimer(authenticationTimeout, this, "authentication");
  }

  /** @internal The clock's. */
  override onTimer(_name: string): void {
    const message = `${this.message.method} got no answer from the authenticator in time`;
    this.core.report({ reason: "application-error", message });
    this.refuse(500, "handler-failed");
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#limit.stop();
  }
}

const AUTHENTICATION_TIMEOUT = 10_000;
