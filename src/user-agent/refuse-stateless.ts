import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Refusal } from "./refusal.js";
import { reportRefusal } from "./report-refusal.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Refuses a request without a transaction: a copy of it is refused in the same words. RFC 3261 §8.2.7 */
export function refuseStateless(
  host: Pick<UserAgentHost, "replyStateless" | "report">,
  message: IncomingRequestMessage,
  refusal: Refusal,
  transport: Transport,
): void {
  host.replyStateless(message, refusal, transport);
  reportRefusal(host, message, refusal, transport);
}
