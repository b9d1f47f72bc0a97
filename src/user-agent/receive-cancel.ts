import { isReliable, type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { CancelUserAgentServer } from "./cancel-user-agent-server.js";
import { refuseStateless } from "./refuse-stateless.js";
import { sourceOf } from "./source-of.js";
import { type AnsweringServer, type UserAgentHost } from "./user-agent-host.js";

/** RFC 3261 §9.2 */
export function receiveCancel(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const target = host.transactions.findCancelled(message);
  const server = target === undefined ? undefined : host.servers.get(target);
  if (server === undefined || (host.configuration.strictCancel === true && !isTakenBack(server, message, transport))) {
    return refuseStateless(host, message, { code: "no-transaction", statusCode: 481 }, transport);
  }
  if (server.dropped) return;
  // The 200 has the To tag of the INVITE's responses, and goes out first.
  new CancelUserAgentServer(host, message, server.toTag, transport).accept();
  server.receiveCancel(message);
}

/** Whether all that has to be as in the request is as in the request, RFC 3261 §9.1, and a connection is from where that one was. */
function isTakenBack(
  { message, transaction }: AnsweringServer,
  cancel: IncomingRequestMessage,
  way: Transport,
): boolean {
  // What is settled is not taken back any more.
  if (message === undefined) return true;
  const isSame =
    cancel.requestUri === message.requestUri &&
    cancel.callId === message.callId &&
    cancel.cseq === message.cseq &&
    cancel.getHeader("from") === message.getHeader("from") &&
    cancel.getHeader("to") === message.getHeader("to");
  return isSame && (!isReliable(way) || sourceOf(way) === sourceOf(transaction.transport));
}
