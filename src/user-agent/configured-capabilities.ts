import { type Capabilities, DEFAULT_CAPABILITIES } from "./capabilities.js";
import { configuredOptionTags } from "./session-timer-configuration.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";

/** What the core can do: what is listed, and what else is configured. */
export function configuredCapabilities(configuration: UserAgentCoreConfiguration): Capabilities {
  const { capabilities, refer } = configuration;
  const listed = { ...DEFAULT_CAPABILITIES, ...capabilities };
  return {
    ...listed,
    // Lists of its own: those of the application may change.
    methods: Object.freeze(refer === true ? [...new Set([...listed.methods, "SUBSCRIBE"])] : [...listed.methods]),
    optionTags: Object.freeze([...new Set([...configuredOptionTags(configuration), ...configuredTags(configuration)])]),
  };
}

/** RFC 3891 §6.2, RFC 3911 §7.1, RFC 4488 §4, RFC 4538 §6: an option tag says that the extension is there. */
function configuredTags({ replaces, join, refer, targetDialog }: UserAgentCoreConfiguration): readonly string[] {
  return [
    ...(replaces === undefined ? [] : ["replaces"]),
    ...(join === undefined ? [] : ["join"]),
    ...(refer === true ? ["norefersub"] : []),
    ...(targetDialog === undefined ? [] : ["tdialog"]),
  ];
}
