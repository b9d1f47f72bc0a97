import { type ResponseOptions } from "../message/outgoing-response.js";
import { allowLine, has } from "./response-duties.js";
import { supportedTags } from "./supported-tags.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What a response that makes a dialog carries beside what the application gave. RFC 3261 §12.1.1, §13.3.1.4 */
export function dialogResponse(options: ResponseOptions, contact: string, host: UserAgentHost): ResponseOptions {
  const given = options.extraHeaders ?? [];
  const final = options.statusCode >= 200;
  const tags = options.supported ?? supportedTags(host);
  const own = [
    ...(final && !has(given, "allow") ? [allowLine(host.capabilities)] : []),
    // RFC 3261 §20.37: an empty Supported says "none", which is more than nothing.
    ...(final && tags.length === 0 && !has(given, "supported") ? ["Supported:"] : []),
    ...(has(given, "contact") ? [] : [`Contact: ${contact}`]),
  ];
  return { ...options, extraHeaders: [...given, ...own] };
}
