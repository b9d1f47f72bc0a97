import { completeSessionTimers, type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { DEFAULT_CAPABILITIES } from "./capabilities.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";

type Configuration = Pick<UserAgentCoreConfiguration, "sessionTimers" | "capabilities" | "supportedOptionTags">;

/**
 * The option tags that are understood. What the configuration lists is its own word, for an application may time its sessions itself; but
 * who wants session timers of us supports them.
 */
export function configuredOptionTags(configuration: Configuration): readonly string[] {
  const { sessionTimers, capabilities = {}, supportedOptionTags } = configuration;
  const given = capabilities.optionTags ?? supportedOptionTags;
  const tags = given ?? DEFAULT_CAPABILITIES.optionTags;
  if (sessionTimers === false) return given ?? tags.filter((tag) => !isTimer(tag));
  return sessionTimers === undefined ? tags : withTimerTag(tags);
}

/**
 * What is wanted of session timers; `undefined`: none.
 *
 * @param optionTags - As `configuredOptionTags` has them: without a word on timers, `timer` among them switches them on.
 * @throws TypeError that names the member which cannot be used.
 */
export function configuredSessionTimers(
  { sessionTimers }: Configuration,
  optionTags: readonly string[],
): SessionTimerSettings | undefined {
  if (sessionTimers === false || !optionTags.some(isTimer)) return undefined;
  return completeSessionTimers(sessionTimers ?? {});
}

/** The option tags, and `timer`. */
export function withTimerTag(optionTags: readonly string[]): readonly string[] {
  return optionTags.some(isTimer) ? optionTags : [...optionTags, "timer"];
}

function isTimer(tag: string): boolean {
  return tag.toLowerCase() === "timer";
}
