import { type Transport } from "../environment/flow.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { authenticate } from "./authenticate.js";
import { comesFromPeer } from "./comes-from-peer.js";
import { inspectMethod } from "./inspect-request.js";
import { receiveCancel } from "./receive-cancel.js";
import { receiveInDialog } from "./receive-in-dialog.js";
import { receiveOutOfDialog } from "./receive-out-of-dialog.js";
import { receiveSubscribe } from "./receive-subscribe.js";
import { refuseNew } from "./refuse-new.js";
import { refuseStateless } from "./refuse-stateless.js";
import { isFromGroup } from "./source-of.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Any request that has been read: taken to the transaction or the dialog that it belongs to, or served as a new one. RFC 3261 §8.2, §17.2.3 */
export function receiveRequest(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  if (isFromGroup(transport)) {
    return host.report({
      reason: "group-source",
      message: `dropped ${message.method}`,
      method: message.method,
      transport,
    });
  }
  if (message.method === "ACK") return receiveAck(host, message, transport);
  const transaction = host.transactions.findServer(message);
  if (transaction !== undefined) return transaction.receiveRequest(message);
  if (message.method === "CANCEL") return receiveCancel(host, message, transport);
  if (message.toTag === undefined && !host.admits(message, transport)) return;
  authenticate(host, message, transport, () => receiveNew(host, message, transport));
}

function receiveNew(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { toTag } = message;
  const dialog = toTag === undefined ? undefined : host.dialogs.find(message.callId, toTag, message.fromTag ?? "");
  if (message.method === "SUBSCRIBE" && toTag !== undefined) {
    // It may outlive the call that it began in. RFC 5057 §5.5
    const subscribed = host.subscriptions.findDialog(message.callId, toTag, message.fromTag ?? "");
    if (subscribed !== undefined) return receiveSubscribe(host, subscribed, message, transport);
  }
  const unserved = inspectMethod(message, host.capabilities);
  if (unserved !== undefined) return refuseNew(host, message, unserved, transport);
  if (dialog !== undefined && isForeign(host, dialog, transport)) {
    // RFC 3261 §26.1.4: nothing of the dialog is touched, not even its sequence number.
    return refuseStateless(host, message, { code: "foreign-source", statusCode: 403 }, transport);
  }
  if (dialog !== undefined) return receiveInDialog(host, dialog, message, transport);
  if (toTag !== undefined) return refuseNew(host, message, { code: "no-dialog", statusCode: 481 }, transport);
  receiveOutOfDialog(host, message, transport);
}

function receiveAck(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const dialog = host.dialogs.find(message.callId, message.toTag ?? "", message.fromTag ?? "");
  const isForDialog = dialog !== undefined && !isForeign(host, dialog, transport);
  // What a 2xx waits for is for the dialog, RFC 3261 §17: most ACKs need not be looked for among the transactions.
  if (!isForDialog || !dialog.awaitsAck(message.cseq)) {
    const transaction = host.transactions.findServer(message);
    if (transaction !== undefined) return transaction.receiveRequest(message);
  }
  if (isForDialog) {
    dialog.follow(transport);
    return dialog.receiveAck(message);
  }
  // RFC 3261 §8.2.7: what was refused without state is acknowledged all the same.
  if (host.acknowledgesStateless(message)) return;
  // RFC 3261 §17: an ACK is never answered.
  host.report({ reason: "stray-ack", message: "dropped an ACK that belongs to nothing", transport });
}

function isForeign({ configuration }: UserAgentHost, dialog: SessionDialog, transport: Transport): boolean {
  return configuration.sameSource === true && !comesFromPeer(dialog, transport);
}
