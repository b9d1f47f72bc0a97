/** The door `sip-uas/trace`: calls as ladders, captures, and messages that may be shown. */
export { Ladder, type LadderOptions, ladderSerializer } from "./ladder.js";
export { LiveLadder, type LiveLadderOptions } from "./live-ladder.js";
export { type DescriptionKind, messageLabel, type MessageSummary, summarizeMessage } from "./message-summary.js";
export { type CapturedPacket, encodePcap } from "./pcap.js";
export { HIDDEN, redactMessage } from "./redact.js";
export { type Trace, type TracedFate, type TracedMessage, type TracedNote } from "./trace.js";
