import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { sessionDescription } from "../message/session-description.js";
import { CallUserAgentClient } from "./call-user-agent-client.js";

/** Sends a PRACK; an offer in it is answered by its 2xx, or comes to nothing. RFC 3262 §5 */
export class PrackUserAgentClient extends CallUserAgentClient {
  #settled = false;

  override dispose(): void {
    this.#settle();
    super.dispose();
  }

  protected override receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    if (statusCode >= 200 && statusCode < 300 && this.dialog.isOfferOpen("PRACK")) {
      this.dialog.receiveDescription(sessionDescription(message, this.core.limits), "2xx to PRACK");
    }
    if (statusCode >= 200) this.#settle();
    super.receive(message);
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.dialog.prackOver();
    if (this.dialog.isOfferOpen("PRACK")) this.dialog.refuseOffer();
  }
}
