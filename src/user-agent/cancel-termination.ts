import { reasonsIn } from "../dialog/reasons-in.js";
import { terminated, type Termination, type TerminationCause } from "../dialog/termination.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** What a CANCEL says of why: the caller gave up, or somebody else has answered or declined. RFC 3326 §3.1 */
export function cancelTermination(message: IncomingRequestMessage): Termination {
  const reasons = reasonsIn(message.getHeaders("Reason"));
  const causes = reasons.filter(({ protocol }) => protocol.toUpperCase() === "SIP").map(({ cause }) => cause);
  return terminated(causeOf(causes), { reasons });
}

function causeOf(causes: readonly (number | undefined)[]): TerminationCause {
  if (causes.includes(200)) return "answered-elsewhere";
  return causes.some((cause) => cause === 600 || cause === 603) ? "declined-elsewhere" : "cancelled";
}
