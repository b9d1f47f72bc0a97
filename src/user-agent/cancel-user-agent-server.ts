import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { NonInviteUserAgentServer } from "./method-user-agent-servers.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Answers a CANCEL, in a transaction of its own. RFC 3261 §9.2 */
export class CancelUserAgentServer extends NonInviteUserAgentServer {
  readonly #targetTag: string | undefined;

  /** @param targetTag - The To tag of the responses to what is cancelled. @defaultValue that of the CANCEL */
  constructor(
    host: UserAgentHost,
    message: IncomingRequestMessage,
    targetTag: string | undefined,
    transport: Transport,
  ) {
    super(host, message, undefined, transport);
    this.#targetTag = targetTag;
  }

  protected override get responseTag(): string {
    return this.#targetTag ?? this.toTag;
  }
}
