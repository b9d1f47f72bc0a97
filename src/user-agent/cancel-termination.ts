import { terminated, type Termination } from "../dialog/termination.js";
import { readCancelReason } from "../message/cancel-reason.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** How an INVITE ends that is taken back: the caller gave up, or somebody else has answered or declined. RFC 3326 §3.1 */
export function cancelTermination(message: IncomingRequestMessage): Termination {
  const { reasons, answeredElsewhere, declinedElsewhere } = readCancelReason(message);
  const elsewhere = answeredElsewhere ? "answered-elsewhere" : "declined-elsewhere";
  return terminated(answeredElsewhere || declinedElsewhere ? elsewhere : "cancelled", { reasons });
}
