import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { CallUserAgentClient } from "./call-user-agent-client.js";

/** Sends a BYE. RFC 3261 §15.1.1: whatever it is answered, the call is over. */
export class ByeUserAgentClient extends CallUserAgentClient {
  protected override receive(message: IncomingResponseMessage): void {
    const { statusCode } = message;
    if (statusCode < 200) return super.receive(message);
    // RFC 3261 §8.1.3.5: but it may ask for the same with credentials.
    if (statusCode === 401 || statusCode === 407) {
      this.dialog.byeChallenged(() => this.tell("onReject", { message }));
      return;
    }
    this.dialog.byeOver();
    if (statusCode < 300) return this.tell("onAccept", { message });
    this.tell(statusCode < 400 ? "onRedirect" : "onReject", { message });
  }
}
