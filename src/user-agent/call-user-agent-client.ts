import { type ClientDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { UserAgentClient } from "./user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends a request whose response changes the call that it belongs to. RFC 5057 §5.3 */
export class CallUserAgentClient extends UserAgentClient {
  protected override readonly dialog: ClientDialog;

  constructor(
    core: UserAgentHost,
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate | undefined,
  ) {
    super(core, dialog, message, delegate);
    this.dialog = dialog;
  }
}
