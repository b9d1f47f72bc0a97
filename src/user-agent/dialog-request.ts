import { type Flow, isReliable } from "../environment/flow.js";
import { type RequestingDialog } from "../dialog/dialog-user.js";
import { routeRequest } from "../dialog/in-dialog-request.js";
import { type RequestOptions } from "../dialog/outgoing-request.js";
import { OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { hostPort } from "./contact.js";
import { has, valueOf } from "./response-duties.js";
import { withTimerTag } from "./session-timer-configuration.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** These tell the peer where we are. RFC 3261 §12.2.1.1, RFC 3515 §2.2, RFC 6665 §4.2.2 */
const WITH_CONTACT: ReadonlySet<string> = new Set(["INVITE", "UPDATE", "REFER", "NOTIFY", "SUBSCRIBE"]);

/** Builds a request inside a dialog. RFC 3261 §12.2.1.1 */
export function dialogRequest(
  host: UserAgentHost,
  dialog: RequestingDialog,
  method: string,
  options: RequestOptions = {},
  sequence?: number,
): OutgoingRequestMessage {
  const { configuration, capabilities } = host;
  const { requestUri, routes } = routeRequest(dialog);
  const given = options.extraHeaders ?? [];
  const listed = configuration.supportedOptionTags ?? capabilities.optionTags;
  // RFC 4028 §7.1: in every request but ACK.
  const supported = host.sessionTimers === undefined ? listed : withTimerTag(listed);
  const message = new OutgoingRequestMessage({
    method,
    requestUri,
    via: viaFor(host, dialog.flow),
    routes,
    from: dialog.localParty,
    to: dialog.remoteParty,
    callId: dialog.callId,
    cseq: sequence ?? (dialog.localSequenceNumber ?? 0) + 1,
    ...(WITH_CONTACT.has(method) && !has(given, "contact") ? { contact: dialog.localContact } : {}),
    ...((method === "INVITE" || method === "UPDATE") && !has(given, "allow")
      ? { allow: capabilities.methods.join(", ") }
      : {}),
    ...(supported.length > 0 && method !== "ACK" ? { supported: supported.join(", ") } : {}),
    ...(configuration.userAgentHeaderFieldValue === undefined
      ? {}
      : { userAgent: configuration.userAgentHeaderFieldValue }),
    extraHeaders: given,
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  const contact = valueOf(given, "contact");
  // RFC 3311 §5.1, RFC 6141 §4.8: a target refresh of ours.
  if (contact !== undefined && (method === "INVITE" || method === "UPDATE")) dialog.relocate(contact);
  // The number counts only now that nothing can be refused any more.
  if (sequence === undefined) dialog.nextLocalSequenceNumber();
  return message;
}

/**
 * The request with the Via of the way that it is sent by: with a branch of its own, unless the one it was made with is right and new.
 * RFC 3261 §18.1.1, §17.1.3
 */
export function requestBy(
  host: UserAgentHost,
  flow: Flow,
  message: OutgoingRequestMessage,
  sentBefore: boolean,
): OutgoingRequestMessage {
  const isRight = message.getHeader("Via")?.startsWith(viaStart(host, flow)) === true;
  return isRight && !sentBefore ? message : message.withVia(viaFor(host, flow));
}

/** RFC 3261 §18.1.1, §8.1.1.7; RFC 3581 §3 */
export function viaFor(host: UserAgentHost, flow: Flow): string {
  const rport = host.configuration.viaForceRport === true || !isReliable(flow) ? ";rport" : "";
  return `${viaStart(host, flow)}${host.environment.random.token()}${rport}`;
}

/** Up to where the branch becomes its own. */
function viaStart({ configuration, viaHost }: UserAgentHost, flow: Flow): string {
  const protocol = configuration.hackViaTcp === true ? "TCP" : flow.protocol;
  const sentBy = flow.local === undefined ? viaHost : hostPort(flow.local);
  return `SIP/2.0/${protocol} ${sentBy};branch=z9hG4bK`;
}
