import { type Flow } from "../index.js";
import { type CallLog } from "./call-log.js";

/** A flow that has what it sends written down. */
export function tracedFlow(flow: Flow, log: CallLog): Flow {
  const { protocol, reliable, local, remote } = flow;
  return {
    protocol,
    ...(reliable !== undefined && { reliable }),
    ...(local && { local }),
    ...(remote && { remote }),
    send: (message) => {
      log.message(message, "out", remote);
      return flow.send(message);
    },
    ...(flow.towards && { towards: (address) => tracedFlow(flow.towards?.(address) ?? flow, log) }),
  };
}
