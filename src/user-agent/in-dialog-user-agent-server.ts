import { type Transport } from "../environment/flow.js";
import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { NonInviteServerTransaction } from "../transaction/non-invite-server-transaction.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/** Answers a request other than INVITE inside a dialog. */
export class InDialogUserAgentServer extends UserAgentServer {
  protected readonly dialog: SessionDialog;

  constructor(
    dialog: SessionDialog,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(NonInviteServerTransaction, core, message, delegate, transport);
    this.dialog = dialog;
  }

  /** Has it answered 487 should the dialog end first. RFC 3261 §15.1.2 */
  override limitWaiting(): void {
    super.limitWaiting();
    if (!this.answered) this.dialog.addPending(this);
  }

  protected override release(_cause: "disposed" | "dropped"): void {
    this.dialog.removePending(this);
  }

  /** The dialog has ended first. */
  terminate(): void {
    this.refuse(487, "dialog-ended");
  }

  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 200) this.dialog.removePending(this);
    super.sendResponse(statusCode, response);
  }
}

/** Answers a BYE. It outlives the dialog that it ends. RFC 3261 §15.1.2 */
export class ByeUserAgentServer extends InDialogUserAgentServer {
  /** Our application wants to see credentials first: the call goes on. RFC 3261 §22.2 */
  challenged = false;

  override terminate(): void {
    // Its own response is still to come.
  }

  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    this.challenged = statusCode === 401 || statusCode === 407;
    super.sendResponse(statusCode, response);
  }
}

/** Answers an INFO. RFC 6086 */
export class InfoUserAgentServer extends InDialogUserAgentServer {
  /** RFC 6086 §4.2.2: what a package has to say goes in an INFO, never in a response to one. */
  protected override construct(options: ResponseOptions): OutgoingResponse {
    if (/^info-package[ \t]*(?:;|$)/i.test(options.body?.contentDisposition ?? "")) {
      throw new TypeError(`cannot send ${options.statusCode}: the response to an INFO has no payload of a package`);
    }
    return super.construct(options);
  }
}
