import { type ClientDialog } from "../dialog/dialog-user.js";
import { infoPackagesIn } from "../dialog/info-packages-in.js";
import { type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { announcedInfoPackages } from "../message/announced-info-packages.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { InDialogUserAgentClient } from "./in-dialog-user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends a request whose response changes the call that it belongs to. RFC 5057 §5.3 */
export class CallUserAgentClient extends InDialogUserAgentClient {
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

  protected override conclude(response: IncomingResponseMessage): void {
    if (response.statusCode >= 200 && response.statusCode < 300) this.#agreeOnInfoPackages(response);
    super.conclude(response);
  }

  /** RFC 6086 §5.2.3: what we have announced, and what the 2xx does in return. */
  #agreeOnInfoPackages(response: IncomingResponseMessage): void {
    if (this.message.method === "BYE" || !response.hasHeader("Recv-Info")) return;
    const announced = this.message.getHeaders("Recv-Info").map((value) => `Recv-Info: ${value}`);
    const theirs = announcedInfoPackages(response)?.map(({ name }) => name);
    this.dialog.infoPackages.change({ ours: infoPackagesIn(announced, "Recv-Info"), theirs });
  }
}
