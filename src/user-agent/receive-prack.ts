import { type Transport } from "../environment/flow.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { handOver } from "./hand-over.js";
import { PrackUserAgentServer } from "./prack-user-agent-server.js";
import { type Refusal } from "./refusal.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** A PRACK that its dialog has let in. RFC 3262 §3, §5 */
export function receivePrack(
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  const verdict = dialog.prackVerdict(message);
  switch (verdict.kind) {
    case "reject":
      refuseInTransaction(host, message, refusalOf(verdict), transport);
      return;
    case "application":
      return receiveForApplication(host, dialog, new PrackUserAgentServer(dialog, host, message, undefined, transport));
    case "late":
      // RFC 3262 §3: answered, and no news to anybody.
      dialog.acknowledgeProvisional(message);
      return new PrackUserAgentServer(dialog, host, message, undefined, transport).answerInItsPlace();
    case "matched":
      return receiveMatched(host, dialog, message, transport);
  }
}

function refusalOf({ statusCode, reasonPhrase }: { statusCode: number; reasonPhrase?: string }): Refusal {
  const code = statusCode === 400 ? "prack-malformed" : statusCode === 481 ? "prack-unmatched" : "offer-pending";
  return { statusCode, code, ...(reasonPhrase !== undefined && { reasonPhrase }) };
}

function receiveMatched(
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  const missing = dialog.acknowledgeProvisional(message);
  const server = new PrackUserAgentServer(dialog, host, message, undefined, transport);
  if (missing) {
    // RFC 3262 §5: our offer has to be answered here. The PRACK itself is right, the call cannot go on.
    server.answerInItsPlace();
    dialog.reportMissingAnswer();
    return;
  }
  const offered = sessionDescription(message, host.limits) !== undefined && dialog.owesAnswer;
  const { delegate } = dialog;
  if (delegate?.onPrack === undefined || !dialog.alive) return server.answerInItsPlace();
  handOver(
    host,
    server,
    "onPrack",
    () => delegate.onPrack?.(server),
    () => undefined,
  );
  // Nothing is left to decide: it is acknowledged.
  if (!offered && !server.answered) server.answerInItsPlace();
}

function receiveForApplication(host: UserAgentHost, dialog: SessionDialog, server: PrackUserAgentServer): void {
  const { delegate } = dialog;
  const handler = delegate?.onPrack && (() => delegate.onPrack?.(server));
  handOver(host, server, "onPrack", handler, () => server.answerInItsPlace());
}
