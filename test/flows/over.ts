import { type CallFlow, type CallFlowOptions } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall, type EstablishedCallOptions } from "./established-call.js";

/** What a flow has to pass over: what loses messages, a stream, and frames. */
export const TRANSPORTS = ["UDP", "TCP", "WS"];

/** Calls over one transport: what stands in Via, and whether it is reliable. */
export function over(protocol: string) {
  return {
    callFlow: (options: CallFlowOptions = {}): CallFlow => callFlow({ protocol, ...options }),
    establishedCall: (options: EstablishedCallOptions = {}): CallFlow => establishedCall({ protocol, ...options }),
  };
}
