import { type TraceEvent } from "../user-agent/trace-event.js";
import { drawnMessages, type TraceDrawingOptions } from "./drawn-messages.js";

/**
 * Writes what `UserAgentCoreConfiguration.trace` was told as a sequence diagram of Mermaid, which GitHub, GitLab and many editors draw.
 *
 * Parties stand in the order in which they appear. Times are in seconds, counted from the first message. Whatever a name holds, it is text.
 */
export function formatMermaid(events: readonly TraceEvent[], options: TraceDrawingOptions = {}): string {
  const messages = drawnMessages(events, options);
  const names = [...new Set(messages.flatMap(({ from, to }) => [from, to]))];
  const idOf = (name: string): string => `p${names.indexOf(name) + 1}`;
  const start = messages[0]?.time ?? 0;
  return [
    "sequenceDiagram",
    ...names.map((name) => `  participant ${idOf(name)} as ${escape(name)}`),
    ...messages.map(({ time, from, to, label }) => {
      const seconds = ((time - start) / 1000).toFixed(1);
      return `  ${idOf(from)}->>${idOf(to)}: ${escape(label)} (${seconds} s)`;
    }),
  ].join("\n");
}

/** As Mermaid has it: `#`, the number of the character, `;`. Letters, digits and what stands in addresses need none. */
function escape(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} .:?_/@()[\]+-]/gu, (character) => `#${character.codePointAt(0)};`);
  // A colon after this word would be a wish about how lines break.
  return escaped.replace(/^((?:no)?wrap):/i, "$1#58;");
}
