import { describe, expect, test } from "vitest";
import { UnsupportedExtensionError } from "../../src/errors.js";
import { completeSessionTimers } from "../../src/dialog/session-timer-settings.js";
import { timedResponse } from "../../src/user-agent/timed-response.js";
import { requestOf } from "./support.js";

const configured = completeSessionTimers({});
const invite = requestOf("INVITE", { headers: { Supported: "timer", "Session-Expires": "1800;refresher=uas" } });

/** What a 200 to that INVITE says, and what both go by. */
function timed(extraHeaders?: readonly string[]) {
  const options = { statusCode: 200, ...(extraHeaders && { extraHeaders }) };
  const { options: response, agreed } = timedResponse(invite, options, { configured, current: configured });
  return { lines: response.extraHeaders, agreed };
}

const SESSION_EXPIRES = "Session-Expires: 1800;refresher=uas";

describe("RFC 4028 §9 what a 2xx says of the session timer", () => {
  test("follows what the application has given", () => {
    expect(timed(["X-A: 1"])).toEqual({
      lines: ["X-A: 1", SESSION_EXPIRES, "Require: timer"],
      agreed: { interval: 1800, weRefresh: true },
    });
  });

  test.each(["Require: timer", "require : 100rel, Timer", "Require:timer,100rel", "REQUIRE: 100rel timer"])(
    "does not require the timer twice: %s [TMR-4028-9-i]",
    (line) => {
      expect(timed([line]).lines).toEqual([line, SESSION_EXPIRES]);
    },
  );

  test.each(["Require: timers", "Require: x-timer", "X-Require: timer", "Proxy-Require: timer"])(
    "is not mistaken in %s [TMR-4028-9-i]",
    (line) => {
      expect(timed([line]).lines).toEqual([line, SESSION_EXPIRES, "Require: timer"]);
    },
  );

  test.each(["Session-Expires: 90", "x: 90;refresher=uac"])("is left to an application that writes %s", (line) => {
    expect(timed([line])).toEqual({ lines: [line], agreed: undefined });
  });

  test("is what this call is to have, and the options are not changed", () => {
    const options = Object.freeze({ statusCode: 200, sessionTimers: { maximum: 600 } });
    const response = timedResponse(invite, options, { configured, current: configured });

    expect(response.options).toEqual({
      statusCode: 200,
      extraHeaders: ["Session-Expires: 600;refresher=uas", "Require: timer"],
    });
    expect(response.settings).toEqual({ ...configured, maximum: 600, interval: 600 });
  });

  test("may be asked for again where this call was to have none", () => {
    const options = { statusCode: 200, sessionTimers: {} };

    expect(timedResponse(invite, options, { configured, current: undefined }).settings).toEqual(configured);
  });

  test("cannot be asked for where session timers are switched off", () => {
    const options = { statusCode: 200, sessionTimers: {} };

    expect(() => timedResponse(invite, options, { configured: undefined, current: undefined })).toThrow(
      UnsupportedExtensionError,
    );
  });
});
