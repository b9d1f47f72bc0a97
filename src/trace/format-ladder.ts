import { type TraceEvent } from "../user-agent/trace-event.js";
import { drawnMessages, printable, type TraceDrawingOptions } from "./drawn-messages.js";
import { Ladder, type LadderOptions } from "./ladder.js";

/**
 * Draws what `UserAgentCoreConfiguration.trace` was told, as the RFCs draw calls. Times are counted from the first message.
 *
 * ```ts
 * const events: TraceEvent[] = [];
 * const core = new UserAgentCore({ trace: (event) => events.push(event) });
 * …
 * console.log(formatLadder(events));
 * ```
 *
 * @param options - `parties` is who comes first, from left to right; who is not named there follows. @defaultValue the first peer, our
 * side, the other peers
 */
export function formatLadder(
  events: readonly TraceEvent[],
  options: TraceDrawingOptions & Omit<LadderOptions, "start"> = {},
): string {
  const messages = drawnMessages(events, options);
  const { parties = [] } = options;
  const us = printable(options.us ?? "core");
  const [first] = messages;
  const peer = first === undefined ? [] : [first.from === us ? first.to : first.from];
  const inOrder = parties.length > 0 ? parties.map(printable) : [...peer, us];
  const all = new Set([...inOrder, ...messages.flatMap(({ from, to }) => [from, to])]);
  const ladder = new Ladder({ ...options, parties: [...all], start: first?.time ?? 0 });
  for (const message of messages) ladder.message(message);
  return ladder.toString();
}
