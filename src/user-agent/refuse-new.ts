import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { type Refusal } from "./refusal.js";
import { refuseStateless } from "./refuse-stateless.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * Refuses a request that nobody serves yet: without a transaction, unless its credentials have let it in. They are used up, so a copy of
 * it would be taken for a replay instead of being refused in the same words.
 */
export function refuseNew(
  host: UserAgentHost,
  message: IncomingRequestMessage,
  refusal: Refusal,
  transport: Transport,
): void {
  if (host.authenticatedPeers.has(message)) refuseInTransaction(host, message, refusal, transport);
  else refuseStateless(host, message, refusal, transport);
}
