import { IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { parseMessage } from "../message/parse-message.js";
import { getReasonPhrase } from "../message/reason-phrases.js";

/** The response that was never sent: a 408 for a time-out, a 503 for a broken way. RFC 3261 §8.1.3.1 */
export function localResponse(request: OutgoingRequestMessage, statusCode: number): IncomingResponseMessage {
  const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `${name}: ${request.getHeader(name) ?? ""}`);
  const lines = [`SIP/2.0 ${statusCode} ${getReasonPhrase(statusCode)}`, ...copied, "Content-Length: 0", "", ""];
  // From is their To, and may be as long as they like.
  const response = parseMessage(lines.join("\r\n"), {
    limits: { head: Infinity, line: Infinity, parameters: Infinity },
  });
  if (response instanceof IncomingResponseMessage) return response;
  throw new Error(`a bug: our own ${request.method} cannot be read back`);
}
