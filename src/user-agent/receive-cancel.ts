import { isReliable, type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type AnsweringServer } from "./answering-servers.js";
import { CancelUserAgentServer } from "./cancel-user-agent-server.js";
import { refuseStateless } from "./refuse-stateless.js";
import { sourceOf } from "./source-of.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** RFC 3261 §9.2 */
export function receiveCancel(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const target = host.transactions.findCancelled(message);
  const server = target === undefined ? undefined : host.servers.get(target);
  if (target !== undefined && server === undefined) return receiveLateCancel(host, message, target, transport);
  if (server === undefined || (host.configuration.strictCancel === true && !isTakenBack(server, message, transport))) {
    return refuseStateless(host, message, { code: "no-transaction", statusCode: 481 }, transport);
  }
  if (server.dropped) return;
  // The 200 has the To tag of the INVITE's responses, and goes out first.
  new CancelUserAgentServer(host, message, server.toTag, transport).accept();
  server.receiveCancel(message);
}

/** RFC 3261 §9.2: answered, and without effect on what has its final response. */
function receiveLateCancel(
  host: UserAgentHost,
  message: IncomingRequestMessage,
  { id, localTag }: ServerTransaction,
  transport: Transport,
): void {
  new CancelUserAgentServer(host, message, localTag, transport).accept();
  host.report({ reason: "late-cancel", message: `CANCEL for ${id} changes nothing` });
}

/** Whether all that has to be as in the request is as in the request, RFC 3261 §9.1, and a connection is from where that one was. */
function isTakenBack(
  { message, transaction }: AnsweringServer,
  cancel: IncomingRequestMessage,
  way: Transport,
): boolean {
  const isSame =
    cancel.requestUri === message.requestUri &&
    cancel.callId === message.callId &&
    cancel.cseq === message.cseq &&
    cancel.getHeader("from") === message.getHeader("from") &&
    cancel.getHeader("to") === message.getHeader("to");
  return isSame && (!isReliable(way) || sourceOf(way) === sourceOf(transaction.transport));
}
