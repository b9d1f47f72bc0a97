import { type UserAgentHost } from "./user-agent-host.js";

/** The option tags that Supported names in our responses. RFC 3261 §20.37 */
export function supportedTags({
  configuration,
  capabilities,
}: Pick<UserAgentHost, "configuration" | "capabilities">): readonly string[] {
  return configuration.supportedOptionTagsResponse ?? capabilities.optionTags;
}
