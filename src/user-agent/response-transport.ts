import { type Flow, isReliable, type Ways } from "../environment/flow.js";
import { isThenable } from "../environment/thenable.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { fromOctetText } from "../message/octet-text.js";

/** Notes the source of a request in its top Via, and gives the way by which it is answered. RFC 3261 §18.2.1, §18.2.2; RFC 3581 §4 */
export function responseTransport(message: IncomingRequestMessage, flow: Flow): Flow {
  // RFC 7118 §5.3: not on WebSocket.
  const overWebSocket = flow.protocol === "WS" || flow.protocol === "WSS";
  // What a transport says goes on the wire: it has to be an address, or a name.
  if (flow.remote !== undefined && !overWebSocket && HOST.test(flow.remote.host)) message.stampSource(flow.remote);
  const way = isReliable(flow) ? flow : towardsSender(message, flow);
  return message.octetText ? octetFlow(way) : way;
}

const HOST = /^[\w.:%[\]-]+$/;

function towardsSender(message: IncomingRequestMessage, flow: Flow): Flow {
  const address = message.responseAddress;
  if (address === undefined || flow.towards === undefined) return flow;
  const { remote } = flow;
  return remote?.host === address.host && remote.port === address.port ? flow : flow.towards(address);
}

/** Header fields that were not UTF-8 are copied octet by octet: one character of the text is one octet of the wire. */
function octetFlow(flow: Flow): Flow {
  return {
    protocol: flow.protocol,
    reliable: isReliable(flow),
    ...(flow.local === undefined ? {} : { local: flow.local }),
    ...(flow.remote === undefined ? {} : { remote: flow.remote }),
    ...(flow.peer === undefined ? {} : { peer: flow.peer }),
    ...(flow.towards === undefined ? {} : { towards: flow.towards.bind(flow) }),
    ...(flow.route === undefined ? {} : { route: flow.route.bind(flow) }),
    ...(flow.onGone === undefined ? {} : { onGone: flow.onGone.bind(flow) }),
    ...(flow.fallback === undefined ? {} : { fallback: (sender) => octetWays(flow.fallback?.(sender) ?? []) }),
    send: (message) => flow.send(typeof message === "string" ? fromOctetText(message) : message),
  };
}

function octetWays(ways: Ways): Ways {
  return isThenable(ways) ? ways.then((found) => found.map(octetFlow)) : ways.map(octetFlow);
}
