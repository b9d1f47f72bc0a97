import { type Transport } from "../environment/flow.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { corePolicy } from "./core-policy.js";
import { decideReplacement, type Replacement } from "./decide-replacement.js";
import { handOver } from "./hand-over.js";
import { inspectRequest } from "./inspect-request.js";
import { InviteUserAgentServer } from "./invite-user-agent-server.js";
import { NonInviteUserAgentServer, OptionsUserAgentServer } from "./method-user-agent-servers.js";
import { refuseSubscribe } from "./receive-subscribe.js";
import { ReferUserAgentServer } from "./refer-user-agent-server.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { refuseNew } from "./refuse-new.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** A new request without a To tag; ACK and CANCEL excepted. RFC 3261 §8.2.5 */
export function receiveOutOfDialog(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { keepAlive } = host.configuration;
  // RFC 6223 §4.3: agreed on with the first request of a dialog, for all of it.
  if (keepAlive !== undefined && message.method === "INVITE") message.stampKeepAlive(keepAlive);
  const merged = host.transactions.findMerged(message);
  const refusal = inspectRequest(message, corePolicy(host, merged, transport.protocol));
  if (refusal !== undefined) return refuseNew(host, message, refusal, transport);
  const replacement = decideReplacement(message, host);
  if (replacement.kind === "refuse") return void refuseInTransaction(host, message, replacement.refusal, transport);
  switch (message.method) {
    case "INVITE":
      return receiveInvite(host, message, replacement, transport);
    case "BYE":
    case "INFO":
    case "PRACK":
    case "UPDATE":
      // RFC 3261 §15.1.2, RFC 3262 §3, RFC 6086 §4.2.2: these exist inside a dialog only.
      return refuseNew(host, message, { code: "needs-dialog", statusCode: 481 }, transport);
    default:
      return receiveOther(host, message, transport);
  }
}

function receiveInvite(
  host: UserAgentHost,
  message: IncomingRequestMessage,
  replacement: Exclude<Replacement, { kind: "refuse" }>,
  transport: Transport,
): void {
  const { handlers } = host;
  const server = new InviteUserAgentServer(host, message, undefined, transport, replacement);
  // RFC 3261 §13.3.1: nobody is to be alerted for an invitation that has run out already.
  if (message.first(Expires) === 0) return server.refuse(487, "expired");
  const handler = handlers.onInvite && (() => handlers.onInvite?.(server));
  handOver(host, server, "onInvite", handler, () => server.refuse(486, "no-handler"));
}

function receiveOther(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { handlers } = host;
  if (message.method === "REFER") return receiveRefer(host, message, transport);
  const kind = message.method === "OPTIONS" ? OptionsUserAgentServer : NonInviteUserAgentServer;
  const server = new kind(host, message, undefined, transport);
  const notAllowed = (): void => server.refuse(405, "method-not-allowed");
  switch (message.method) {
    case "OPTIONS": {
      const handler = handlers.onOptions && (() => handlers.onOptions?.(server));
      return handOver(host, server, "onOptions", handler, () => answerOptions(host, server));
    }
    case "MESSAGE": {
      const handler = handlers.onMessage && (() => handlers.onMessage?.(server));
      return handOver(host, server, "onMessage", handler, () => void server.accept());
    }
    case "NOTIFY": {
      const handler = handlers.onNotify && (() => handlers.onNotify?.(server));
      return handOver(host, server, "onNotify", handler, notAllowed);
    }
    case "PUBLISH": {
      const handler = handlers.onPublish && (() => handlers.onPublish?.(server));
      return handOver(host, server, "onPublish", handler, notAllowed);
    }
    case "REGISTER": {
      const handler = handlers.onRegister && (() => handlers.onRegister?.(server));
      return handOver(host, server, "onRegister", handler, notAllowed);
    }
    case "SUBSCRIBE": {
      const handler = handlers.onSubscribe && (() => handlers.onSubscribe?.(server));
      return handOver(host, server, "onSubscribe", handler, () => refuseSubscribe(host, server));
    }
    default:
      return notAllowed();
  }
}

function receiveRefer(host: UserAgentHost, message: IncomingRequestMessage, transport: Transport): void {
  const { handlers } = host;
  const server = new ReferUserAgentServer(host, message, undefined, transport);
  const handler = handlers.onRefer && (() => handlers.onRefer?.(server));
  handOver(host, server, "onRefer", handler, () => server.refuse(405, "method-not-allowed"));
}

/** RFC 3261 §11.2: the code an INVITE would get now. */
function answerOptions(host: UserAgentHost, server: NonInviteUserAgentServer): void {
  if (host.handlers.onInvite === undefined) server.refuse(486, "no-handler");
  else server.accept();
}
