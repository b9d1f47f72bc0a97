import { type Transport } from "../environment/flow.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { sessionDescription } from "../message/session-description.js";
import { handOver } from "./hand-over.js";
import { inItsTurn } from "./in-its-turn.js";
import { UpdateUserAgentServer } from "./update-user-agent-server.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** An UPDATE that its dialog has let in. RFC 3311 §5.2 */
export function receiveUpdate(
  host: UserAgentHost,
  dialog: SessionDialog,
  message: IncomingRequestMessage,
  transport: Transport,
): void {
  const server = new UpdateUserAgentServer(dialog, host, message, undefined, transport);
  const usual = (): void => {
    if (server.asksForNothingNew) server.accept();
    else server.refuse(488, "no-handler");
  };
  inItsTurn(dialog, server, () => {
    const { handlers } = dialog;
    const handler = handlers?.onUpdate && (() => handlers.onUpdate?.(server));
    handOver(host, server, "onUpdate", handler, usual);
    // A refresh waits for nobody.
    const refresh = sessionDescription(message, host.limits) === undefined;
    if (refresh && !server.answered) server.accept();
  });
}
