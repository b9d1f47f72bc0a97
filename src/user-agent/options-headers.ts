import { type ResponseOptions } from "../message/outgoing-response.js";
import { acceptEncodingLine, acceptLanguageLine, acceptLine, allowLine, has } from "./response-duties.js";
import { supportedTags } from "./supported-tags.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What the response to an OPTIONS tells of us, beside what it says already. RFC 3261 §11.2 */
export function optionsHeaders(
  host: Pick<UserAgentHost, "configuration" | "capabilities">,
  { supported, extraHeaders = [] }: Partial<ResponseOptions> = {},
): readonly string[] {
  const can = host.capabilities;
  const tags = supported ?? supportedTags(host);
  const lines: Readonly<Record<string, string>> = {
    allow: allowLine(can),
    accept: acceptLine(can),
    "accept-encoding": acceptEncodingLine(can),
    "accept-language": acceptLanguageLine(can),
    // RFC 3261 §20.37: an empty Supported says "none", which is more than nothing.
    ...(tags.length === 0 ? { supported: "Supported:" } : {}),
  };
  return Object.entries(lines).flatMap(([name, line]) => (has(extraHeaders, name) ? [] : [line]));
}
