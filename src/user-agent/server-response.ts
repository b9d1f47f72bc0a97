import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import {
  constructOutgoingResponse,
  type OutgoingResponse,
  type ResponseOptions,
} from "../message/outgoing-response.js";
import { checkDuties, dutyHeaders, withoutIdleRetryAfter } from "./response-duties.js";
import { supportedTags } from "./supported-tags.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What a response of a server carries besides what its options say. */
export interface ServerResponseContext {
  readonly toTag: string;
  /** Whether it makes a dialog. */
  readonly recordRoute: boolean;
  /** Seconds since the request came; for a 100. */
  readonly timestampDelay: number | undefined;
}

/** Writes the response of a server to its request. RFC 3261 §8.2.6 @throws TypeError for what cannot be written, or lacks what it is nothing without. */
export function serverResponse(
  core: Pick<UserAgentHost, "configuration" | "capabilities">,
  message: IncomingRequestMessage,
  options: ResponseOptions,
  { toTag, recordRoute, timestampDelay }: ServerResponseContext,
): OutgoingResponse {
  checkDuties(options);
  const given = withoutIdleRetryAfter(options.statusCode, options.extraHeaders ?? []);
  const duties = dutyHeaders(options.statusCode, given, core.capabilities);
  // Written out: spreading objects of many shapes took a tenth of a call's time.
  return constructOutgoingResponse(message, {
    statusCode: options.statusCode,
    reasonPhrase: options.reasonPhrase,
    // RFC 3261 §8.2.6.2: one for all responses in a dialog, whatever the options say; it is found by it.
    toTag,
    userAgent: options.userAgent ?? core.configuration.userAgentHeaderFieldValue,
    supported: options.supported ?? supportedTags(core),
    extraHeaders: duties.length === 0 ? given : [...given, ...duties],
    body: options.body,
    recordRoute,
    timestampDelay,
  });
}
