import { type ResponseOptions } from "../message/outgoing-response.js";
import { allowLine, has } from "./response-duties.js";
import { supportedTags } from "./supported-tags.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What a response that makes a dialog carries beside what the application gave. RFC 3261 §12.1.1, §13.3.1.4 */
export function dialogResponse(options: ResponseOptions, contact: string, host: UserAgentHost): ResponseOptions {
  const given = options.extraHeaders ?? [];
  const extraHeaders = [...given];
  if (options.statusCode >= 200) {
    if (!has(given, "allow")) extraHeaders.push(allowLine(host.capabilities));
    // RFC 3261 §20.37: an empty Supported says "none", which is more than nothing.
    const tags = options.supported ?? supportedTags(host);
    if (tags.length === 0 && !has(given, "supported")) extraHeaders.push("Supported:");
  }
  if (!has(given, "contact")) extraHeaders.push(`Contact: ${contact}`);
  return { ...options, extraHeaders };
}
