import { type Transport } from "../environment/flow.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { Expires } from "../message/header/numbers.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ByeUserAgentServer, InDialogUserAgentServer } from "./in-dialog-user-agent-server.js";
import { decideReplacement } from "./decide-replacement.js";
import { handOver } from "./hand-over.js";
import { inItsTurn } from "./in-its-turn.js";
import { inspectRefer } from "./inspect-refer.js";
import { inspectInDialog } from "./inspect-request.js";
import { inspectSessionTimer } from "./inspect-session-timer.js";
import { optionsHeaders } from "./options-headers.js";
import { ReInviteUserAgentServer } from "./re-invite-user-agent-server.js";
import { receiveInfo } from "./receive-info.js";
import { receivePrack } from "./receive-prack.js";
import { receiveUpdate } from "./receive-update.js";
import { refuseSubscribe } from "./receive-subscribe.js";
import { InDialogReferUserAgentServer } from "./refer-user-agent-server.js";
import { refuseStateless } from "./refuse-stateless.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { type Refusal } from "./refusal.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** A request that its dialog has been found for; ACK and CANCEL excepted. RFC 3261 §12.2.2 */
export function receiveInDialog(
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  const verdict = dialog.admit(message);
  if (verdict.kind === "deliver" && isCrowded(host, dialog, message)) {
    return refuseStateless(host, message, tooManyRequests(host), transport);
  }
  const refusal =
    verdict.kind === "reject"
      ? verdictRefusal(verdict)
      : (inspectInDialog(message, host) ?? inspectHeaders(message, dialog, host));
  if (refusal !== undefined) {
    const transaction = refuseInTransaction(host, message, refusal, transport);
    if (message.method === "INVITE") dialog.awaitConfirmation(transaction);
    return;
  }
  dialog.follow(transport);
  switch (message.method) {
    case "INVITE":
      return receiveReInvite(host, dialog, message, transport);
    case "BYE":
      return receiveBye(host, dialog, message, transport);
    case "PRACK":
      return receivePrack(host, dialog, message, transport);
    case "UPDATE":
      return receiveUpdate(host, dialog, message, transport);
    case "REFER":
      return receiveRefer(host, dialog, message, transport);
    case "INFO":
      return receiveInfo(host, dialog, message, transport);
    default:
      return receiveOther(host, dialog, message, transport);
  }
}

/** What ends the call, or goes on with what is under way, is always served. */
const ALWAYS_SERVED: ReadonlySet<string> = new Set(["BYE", "PRACK"]);

function isCrowded(host: UserAgentHost, dialog: SessionDialog, { method }: IncomingRequestMessage): boolean {
  const { requestsPerDialog = Infinity } = host.configuration.overload ?? {};
  return dialog.waitingRequests >= requestsPerDialog && !ALWAYS_SERVED.has(method);
}

function tooManyRequests({ environment }: UserAgentHost): Refusal {
  const extraHeaders = [`Retry-After: ${environment.random.below(11)}`];
  return { code: "too-many-requests", statusCode: 500, extraHeaders };
}

type Receiver = (
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
) => void;

const receiveReInvite: Receiver = (host, dialog, message, transport) => {
  const server = new ReInviteUserAgentServer(dialog, host, message, undefined, transport);
  // RFC 3261 §13.3.1: as with the first INVITE.
  if (message.first(Expires) === 0) return server.refuse(487, "expired");
  const usual = (): void => {
    // RFC 3261 §14.2, RFC 4028 §7.4: what asks for nothing new is a refresh.
    if (server.asksForNothingNew) server.accept();
    else server.refuse(488, "no-handler");
  };
  inItsTurn(dialog, server, () => {
    const { handlers } = dialog;
    handOver(host, server, "onInvite", handlers?.onInvite && (() => handlers.onInvite?.(server)), usual);
  });
};

const receiveBye: Receiver = (host, dialog, message, transport) => {
  const server = new ByeUserAgentServer(dialog, host, message, undefined, transport);
  inItsTurn(dialog, server, () => {
    // RFC 5407 §3.2.1: a BYE that crosses ours is no news to the application.
    const delegate = dialog.alive ? dialog.delegate : undefined;
    handOver(host, server, "onBye", delegate?.onBye && (() => delegate.onBye?.(server)), () => void server.accept());
    if (!server.challenged) dialog.byeReceived(message);
  });
};

const receiveRefer: Receiver = (host, dialog, message, transport) => {
  const server = new InDialogReferUserAgentServer(dialog, host, message, undefined, transport);
  const usual = (): void => server.refuse(480, "no-handler");
  inItsTurn(dialog, server, () => {
    const { handlers } = dialog;
    handOver(host, server, "onRefer", handlers?.onRefer && (() => handlers.onRefer?.(server)), usual);
  });
};

/** Methods without a class of their own. */
const receiveOther: Receiver = (host, dialog, message, transport) => {
  const server = new InDialogUserAgentServer(dialog, host, message, undefined, transport);
  const usual = (): void => void server.accept();
  switch (message.method) {
    case "MESSAGE":
      return inItsTurn(dialog, server, () => {
        const { handlers } = dialog;
        handOver(host, server, "onMessage", handlers?.onMessage && (() => handlers.onMessage?.(server)), usual);
      });
    case "NOTIFY":
      return inItsTurn(dialog, server, () => {
        const { handlers } = dialog;
        handOver(host, server, "onNotify", handlers?.onNotify && (() => handlers.onNotify?.(server)), usual);
      });
    case "OPTIONS":
      // RFC 3261 §11.2: as outside, and without effect on the dialog.
      return void server.accept({ extraHeaders: [...optionsHeaders(host)] });
    case "SUBSCRIBE":
      return refuseSubscribe(host, server);
    default:
      return server.refuse(405, "method-not-allowed");
  }
};

/** Header fields whose meaning refuses a request. */
function inspectHeaders(
  message: IncomingRequestMessage,
  dialog: SessionDialog,
  host: UserAgentHost,
): Refusal | undefined {
  // RFC 3891 §3: in an INVITE out of a dialog only; one inside has its dialog already.
  const replacement = message.method === "INVITE" ? undefined : decideReplacement(message, host);
  if (replacement?.kind === "refuse") return replacement.refusal;
  return inspectRefer(message) ?? inspectSessionTimer(message, dialog.sessionTimers);
}

function verdictRefusal({ statusCode, retryAfter }: { statusCode: number; retryAfter?: number }): Refusal {
  if (retryAfter !== undefined) {
    return { code: "invite-pending", statusCode, extraHeaders: [`Retry-After: ${retryAfter}`] };
  }
  if (statusCode === 488) return STREAMS_MISSING;
  return { code: statusCode === 481 ? "dialog-over" : statusCode === 491 ? "glare" : "out-of-order", statusCode };
}

/** RFC 3264 §8 */
const STREAMS_MISSING: Refusal = {
  code: "streams-missing",
  statusCode: 488,
  extraHeaders: ['Warning: 399 sip-uas "The offer leaves out streams of the session"'],
};
