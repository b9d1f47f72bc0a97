import { type Flow } from "../index.js";
import { type CallLog } from "./call-log.js";

type Ways = ReturnType<NonNullable<Flow["route"]>>;

/** A flow that has what it sends written down, and so have all that it leads to. */
export function tracedFlow(flow: Flow, log: CallLog): Flow {
  const { protocol, reliable, local, remote, peer } = flow;
  const traced = (ways: Ways): Ways => (isLater(ways) ? ways.then(all) : all(ways));
  const all = (ways: readonly Flow[]) => ways.map((way) => tracedFlow(way, log));
  return {
    protocol,
    ...(reliable !== undefined && { reliable }),
    ...(local && { local }),
    ...(remote && { remote }),
    ...(peer && { peer }),
    send: (message) => {
      log.message(message, "out", remote);
      return flow.send(message);
    },
    ...(flow.towards && { towards: (address) => tracedFlow(flow.towards?.(address) ?? flow, log) }),
    ...(flow.route && { route: (target) => traced(flow.route?.(target) ?? []) }),
    ...(flow.fallback && { fallback: (sender) => traced(flow.fallback?.(sender) ?? []) }),
    ...(flow.onGone && { onGone: (listener) => flow.onGone?.(listener) ?? (() => undefined) }),
  };
}

function isLater(ways: Ways): ways is Promise<readonly Flow[]> {
  return "then" in ways;
}
