import { sides } from "../dialog/offer-answer.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { withNextVersion } from "../message/session-version.js";

/**
 * Goes back to what stood before the re-INVITE under way, which has changed it for both sides already. RFC 6141 §3.3
 *
 * By UPDATE where the peer takes it, and then `finish`; else `finish` first, and a re-INVITE after its ACK.
 *
 * @param finish - Ends the re-INVITE with a 2xx.
 */
export function restoreDescription(dialog: SessionDialog, finish: () => void): void {
  const before = dialog.offerAnswer.agreementBeforeInvite;
  const now = dialog.offerAnswer.agreement;
  if (before === undefined || now === undefined) return finish();
  const body = withNextVersion(sides(before).ours, sides(now).ours);
  if (dialog.mayUpdate(body)) {
    dialog.update({ onAccept: finish, onRedirect: finish, onReject: finish }, { body });
    return;
  }
  // The peer may have ended the call, or changed it itself, before the ACK comes.
  dialog.whenAcknowledged(() => {
    if (dialog.mayInvite) dialog.invite(undefined, { body });
  });
  finish();
}
