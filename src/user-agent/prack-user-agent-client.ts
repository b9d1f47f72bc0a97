import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { sessionDescription } from "../message/session-description.js";
import { UserAgentClient } from "./user-agent-client.js";

/** Sends a PRACK; an offer in it is answered by its 2xx, or comes to nothing. RFC 3262 §5 */
export class PrackUserAgentClient extends UserAgentClient {
  protected override receive(message: IncomingResponseMessage): void {
    const { dialog } = this;
    if (message.statusCode >= 200 && dialog.isOfferOpen("PRACK")) {
      const accepted = message.statusCode < 300;
      if (accepted) dialog.receiveDescription(sessionDescription(message, this.core.limits), "2xx to PRACK");
      if (dialog.isOfferOpen("PRACK")) dialog.refuseOffer();
    }
    super.receive(message);
  }
}
