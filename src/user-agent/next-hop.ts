import { type Flow, isReliable, type Target, type Ways } from "../environment/flow.js";
import { routeRequest, type RoutedTarget } from "../dialog/in-dialog-request.js";
import { type URI } from "../message/grammar/uri.js";
import { withoutBrackets } from "../message/grammar/host.js";
import { utf8Length } from "../message/octet-text.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type WaySource } from "./ways-to-try.js";

/** What a request is sent in: a dialog, or what stands in for one out of dialogs. */
export interface RoutedFlow extends RoutedTarget {
  readonly flow: Flow;
}

/**
 * Where a request can be sent: by the dialog's own flow where that leads to the next hop, else by whatever does. RFC 3261 §8.1.2
 *
 * @param message - The request as it was made: its length may ask for a transport that does not lose parts of it.
 */
export function waysToNextHop(dialog: RoutedFlow, message: OutgoingRequestMessage): readonly WaySource[] {
  const { flow } = dialog;
  const { nextHop } = routeRequest(dialog);
  const own: WaySource = () => [flow];
  if (isBoundToFlow(nextHop)) return [own];
  const target = targetOf(nextHop, message.ruri.scheme === "sips");
  const found: WaySource = () => waysBy(flow, target);
  const ways = leadsTo(flow, target) ? [own, found] : mayTurnBack(flow, target) ? [found, own] : [found];
  return isTooLarge(message, flow, target) ? [() => waysBy(flow, { ...target, transport: "tcp" }), ...ways] : ways;
}

/** RFC 3261 §8.1.2: sips in the Request-URI counts for every next hop. RFC 3261 §19.1.1: maddr is where it is sent to. */
export function targetOf(uri: URI, secure = uri.scheme === "sips"): Target {
  return {
    scheme: secure ? "sips" : "sip",
    host: withoutBrackets(uri.getParam("maddr") ?? uri.host),
    port: uri.port,
    transport: uri.getParam("transport")?.toLowerCase(),
  };
}

/** What can be reached by the flow that it came by only. RFC 7118 §5, RFC 5626 §5.3 */
function isBoundToFlow(uri: URI): boolean {
  const transport = uri.getParam("transport")?.toLowerCase();
  return INVALID.test(uri.host) || uri.hasParam("ob") || transport === "ws" || transport === "wss";
}

const INVALID = /(?:^|\.)invalid\.?$/i;

/** Whether the far end of the flow is the target. RFC 3261 §18.1.1, RFC 5923 §5 */
function leadsTo(flow: Flow, target: Target): boolean {
  const { remote } = flow;
  if (flow.route === undefined && flow.towards === undefined) return true;
  if (remote === undefined || remote.host.toLowerCase() !== target.host.toLowerCase()) return false;
  const protocol = flow.protocol.toLowerCase();
  if (target.scheme === "sips" && !SECURE.has(protocol)) return false;
  // A client without a certificate takes no connection: the one that it opened is the way. RFC 5630 §3.1.3
  if (protocol === "tls" && (target.scheme === "sips" || target.transport === "tls")) return true;
  return (target.transport ?? protocol) === protocol && remote.port === (target.port ?? defaultPort(target, protocol));
}

/** Whether the connection that the peer opened is better than none: its target may be an address that only its own network knows. */
function mayTurnBack(flow: Flow, { scheme }: Target): boolean {
  return isReliable(flow) && (scheme === "sip" || SECURE.has(flow.protocol.toLowerCase()));
}

const SECURE: ReadonlySet<string> = new Set(["tls", "wss"]);

function waysBy(flow: Flow, target: Target): Ways {
  if (flow.route !== undefined) return flow.route(target);
  const port = target.port ?? defaultPort(target, flow.protocol.toLowerCase());
  return [flow.towards?.({ host: target.host, port }) ?? flow];
}

/** RFC 3261 §19.1.2 */
function defaultPort({ scheme, transport }: Target, protocol: string): number {
  return scheme === "sips" || (transport ?? protocol) === "tls" ? 5061 : 5060;
}

/** RFC 3261 §18.1.1: where the path MTU is not known. */
const LARGEST_DATAGRAM = 1300;

/** Whether it has to be sent over a connection, if one can be had. RFC 3261 §18.1.1 */
function isTooLarge(message: OutgoingRequestMessage, flow: Flow, { scheme, transport = "udp" }: Target): boolean {
  if (flow.route === undefined || isReliable(flow) || scheme === "sips" || transport !== "udp") return false;
  return utf8Length(message.toString()) > LARGEST_DATAGRAM;
}
