import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { UserAgentClient } from "./user-agent-client.js";

/** Sends a CANCEL. Whatever it is answered says nothing of the dialog. RFC 3261 §9.1 */
export class CancelUserAgentClient extends UserAgentClient {
  protected override receive(_message: IncomingResponseMessage): void {
    // The INVITE's own response tells what came of it.
  }
}
