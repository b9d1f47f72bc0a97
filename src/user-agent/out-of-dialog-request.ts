import { type Flow } from "../environment/flow.js";
import { routeRequest } from "../dialog/in-dialog-request.js";
import { type OutgoingRequest, type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { UnsupportedExtensionError } from "../errors.js";
import { type Body } from "../message/body.js";
import { checkedText } from "../message/grammar/checked-text.js";
import { NameAddrHeader, parseNameAddr } from "../message/grammar/name-addr-header.js";
import { type URI } from "../message/grammar/uri.js";
import { OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { viaFor } from "./dialog-request.js";
import { waysToNextHop } from "./next-hop.js";
import { UserAgentClient } from "./user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What may be chosen for a request out of a dialog. SIP.js's names, and `flow`. */
export interface OutgoingRequestMessageOptions {
  /** @defaultValue a new one */
  readonly callId?: string | undefined;
  /** 0 to 2³¹ − 1. @defaultValue 1 */
  readonly cseq?: number | undefined;
  /** @defaultValue a new one */
  readonly fromTag?: string | undefined;
  /** @defaultValue `displayName` of the configuration */
  readonly fromDisplayName?: string | undefined;
  /** @defaultValue none: the request begins something */
  readonly toTag?: string | undefined;
  readonly toDisplayName?: string | undefined;
  /** Supported. @defaultValue `supportedOptionTags` of the configuration */
  readonly optionTags?: readonly string[] | undefined;
  /** Route values, in order. @defaultValue `routeSet` of the configuration */
  readonly routeSet?: readonly string[] | undefined;
  /** @defaultValue `userAgentHeaderFieldValue` of the configuration */
  readonly userAgentString?: string | undefined;
  /** The way out. @defaultValue what `transportAccessor` of the configuration gives */
  readonly flow?: Flow | undefined;
}

/** What a request out of a dialog is built of, in SIP.js's order. */
export type OutgoingRequestParts = readonly [
  method: string,
  requestURI: URI,
  fromURI: URI,
  toURI: URI,
  options?: OutgoingRequestMessageOptions,
  extraHeaders?: readonly string[],
  body?: Body,
];

/** Builds a request out of a dialog. RFC 3261 §8.1.1 */
export function outOfDialogRequest(host: UserAgentHost, ...parts: OutgoingRequestParts): OutgoingRequestMessage {
  const [method, target, from, to, options = {}, extraHeaders = [], body] = parts;
  requireServed(method);
  const { configuration, capabilities, environment } = host;
  const { fromTag = environment.random.token(), toTag, flow = host.transport } = options;
  const { fromDisplayName = configuration.displayName ?? "", toDisplayName = "" } = options;
  const { userAgentString = configuration.userAgentHeaderFieldValue } = options;
  const supported = options.optionTags ?? configuration.supportedOptionTags ?? capabilities.optionTags;
  const { requestUri, routes } = routeRequest({
    remoteTarget: target,
    remoteTargetText: target.toRaw(),
    routeSet: options.routeSet ?? configuration.routeSet ?? [],
  });
  const message = new OutgoingRequestMessage({
    method,
    requestUri,
    via: viaFor(host, flow),
    routes,
    from: party(from, fromDisplayName, fromTag),
    to: party(to, toDisplayName, toTag),
    callId: checkedText(options.callId ?? environment.random.token(), "callId"),
    cseq: options.cseq ?? 1,
    ...(supported.length === 0 ? {} : { supported: supported.join(", ") }),
    ...(userAgentString === undefined ? {} : { userAgent: userAgentString }),
    extraHeaders,
    body,
  });
  flows.set(message, flow);
  return message;
}

/** Sends a request out of a dialog. RFC 3261 §8.1.2, §8.1.3 */
export function sendOutOfDialog(
  host: UserAgentHost,
  message: OutgoingRequestMessage,
  delegate: OutgoingRequestDelegate | undefined,
): OutgoingRequest {
  requireServed(message.method);
  const target = {
    flow: flows.get(message) ?? host.transport,
    remoteTarget: message.ruri,
    remoteTargetText: message.requestUri,
    routeSet: looseRoute(message.getHeaders("Route")),
  };
  return new UserAgentClient(host, message, waysToNextHop(target, message), delegate).start();
}

/** The flow that each message was made for: its Via names it. */
const flows = new WeakMap<OutgoingRequestMessage, Flow>();

/** RFC 3261 §8.1.2: where the first is a strict router it stands in the Request-URI already. */
function looseRoute(routes: readonly string[]): readonly string[] {
  const first = parseNameAddr(routes[0] ?? "");
  return first instanceof NameAddrHeader && first.uri.hasParam("lr") ? routes : [];
}

function party(uri: URI, displayName: string, tag: string | undefined): string {
  return new NameAddrHeader(uri, displayName, tag === undefined ? {} : { tag }).toString();
}

function requireServed(method: string): void {
  if (!NEVER_SENT.has(method)) return;
  throw new UnsupportedExtensionError(`cannot send ${method} out of a dialog: this is a callee, which makes no calls`);
}

const NEVER_SENT: ReadonlySet<string> = new Set(["INVITE", "ACK", "CANCEL"]);
