import { type UserAgentHost } from "./user-agent-host.js";
import { type UserAgentServer } from "./user-agent-server.js";

/**
 * Gives a request to the application, or does the usual where there is none. A handler that throws leaves no request
 * without a final response. RFC 3261 §21.5.1
 */
export function handOver(
  host: UserAgentHost,
  server: UserAgentServer,
  what: string,
  handler: (() => void) | undefined,
  usual: () => void,
): void {
  if (handler === undefined) return usual();
  const done = host.callApplication(what, () => {
    handler();
    return true;
  });
  if (done !== true) server.refuse(500);
  server.limitWaiting();
}
