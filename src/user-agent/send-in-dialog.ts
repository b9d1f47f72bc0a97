import { type RequestingDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { requestBy } from "./dialog-request.js";
import { waysToNextHop } from "./next-hop.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { WaysToTry } from "./ways-to-try.js";

/** Sends an ACK to a 2xx: in no transaction, by the first way that takes it. RFC 3261 §13.2.2.4 */
export function sendInDialog(core: UserAgentHost, dialog: RequestingDialog, message: OutgoingRequestMessage): void {
  const ways = new WaysToTry(core, waysToNextHop(dialog, message));
  let sentBefore = false;
  dialog.inOrder((left) => {
    const sendByNext = (): void =>
      ways.next((way) => {
        if (way !== undefined) {
          const text = requestBy(core, way, message, sentBefore).toString();
          sentBefore = true;
          core.sendDirectly(way, text, sendByNext);
        }
        left();
      });
    sendByNext();
  });
}
