import { type Flow, type Sender } from "../environment/flow.js";
import { isThenable } from "../environment/thenable.js";
import { withoutBrackets } from "../message/grammar/host.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** What is done about a response that goes by further ways. */
export interface FallbackHandler {
  /** It is about to be sent by this one. */
  onSend(way: Flow): void;
  /** The last way has failed, too, or there was none. */
  onFailure(reason: unknown): void;
}

/**
 * Sends a response by one further way after the other until one takes it, when the way of its request is broken. RFC 3261 §18.2.2, RFC 3263 §5
 *
 * @param reason - Why it could not be sent; told when nothing else can be said.
 */
export function sendByFallback(
  flow: Flow,
  request: IncomingRequestMessage,
  response: string | Uint8Array,
  reason: unknown,
  handler: FallbackHandler,
): void {
  const tryWays = ([way, ...others]: readonly Flow[], failure: unknown): void => {
    if (way === undefined) return handler.onFailure(failure);
    handler.onSend(way);
    try {
      const sent = way.send(response);
      if (sent !== undefined) sent.catch((error: unknown) => tryWays(others, error));
    } catch (error) {
      tryWays(others, error);
    }
  };
  try {
    const ways = flow.fallback?.(senderOf(request)) ?? [];
    if (isThenable(ways)) ways.then((found) => tryWays(found, reason)).catch(() => handler.onFailure(reason));
    else tryWays(ways, reason);
  } catch {
    handler.onFailure(reason);
  }
}

/** RFC 3261 §18.2.2: nothing but the top Via says where a response goes. */
function senderOf({ via }: IncomingRequestMessage): Sender {
  return { received: via.received, host: withoutBrackets(via.host), port: via.port };
}
