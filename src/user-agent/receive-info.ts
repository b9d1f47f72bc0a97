import { type Transport } from "../environment/flow.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { handOver } from "./hand-over.js";
import { InfoUserAgentServer } from "./in-dialog-user-agent-server.js";
import { inItsTurn } from "./in-its-turn.js";
import { inspectInfo, unknownPackage } from "./inspect-info.js";
import { refuseInTransaction } from "./refuse-in-transaction.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** An INFO that its dialog has let in. RFC 6086 §4.2.2 */
export function receiveInfo(
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  const isOfPackage = message.hasHeader("Info-Package");
  const announced = (isOfPackage ? dialog.infoPackages.ours : undefined) ?? [];
  const refusal = inspectInfo(message, announced, host);
  if (refusal !== undefined) return void refuseInTransaction(host, message, refusal, transport);
  const server = new InfoUserAgentServer(dialog, host, message, undefined, transport);
  const usual = (): void => {
    // RFC 6086 §5.2.2: what we have announced we take.
    if (isOfPackage) return void server.accept();
    const { statusCode, code, extraHeaders } = unknownPackage(dialog.infoPackages.ours ?? []);
    server.refuse(statusCode, code, extraHeaders);
  };
  inItsTurn(dialog, server, () => {
    const { handlers } = dialog;
    const handler = handlers?.onInfo && (() => handlers.onInfo?.(server));
    handOver(host, server, "onInfo", handler, usual);
  });
}
