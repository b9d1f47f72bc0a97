import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Warns of a request that our application has left without an answer for too long. */
export function reportUnanswered(
  host: Pick<UserAgentHost, "environment" | "report">,
  { method, callId }: IncomingRequestMessage,
  receivedAt: number,
): void {
  const seconds = Math.round(host.environment.clock.now() - receivedAt) / 1000;
  host.report({
    reason: "unanswered",
    message: `${method} ${callId} was not answered in ${seconds} s`,
    method,
    callId,
  });
}
