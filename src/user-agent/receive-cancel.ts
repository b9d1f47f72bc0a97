import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { CancelUserAgentServer } from "./cancel-user-agent-server.js";
import { refuseStateless } from "./refuse-stateless.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** RFC 3261 §9.2 */
export function receiveCancel(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const target = host.transactions.findCancelled(message);
  const server = target === undefined ? undefined : host.servers.get(target);
  if (server === undefined) {
    return refuseStateless(host, message, { code: "no-transaction", statusCode: 481 }, transport);
  }
  if (server.dropped) return;
  // The 200 has the To tag of the INVITE's responses, and goes out first.
  new CancelUserAgentServer(host, message, server.toTag, transport).accept();
  server.receiveCancel(message);
}
