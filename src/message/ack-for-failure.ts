import { type IncomingResponseMessage } from "./incoming-response-message.js";
import { OutgoingRequestMessage } from "./outgoing-request-message.js";

/**
 * Writes the ACK to a refusal, 300 to 699. RFC 3261 §17.1.1.3
 *
 * Everything is that of the INVITE, of its Vias the top one; To, with its tag, is that of the response.
 */
export function ackForFailure(request: OutgoingRequestMessage, response: IncomingResponseMessage): string {
  return new OutgoingRequestMessage({
    method: "ACK",
    requestUri: request.requestUri,
    via: request.getHeader("Via") ?? "",
    routes: request.getHeaders("Route"),
    from: request.getHeader("From") ?? "",
    to: response.getHeader("To") ?? "",
    callId: request.callId,
    cseq: request.cseq,
  }).toString();
}
