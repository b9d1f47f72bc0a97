import { type Flow } from "../environment/flow.js";
import { type TraceEvent } from "../user-agent/trace-event.js";
import { messageLabel } from "./message-summary.js";

export interface TraceDrawingOptions {
  /** What our side is called. @defaultValue "core" */
  readonly us?: string;
  /** What the other end of a flow is called. @defaultValue its address, or its protocol where no address is known */
  readonly nameOf?: (flow: Flow) => string | undefined;
}

/** A message between two parties, read off a trace. */
export interface DrawnMessage {
  /** Milliseconds. */
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Who sent what to whom. Names and labels hold no control characters: what a stranger sends must not reach a terminal as it is. */
export function drawnMessages(
  events: readonly TraceEvent[],
  { us = "core", nameOf }: TraceDrawingOptions,
): readonly DrawnMessage[] {
  return events.map(({ time, direction, flow, text }) => {
    const peer = printable(nameOf?.(flow) ?? addressOf(flow));
    const [from, to] = direction === "in" ? [peer, printable(us)] : [printable(us), peer];
    return { time, from, to, label: printable(messageLabel(text)) };
  });
}

function addressOf(flow: Flow): string {
  if (flow.remote === undefined) return flow.protocol;
  const { host, port } = flow.remote;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A name or label as it may stand on a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");
}
