import { sessionTimerVerdict } from "../dialog/session-timer-rules.js";
import { type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Refusal } from "./refusal.js";

/** RFC 4028 §9: whether the session would have to be refreshed too often. Asked before anybody is alerted. */
export function inspectSessionTimer(
  message: IncomingRequestMessage,
  settings: SessionTimerSettings | undefined,
): Refusal | undefined {
  if (message.method !== "INVITE" && message.method !== "UPDATE") return undefined;
  const verdict = sessionTimerVerdict(message, settings);
  if (verdict.kind !== "refuse") return undefined;
  if (verdict.statusCode === 400) {
    return { code: "bad-session-expires", statusCode: 400, reasonPhrase: verdict.reasonPhrase };
  }
  return { code: "session-interval-too-small", statusCode: 422, extraHeaders: verdict.extraHeaders };
}
