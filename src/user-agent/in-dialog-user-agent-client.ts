import { dialogEffect } from "../dialog/dialog-effect.js";
import { type RequestingDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { waysToNextHop } from "./next-hop.js";
import { UserAgentClient } from "./user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends one request inside a dialog. RFC 3261 §12.2.1 */
export class InDialogUserAgentClient extends UserAgentClient {
  protected readonly dialog: RequestingDialog;
  #left: (() => void) | undefined;

  constructor(
    core: UserAgentHost,
    dialog: RequestingDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate | undefined,
  ) {
    super(core, message, waysToNextHop(dialog, message), delegate);
    this.dialog = dialog;
  }

  protected override depart(): void {
    this.dialog.inOrder((left) => {
      this.#left = left;
      super.depart();
    });
  }

  protected override departed(): void {
    this.#left?.();
  }

  protected override nextSequenceNumber(): number {
    return this.dialog.nextLocalSequenceNumber();
  }

  protected override conclude(response: IncomingResponseMessage): void {
    this.dialog.learn(response);
    super.conclude(response);
  }

  /** RFC 3261 §12.2.1.2: some failures are failures of the dialog. */
  protected override receive(message: IncomingResponseMessage): void {
    super.receive(message);
    const { statusCode } = message;
    if (statusCode < 400) return;
    const { method } = this.message;
    if (dialogEffect(method, statusCode) === "dialog") this.core.subscriptions.disposeIn(this.dialog);
    this.dialog.requestFailed(method, statusCode);
  }
}
