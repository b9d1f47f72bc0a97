import { type Transport } from "../environment/flow.js";
import { type Dialog } from "../dialog/dialog.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Event } from "../message/header/event.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { inspectInDialog } from "./inspect-request.js";
import { NonInviteUserAgentServer } from "./method-user-agent-servers.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { type Refusal } from "./refusal.js";
import { type Subscription } from "./subscriptions.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { type UserAgentServer } from "./user-agent-server.js";

/** The longest time that a SUBSCRIBE gets, and the one that it gets when it does not say. Seconds. */
const LONGEST = 3600;
const USUAL = 180;

/** A SUBSCRIBE in a dialog in which somebody is being told what comes of a REFER. RFC 3515 §2.4.4, RFC 6665 §4.2.1 */
export function receiveSubscribe(
  host: UserAgentHost,
  dialog: Dialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  // The call in the same dialog may be over; what it has to say does not count here. RFC 5057 §5.5
  const inOrder = dialog.advanceRemoteSequenceNumber(message.cseq);
  const refusal = inOrder ? inspectInDialog(message, host) : OUT_OF_ORDER;
  const subscription = findSubscription(host, dialog, message);
  if (refusal !== undefined || subscription === undefined) {
    refuseInTransaction(host, message, refusal ?? refusedSubscribe(message), transport);
    return;
  }
  const asked = message.first(Expires);
  const expires = Math.min(typeof asked === "number" ? asked : USUAL, LONGEST);
  const server = new NonInviteUserAgentServer(host, message, undefined, transport);
  server.accept({ extraHeaders: [`Expires: ${expires}`, `Contact: ${dialog.localContact}`] });
  subscription.refresh(expires);
}

/** Refuses a SUBSCRIBE that nobody takes. */
export function refuseSubscribe(host: UserAgentHost, server: UserAgentServer): void {
  if (host.configuration.refer !== true) return server.refuse(405, "method-not-allowed");
  const { code, statusCode, extraHeaders } = refusedSubscribe(server.message);
  server.refuse(statusCode, code, extraHeaders);
}

/** RFC 3515 §2.4.4: only a REFER makes a subscription to `refer`. RFC 6665 §4.2.1: we know of no other package. */
function refusedSubscribe(message: IncomingRequestMessage): Refusal {
  if (isReferEvent(message)) return { code: "subscription-forbidden", statusCode: 403 };
  return { code: "event-unknown", statusCode: 489, extraHeaders: ["Allow-Events: refer"] };
}

function findSubscription(
  host: UserAgentHost,
  dialog: Dialog,
  message: IncomingRequestMessage,
): Subscription | undefined {
  if (!isReferEvent(message)) return undefined;
  const event = message.first(Event);
  const id = event === undefined || event instanceof ParseFailure ? undefined : event.id;
  return host.subscriptions.find(dialog, id === undefined ? undefined : Number(id));
}

function isReferEvent(message: IncomingRequestMessage): boolean {
  const event = message.first(Event);
  return event !== undefined && !(event instanceof ParseFailure) && event.type === "refer";
}

const OUT_OF_ORDER: Refusal = { code: "out-of-order", statusCode: 500 };
