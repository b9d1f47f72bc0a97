import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import {
  constructOutgoingResponse,
  type OutgoingResponse,
  type ResponseOptions,
} from "../message/outgoing-response.js";
import { sendByFallback } from "../transaction/send-by-fallback.js";
import { dutyHeaders } from "./response-duties.js";
import { type StatelessTags } from "./stateless-tag.js";
import { supportedTags } from "./supported-tags.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Answers without a transaction. RFC 3261 §8.2.7 */
export function replyStateless(
  host: Pick<UserAgentHost, "configuration" | "capabilities" | "environment" | "callApplication" | "sendDirectly">,
  tags: StatelessTags,
  message: IncomingRequestMessage,
  options: ResponseOptions,
  transport: Transport,
): OutgoingResponse {
  const extraHeaders = options.extraHeaders ?? [];
  const userAgent = host.configuration.userAgentHeaderFieldValue;
  const response = constructOutgoingResponse(message, {
    ...options,
    toTag: options.toTag ?? tags.tagFor(message),
    supported: supportedTags(host),
    extraHeaders: [...extraHeaders, ...dutyHeaders(options.statusCode, extraHeaders, host.capabilities)],
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  host.sendDirectly(transport, response.message, () => {
    sendByFallback(transport, message, response.message, undefined, {
      onSend: (way) => traceMessage(host, "out", response.message, way),
      onFailure: () => undefined, // The log has it.
    });
  });
  return response;
}
