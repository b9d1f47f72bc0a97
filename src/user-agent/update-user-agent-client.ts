import { contactTarget } from "../dialog/dialog-state.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { CallUserAgentClient } from "./call-user-agent-client.js";

/** Sends an UPDATE. RFC 3311 §5.1, §5.3 */
export class UpdateUserAgentClient extends CallUserAgentClient {
  #settled = false;

  override dispose(): void {
    this.#settle("refused");
    super.dispose();
  }

  protected override receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    if (statusCode < 200) return super.receive(message);
    if (statusCode < 300) this.#accepted(message);
    // RFC 3311 §5.3: all as before.
    else this.#settle("refused");
    super.receive(message);
  }

  #accepted(message: IncomingResponseMessage): void {
    const { dialog } = this;
    dialog.refreshTarget(contactTarget(message));
    dialog.receiveDescription(sessionDescription(message, this.core.limits), "2xx to UPDATE");
    dialog.sessionRefreshed(this.original, message);
    // An offer of ours without an answer has come to nothing.
    const offered = descriptionIn(this.message.body) !== undefined;
    this.#settle(offered && dialog.isOfferOpen("UPDATE") ? "refused" : "accepted");
  }

  #settle(outcome: "accepted" | "refused"): void {
    if (this.#settled) return;
    this.#settled = true;
    this.dialog.updateOver(outcome);
  }
}
