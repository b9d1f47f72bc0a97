import { NameAddrHeader, parseNameAddr } from "../message/grammar/name-addr-header.js";
import { checkedText } from "../message/grammar/checked-text.js";
import { quote } from "../message/grammar/scanner.js";
import { parseUri, URI } from "../message/grammar/uri.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { addressAt, userTextOf } from "../user-agent/contact.js";
import { type UserAgentCore } from "../user-agent/user-agent-core.js";
import { type RegistererOptions } from "./registerer-options.js";

/** What one REGISTER has that another has not. */
export interface RegisterNeeds {
  readonly aor: URI;
  readonly callId: string;
  readonly fromTag: string;
  readonly cseq: number;
  /** Seconds; 0 takes back. */
  readonly expires: number;
  /** Whether it takes back all that is registered. */
  readonly all: boolean;
  /** Whether the flow is registered, too. */
  readonly outbound: boolean;
}

/** A REGISTER, and the URI that it registers. */
export interface RegisterParts {
  readonly message: OutgoingRequestMessage;
  readonly contact: URI;
}

/** Builds a REGISTER. RFC 3261 §10.2, RFC 5626 §4.2, RFC 5627 §4.1 */
export function registerMessage(core: UserAgentCore, options: RegistererOptions, needs: RegisterNeeds): RegisterParts {
  const { aor, callId, fromTag, cseq, expires, all } = needs;
  const { instanceId, registrar = new URI(aor.scheme, "", aor.host, aor.port) } = options;
  const contact = contactUri(core, options, needs);
  const header = new NameAddrHeader(contact, undefined).toString();
  const parameters = [
    ...(instanceId === undefined ? [] : [`+sip.instance=${quote(`<${instanceId}>`)}`]),
    ...(needs.outbound ? [`reg-id=${options.regId ?? 1}`] : []),
    ...(options.extraContactHeaderParams ?? []).map((parameter) => checkedText(parameter, "extraContactHeaderParams")),
    `expires=${expires}`,
  ];
  const message = core.makeOutgoingRequestMessage(
    "REGISTER",
    registrar,
    aor,
    aor,
    {
      callId,
      fromTag,
      cseq,
      // RFC 5626 §4.2.1
      optionTags: ["path", ...(needs.outbound ? ["outbound"] : []), ...(instanceId === undefined ? [] : ["gruu"])],
      routeSet: options.routeSet,
      flow: options.flow,
    },
    [
      // RFC 3261 §10.2.2
      `Contact: ${all ? "*" : [header, ...parameters].join(";")}`,
      `Expires: ${expires}`,
      ...(options.extraHeaders ?? []),
    ],
  );
  return { message, contact };
}

/** Where calls are to come. */
function contactUri(core: UserAgentCore, { contact, flow }: RegistererOptions, { aor }: RegisterNeeds): URI {
  if (contact !== undefined) return contact;
  const configured = parseNameAddr(core.configuration.contact?.toString({ register: true }) ?? "");
  if (configured instanceof NameAddrHeader) return configured.uri;
  const user = aor.user === undefined ? "" : userTextOf(aor);
  const uri = parseUri(addressAt(core, flow ?? core.transport, user, aor.scheme === "sips"));
  if (uri instanceof URI) return uri;
  throw new TypeError("cannot register: the flow has no address that can be written");
}
