import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Via } from "../message/header/via.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * Takes a response to the request it belongs to. RFC 3261 §17.1.3, §18.1.2, §8.1.3.3
 *
 * @returns Whether there was one. RFC 6026 §8.9: without one it is dropped, even a 2xx.
 */
export function receiveResponse(host: UserAgentHost, message: IncomingResponseMessage): boolean {
  const transaction = host.transactions.findClient(message);
  if (transaction === undefined) return false;
  const ours = Via.parse(transaction.request.getHeader("via") ?? "");
  const [top, ...others] = message.all(Via);
  if (ours instanceof ParseFailure || top === undefined || top instanceof ParseFailure || others.length > 0)
    return false;
  if (ours.host.toLowerCase() !== top.host.toLowerCase() || ours.port !== top.port) return false;
  transaction.receiveResponse(message);
  return true;
}
