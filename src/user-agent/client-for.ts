import { type ClientDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { ByeUserAgentClient } from "./bye-user-agent-client.js";
import { PrackUserAgentClient } from "./prack-user-agent-client.js";
import { UpdateUserAgentClient } from "./update-user-agent-client.js";
import { InDialogUserAgentClient } from "./in-dialog-user-agent-client.js";
import { type UserAgentClient } from "./user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What sends a request other than INVITE inside a dialog: some of them move offer and answer. */
export function clientFor(
  host: UserAgentHost,
  dialog: ClientDialog,
  message: OutgoingRequestMessage,
  delegate: OutgoingRequestDelegate | undefined,
): UserAgentClient {
  switch (message.method) {
    case "BYE":
      return new ByeUserAgentClient(host, dialog, message, delegate);
    case "PRACK":
      return new PrackUserAgentClient(host, dialog, message, delegate);
    case "UPDATE":
      return new UpdateUserAgentClient(host, dialog, message, delegate);
    default:
      return new InDialogUserAgentClient(host, dialog, message, delegate);
  }
}
