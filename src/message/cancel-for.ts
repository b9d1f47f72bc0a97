import { OutgoingRequestMessage } from "./outgoing-request-message.js";

/**
 * Makes the CANCEL of a request: the same in all that matching looks at, and no Require. RFC 3261 §9.1
 *
 * @param extraHeaders - Whole lines, such as a Reason.
 * @throws TypeError for CR, LF or NUL in them.
 */
export function cancelFor(
  request: OutgoingRequestMessage,
  extraHeaders: readonly string[] = [],
): OutgoingRequestMessage {
  return new OutgoingRequestMessage({
    method: "CANCEL",
    requestUri: request.requestUri,
    via: request.getHeader("Via") ?? "",
    routes: request.getHeaders("Route"),
    from: request.getHeader("From") ?? "",
    to: request.getHeader("To") ?? "",
    callId: request.callId,
    cseq: request.cseq,
    extraHeaders,
  });
}
