import { type SessionDialog } from "../dialog/session-dialog.js";
import { type UserAgentServer } from "./user-agent-server.js";

/**
 * Gives a request inside a dialog to whom it is for. Until our application has set the session's delegate, it waits for the next turn of the
 * event loop, and so does what comes behind it.
 */
export function inItsTurn(dialog: SessionDialog, server: UserAgentServer, give: () => void): void {
  dialog.whenDelegateIsSet(() => {
    if (server.answered) return;
    // RFC 3261 §15.1.2: what waits when the dialog ends is answered, the BYE that ends it as ever.
    if (dialog.alive || server.message.method === "BYE") give();
    else server.refuse(487, "dialog-ended");
  });
}
