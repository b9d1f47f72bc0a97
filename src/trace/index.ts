/** The door `sip-uas/trace`: calls as ladders, captures, and messages that may be shown. */
export { formatLadder } from "./format-ladder.js";
export { formatMermaid } from "./format-mermaid.js";
export { Ladder, type LadderOptions, ladderSerializer } from "./ladder.js";
export { LiveLadder, type LiveLadderOptions } from "./live-ladder.js";
export { type DescriptionKind, messageLabel, type MessageSummary, summarizeMessage } from "./message-summary.js";
export { type CapturedPacket, encodePcap } from "./pcap.js";
export { HIDDEN, redactMessage } from "../message/redact-message.js";
export { type Trace, type TracedFate, type TracedMessage, type TracedNote } from "./trace.js";
export { type TraceDrawingOptions } from "./drawn-messages.js";
export { type TraceEvent } from "../user-agent/trace-event.js";
