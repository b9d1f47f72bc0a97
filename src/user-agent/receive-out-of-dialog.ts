import { type Transport } from "../environment/flow.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { handOver } from "./hand-over.js";
import { inspectRequest } from "./inspect-request.js";
import { InviteUserAgentServer } from "./invite-user-agent-server.js";
import { NonInviteUserAgentServer } from "./method-user-agent-servers.js";
import { optionsHeaders } from "./options-headers.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** A new request without a To tag; ACK and CANCEL excepted. RFC 3261 §8.2.5 */
export function receiveOutOfDialog(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { capabilities, configuration } = host;
  const merged = host.transactions.findMerged(message);
  const refusal = inspectRequest(message, { configuration, capabilities, merged });
  if (refusal !== undefined) {
    host.replyStateless(message, refusal, transport);
    return;
  }
  switch (message.method) {
    case "INVITE":
      return receiveInvite(host, message, transport);
    case "BYE":
    case "INFO":
    case "PRACK":
    case "UPDATE":
      // RFC 3261 §15.1.2, RFC 3262 §3, RFC 6086 §4.2.2: these exist inside a dialog only.
      return void host.replyStateless(message, { statusCode: 481 }, transport);
    default:
      return receiveOther(host, message, transport);
  }
}

function receiveInvite(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { delegate } = host;
  const server = new InviteUserAgentServer(host, message, undefined, transport);
  // RFC 3261 §13.3.1: nobody is to be alerted for an invitation that has run out already.
  if (message.first(Expires) === 0) return server.refuse(487);
  const handler = delegate.onInvite && (() => delegate.onInvite?.(server));
  handOver(host, server, "onInvite", handler, () => void server.reject());
}

function receiveOther(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { delegate } = host;
  const server = new NonInviteUserAgentServer(host, message, undefined, transport);
  const notAllowed = (): void => void server.reject({ statusCode: 405 });
  switch (message.method) {
    case "OPTIONS": {
      const handler = delegate.onOptions && (() => delegate.onOptions?.(server));
      return handOver(host, server, "onOptions", handler, () => answerOptions(host, server));
    }
    case "MESSAGE": {
      const handler = delegate.onMessage && (() => delegate.onMessage?.(server));
      return handOver(host, server, "onMessage", handler, () => void server.accept());
    }
    case "NOTIFY": {
      const handler = delegate.onNotify && (() => delegate.onNotify?.(server));
      return handOver(host, server, "onNotify", handler, notAllowed);
    }
    case "PUBLISH": {
      const handler = delegate.onPublish && (() => delegate.onPublish?.(server));
      return handOver(host, server, "onPublish", handler, notAllowed);
    }
    case "REFER": {
      const handler = delegate.onRefer && (() => delegate.onRefer?.(server));
      return handOver(host, server, "onRefer", handler, notAllowed);
    }
    case "REGISTER": {
      const handler = delegate.onRegister && (() => delegate.onRegister?.(server));
      return handOver(host, server, "onRegister", handler, notAllowed);
    }
    case "SUBSCRIBE": {
      const handler = delegate.onSubscribe && (() => delegate.onSubscribe?.(server));
      return handOver(host, server, "onSubscribe", handler, notAllowed);
    }
    default:
      return notAllowed();
  }
}

/** RFC 3261 §11.2: the code an INVITE would get now. */
function answerOptions(host: UserAgentHost, server: NonInviteUserAgentServer): void {
  const extraHeaders = [...optionsHeaders(host.capabilities)];
  if (host.delegate.onInvite === undefined) server.reject({ statusCode: 486, extraHeaders });
  else server.accept({ extraHeaders });
}
