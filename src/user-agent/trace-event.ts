import { type Flow } from "../environment/flow.js";

/** One message that has come in or gone out, told to `UserAgentCoreConfiguration.trace`. */
export interface TraceEvent {
  /** Milliseconds, by the clock of the core's environment. */
  readonly time: number;
  readonly direction: "in" | "out";
  /** The way it came by, or goes. */
  readonly flow: Flow;
  /** The whole message as it may be shown: without credentials, and without the keys of media streams. */
  readonly text: string;
}
