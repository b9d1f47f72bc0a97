import { type Timer, type TimerTarget } from "../environment/clock.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * Starts the wait for our application's answer to an INVITE; nothing when it may last for ever. RFC 3261 §13.3.1
 *
 * @returns A timer by the name of `expires`, when the caller wants no answer any more, or of `answerTimeout`, our own limit.
 */
export function startAnswerLimit(
  { environment, configuration }: Pick<UserAgentHost, "environment" | "configuration">,
  message: IncomingRequestMessage,
  target: TimerTarget,
): Timer | undefined {
  const seconds = message.first(Expires);
  // How long the invitation is worth an answer, counted from its receipt.
  const expires = typeof seconds === "number" ? seconds * 1000 : Infinity;
  const { answerTimeout = 0 } = configuration;
  if (answerTimeout > 0 && answerTimeout < expires) {
    return environment.clock.setTimer(answerTimeout, target, "answerTimeout");
  }
  return expires === Infinity ? undefined : environment.clock.setTimer(expires, target, "expires");
}

/** Starts what limits how long any other request may wait: `requestTimeout`, or until its sender has given up. RFC 4320 §4.2 */
export function startRequestLimit({ environment, configuration }: UserAgentHost, target: TimerTarget): Timer {
  const { clock, timers } = environment;
  const { requestTimeout = 0 } = configuration;
  const given = requestTimeout > 0 && requestTimeout < 64 * timers.T1;
  return given
    ? clock.setTimer(requestTimeout, target, "requestTimeout")
    : clock.setTimer(64 * timers.T1, target, "unanswered");
}
