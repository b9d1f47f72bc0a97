import { type Transport } from "../environment/flow.js";
import { redactMessage } from "../message/redact-message.js";
import { type TraceEvent } from "./trace-event.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Tells the trace of a message. Nothing is built when nobody is to be told. */
export function traceMessage(
  host: Pick<UserAgentHost, "configuration" | "environment" | "callApplication">,
  direction: TraceEvent["direction"],
  message: string | Uint8Array,
  flow: Transport,
): void {
  const { trace } = host.configuration;
  if (trace === undefined) return;
  const text = typeof message === "string" ? message : new TextDecoder().decode(message);
  const event = { time: host.environment.clock.now(), direction, flow, text: redactMessage(text) };
  host.callApplication("trace", () => trace(event));
}
