import { type Flow } from "../environment/flow.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { UserAgentClient } from "./user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends a CANCEL. Whatever it is answered says nothing of the dialog. RFC 3261 §9.1 */
export class CancelUserAgentClient extends UserAgentClient {
  /** @param flow - The one that the INVITE went by. */
  constructor(core: UserAgentHost, message: OutgoingRequestMessage, flow: Flow) {
    super(core, message, [() => [flow]], undefined);
  }

  protected override receive(_message: IncomingResponseMessage): void {
    // The INVITE's own response tells what came of it.
  }
}
