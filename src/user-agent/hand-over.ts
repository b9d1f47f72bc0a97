import { isThenable } from "../environment/thenable.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { type UserAgentServer } from "./user-agent-server.js";

/**
 * Gives a request to the application, or does the usual where there is none. A handler that throws, or whose promise fails, leaves no request
 * without a final response. RFC 3261 §21.5.1
 */
export function handOver(
  host: UserAgentHost,
  server: UserAgentServer,
  what: string,
  handler: (() => unknown) | undefined,
  usual: () => void,
): void {
  if (handler === undefined) return usual();
  server.usual = usual;
  // Nothing comes back of a handler that threw.
  const working = host.callApplication(what, () => handler() ?? true);
  if (working === undefined) server.refuse(500, "handler-failed");
  if (isThenable(working)) working.then(undefined, () => server.refuse(500, "handler-failed"));
  server.limitWaiting();
}
