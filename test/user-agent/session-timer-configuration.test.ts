import { describe, expect, test } from "vitest";
import { DEFAULT_SESSION_TIMERS } from "../../src/dialog/session-timer-settings.js";
import {
  configuredOptionTags,
  configuredSessionTimers,
  withTimerTag,
} from "../../src/user-agent/session-timer-configuration.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";

describe("RFC 4028 §7.1 whether session timers are supported", () => {
  test.each<[UserAgentCoreConfiguration, string, boolean]>([
    [{}, "100rel timer", true],
    [{ sessionTimers: {} }, "100rel timer", true],
    [{ sessionTimers: false }, "100rel", false],
    [{ supportedOptionTags: [] }, "", false],
    [{ supportedOptionTags: ["path"] }, "path", false],
    [{ supportedOptionTags: ["path"], sessionTimers: { interval: 600 } }, "path timer", true],
    [{ supportedOptionTags: ["Timer"] }, "Timer", true],
    [{ supportedOptionTags: ["Timer"], sessionTimers: {} }, "Timer", true],
    // An application that times its sessions itself.
    [{ supportedOptionTags: ["timer"], sessionTimers: false }, "timer", false],
    [{ capabilities: { optionTags: ["100rel"] } }, "100rel", false],
    [{ capabilities: { optionTags: ["timer"] }, supportedOptionTags: ["100rel"] }, "timer", true],
  ])(
    "with %j the option tags are %j, and timers %s [TMR-4028-7.1-a] [TMR-4028-7.1-b]",
    (configuration, tags, timed) => {
      const optionTags = configuredOptionTags(configuration);

      expect(optionTags.join(" ")).toBe(tags);
      expect(configuredSessionTimers(configuration, optionTags) !== undefined).toBe(timed);
      expect(new UserAgentCore(configuration).capabilities.optionTags).toEqual(optionTags);
    },
  );

  test("what is left out is as by default", () => {
    expect(new UserAgentCore().sessionTimers).toEqual(DEFAULT_SESSION_TIMERS);
    expect(new UserAgentCore({ sessionTimers: { minimum: 300 } }).sessionTimers).toEqual({
      ...DEFAULT_SESSION_TIMERS,
      minimum: 300,
    });
  });

  test.each([{ interval: 60 }, { minimum: 50 }])(
    "%j is refused at the start [TMR-4028-4-b] [TMR-4028-9-b]",
    (sessionTimers) => {
      expect(() => new UserAgentCore({ sessionTimers })).toThrow(TypeError);
    },
  );

  test("timer is added once", () => {
    expect(withTimerTag(withTimerTag(["100rel"]))).toEqual(["100rel", "timer"]);
  });
});
